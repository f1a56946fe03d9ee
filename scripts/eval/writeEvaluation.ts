import { withEngine } from '../engine/withEngine.ts';
import type { EvalCase } from './evalCase.ts';
import type { EvalOptions } from './evalOptions.ts';
import { evaluate } from './evaluate.ts';
import { evalTable } from './evalTable.ts';
import type { Strategy } from './strategy.ts';
import { summarizeEvaluation } from './summary.ts';

/**
 * Evaluates cases with a strategy and writes the results to standard output as a table, or JSON.
 *
 * @param from source of the cases, for the JSON.
 */
export async function writeEvaluation(
  cases: readonly EvalCase[],
  strategy: Strategy,
  from: { readonly suite: string; readonly source?: string },
  { models, sampling, timeLimitMs, json, results }: EvalOptions,
): Promise<void> {
  const choice = { model: models[0], gpu: 'auto', window: 0 } as const;
  await withEngine(choice, async (engine, { path: model, device }) => {
    const strategies = [strategy];
    const [evaluation] = await evaluate(engine, cases, { strategies, timeLimitMs });
    if (evaluation === undefined) return;
    const summary = summarizeEvaluation(evaluation);
    const result = {
      ...from,
      model,
      device,
      strategy: strategy.name,
      judgesBySuffix: strategy.judgesBySuffix,
      seed: sampling.seed,
      cases: cases.length,
      summary,
      failures: evaluation.failures,
      ...(results ? { results: evaluation.results } : {}),
    };
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : evalTable(summary));
  });
}
