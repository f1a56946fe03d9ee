import { withEngine } from '../engine/withEngine.ts';
import type { EvalCase } from './evalCase.ts';
import type { EvalOptions } from './evalOptions.ts';
import { evaluate } from './evaluate.ts';
import { formatEvalTable } from './evalTable.ts';
import type { Strategy } from './strategy.ts';
import { summarizeEvaluation } from './summary.ts';

/**
 * Evaluates cases with a strategy and writes the results to standard output as a table, or JSON.
 *
 * @param metadata source of the cases, for the JSON.
 */
export async function runEvaluation(
  cases: readonly EvalCase[],
  strategy: Strategy,
  metadata: { readonly suite: string; readonly source?: string },
  { models, sampling, timeLimitMs, json, results }: EvalOptions,
): Promise<void> {
  const choice = { model: models[0], gpu: 'auto', window: 0 } as const;
  await withEngine(choice, async (engine, { path: model, device }) => {
    const strategies = [strategy];
    const [evaluation] = await evaluate(engine, cases, { strategies, timeLimitMs });
    if (evaluation === undefined) return;
    const summary = summarizeEvaluation(evaluation);
    const result = {
      ...metadata,
      model,
      device,
      strategy: strategy.name,
      shouldFilterBySuffixOnCpu: strategy.shouldFilterBySuffixOnCpu,
      seed: sampling.seed,
      cases: cases.length,
      summary,
      failures: evaluation.failures,
      ...(results ? { results: evaluation.results } : {}),
    };
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : formatEvalTable(summary));
  });
}
