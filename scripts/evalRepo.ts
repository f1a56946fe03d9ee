/**
 * `npm run --silent eval:repo -- PATH [--model F] [--strategy S] [--limit N] [--seed S]
 * [--suffix-gate] [--json] [--results]`: measures the quality of suggestions on your own code. Removes
 * text that commits of a repository added, requests completions for it, and compares them. Works offline;
 * nothing in the repository is changed or run.
 */
import path from 'node:path';
import { parseEvalOptions } from './eval/evalOptions.ts';
import { openRepository } from './eval/repo/git.ts';
import { createRepoCases } from './eval/repo/repoCases.ts';
import { parseStrategy } from './eval/strategy.ts';
import { runEvaluation } from './eval/writeEvaluation.ts';
import { printProgress } from './progress.ts';
import { runScript } from './runScript.ts';

const usage =
  'Usage: npm run --silent eval:repo -- PATH [--model FILE.gguf] [--strategy editor|raw|prefix|no-RULE[,no-RULE]] [--limit CASES] [--seed NUMBER] [--suffix-gate] [--json] [--results]';

/** Default number of cases. */
const defaultCaseCount = 100;

await runScript(async () => {
  const options = parseEvalOptions({ usage, limit: defaultCaseCount, hasSuite: false });
  const strategy = parseStrategy(options.strategy, options.shouldFilterBySuffixOnCpu);
  const repository = await openRepository(path.resolve(options.subject));
  const { cases, source } = await createRepoCases(repository, options.sampling);
  if (source === 'files') {
    printProgress(
      'The history tells of no changes: the cases are made from the files as they are.',
    );
  }
  await runEvaluation(cases, strategy, { suite: repository.root, source }, options);
});
