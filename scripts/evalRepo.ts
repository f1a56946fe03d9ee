/**
 * `npm run --silent eval:repo -- PATH [--model F] [--strategy S] [--limit N] [--seed S] [--json]
 * [--results]`: what is Tramontane worth on your own code? Takes away what commits of a repository
 * added, asks for it, and compares. Offline; nothing in the repository is changed or run.
 */
import path from 'node:path';
import { withEngine } from './engine/withEngine.ts';
import { evalOptions } from './eval/evalOptions.ts';
import { evaluate } from './eval/evaluate.ts';
import { evalTable } from './eval/evalTable.ts';
import { openRepository } from './eval/repo/git.ts';
import { repoCases } from './eval/repo/repoCases.ts';
import { strategyNamed } from './eval/strategy.ts';
import { summarizeEvaluation } from './eval/summary.ts';
import { say } from './progress.ts';
import { runScript } from './runScript.ts';

const usage =
  'Usage: npm run --silent eval:repo -- PATH [--model FILE.gguf] [--strategy editor|raw|prefix|no-RULE[,no-RULE]] [--limit CASES] [--seed NUMBER] [--json] [--results]';

/** Cases where nothing else is said. */
const usualCases = 100;

await runScript(async () => {
  const options = evalOptions(usage, { limit: usualCases });
  const strategy = strategyNamed(options.strategy);
  const repository = await openRepository(path.resolve(options.subject));
  const { cases, source } = await repoCases(repository, options.sampling);
  if (source === 'files') {
    say('The history tells of no changes: the cases are made from the files as they are.');
  }
  const choice = { model: options.models[0], gpu: 'auto', window: 0 } as const;
  await withEngine(choice, async (engine, { path: model, device }) => {
    const { timeLimitMs } = options;
    const strategies = [strategy];
    const [evaluation] = await evaluate(engine, cases, { strategies, timeLimitMs });
    if (evaluation === undefined) return;
    const summary = summarizeEvaluation(evaluation);
    const result = {
      suite: repository.root,
      model,
      device,
      strategy: strategy.name,
      seed: options.sampling.seed,
      source,
      cases: cases.length,
      summary,
      failures: evaluation.failures,
      ...(options.results ? { results: evaluation.results } : {}),
    };
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : evalTable(summary));
  });
});
