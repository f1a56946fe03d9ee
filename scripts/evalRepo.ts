/**
 * `npm run --silent eval:repo -- PATH [--model F] [--strategy S] [--limit N] [--seed S]
 * [--suffix-gate] [--json] [--results]`: measures the quality of suggestions on your own code. Removes
 * text that commits of a repository added, requests completions for it, and compares them. Works offline;
 * nothing in the repository is changed or run.
 */
import path from 'node:path';
import { evalOptions } from './eval/evalOptions.ts';
import { openRepository } from './eval/repo/git.ts';
import { repoCases } from './eval/repo/repoCases.ts';
import { strategyNamed } from './eval/strategy.ts';
import { writeEvaluation } from './eval/writeEvaluation.ts';
import { say } from './progress.ts';
import { runScript } from './runScript.ts';

const usage =
  'Usage: npm run --silent eval:repo -- PATH [--model FILE.gguf] [--strategy editor|raw|prefix|no-RULE[,no-RULE]] [--limit CASES] [--seed NUMBER] [--suffix-gate] [--json] [--results]';

/** Default number of cases. */
const usualCases = 100;

await runScript(async () => {
  const options = evalOptions({ usage, limit: usualCases, hasSuite: false });
  const strategy = strategyNamed(options.strategy, options.suffixGate);
  const repository = await openRepository(path.resolve(options.subject));
  const { cases, source } = await repoCases(repository, options.sampling);
  if (source === 'files') {
    say('The history tells of no changes: the cases are made from the files as they are.');
  }
  await writeEvaluation(cases, strategy, { suite: repository.root, source }, options);
});
