/**
 * `npm run --silent eval -- SUITE.jsonl[.gz] [--model F] [--strategy S] [--limit N] [--seed S]
 * [--time-limit SECONDS] [--suffix-gate] [--json] [--results]`: measures the quality of suggestions. Runs
 * a suite of cases through the engine as the editor does, and their tests. docs/quality.md defines the
 * figures. With `--rules [--model F]...` it prints the effect of each rule as a Markdown table, or with
 * `--json` the summaries of which the table is made.
 */
import path from 'node:path';
import { withEngine } from './engine/withEngine.ts';
import { parseEvalOptions, type EvalOptions } from './eval/evalOptions.ts';
import { evaluate } from './eval/evaluate.ts';
import type { EvalCase } from './eval/evalCase.ts';
import { readSuite } from './eval/readSuite.ts';
import { findPython } from './eval/sandbox/interpreters.ts';
import { formatRuleTable, type RuleColumn } from './eval/ruleTable.ts';
import { ruleNames, parseStrategy } from './eval/strategy.ts';
import { summarizeEvaluation, type EvalSummary } from './eval/summary.ts';
import { runEvaluation } from './eval/writeEvaluation.ts';
import { printProgress } from './progress.ts';
import { runScript } from './runScript.ts';

const usage =
  'Usage: npm run --silent eval -- SUITE.jsonl[.gz] [--model FILE.gguf] [--strategy editor|raw|prefix|no-RULE[,no-RULE]] [--limit CASES] [--seed NUMBER] [--time-limit SECONDS] [--suffix-gate] [--json] [--results]\n   or: npm run --silent eval -- SUITE.jsonl[.gz] --rules [--model FILE.gguf]... [--limit CASES] [--seed NUMBER] [--time-limit SECONDS] [--suffix-gate] [--json]';

await runScript(main);

async function main(): Promise<void> {
  const options = parseEvalOptions({ usage, hasSuite: true });
  const strategy = parseStrategy(options.strategy, options.shouldFilterBySuffixOnCpu);
  const cases = await readSuite(path.resolve(options.subject), options.sampling);
  await warnAboutMissingPython(cases);
  if (options.rules) return printRuleTable(cases, options);
  const suite = path.basename(options.subject);
  await runEvaluation(cases, strategy, { suite }, options);
}

/** Prints the table of docs/quality.md: a row for each strategy, a column for each model. */
async function printRuleTable(
  cases: readonly EvalCase[],
  { subject, models, sampling, timeLimitMs, shouldFilterBySuffixOnCpu, json }: EvalOptions,
): Promise<void> {
  const names = ['editor', 'raw', 'prefix', ...ruleNames.map((rule) => `no-${rule}`)];
  const columns: RuleColumn[] = [];
  for (const model of models.length === 0 ? [undefined] : models) {
    const choice = { model, gpu: 'auto', window: 0 } as const;
    await withEngine(choice, async (engine, summary) => {
      printProgress(summary.name);
      const strategies = names.map((name) => parseStrategy(name, shouldFilterBySuffixOnCpu));
      const evaluations = await evaluate(engine, cases, { strategies, timeLimitMs });
      const summaries = new Map<string, EvalSummary>();
      for (const [index, evaluation] of evaluations.entries()) {
        summaries.set(names[index] ?? '', summarizeEvaluation(evaluation));
      }
      columns.push({ model: summary.name, summaries });
    });
  }
  const modelResults = columns.map(({ model, summaries }) => ({
    model,
    strategies: Object.fromEntries(summaries),
  }));
  const metadata = { suite: path.basename(subject), seed: sampling.seed, cases: cases.length };
  const result = { ...metadata, shouldFilterBySuffixOnCpu, models: modelResults };
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : formatRuleTable(names, columns));
}

async function warnAboutMissingPython(cases: readonly EvalCase[]): Promise<void> {
  const isNeeded = cases.some(({ tests, language }) => tests !== null && language.id === 'python');
  if (isNeeded && (await findPython()) === undefined) {
    printProgress('There is no python3 here: whether Python passes its tests is left open (null).');
  }
}
