import { parseArgs } from 'node:util';
import type { Sampling } from './readSuite.ts';

/** Options that the commands of the evaluation share. */
export interface EvalOptions {
  /** The only positional argument. */
  readonly subject: string;
  /** GGUF files in the order of the command line; empty for the default model. */
  readonly models: readonly string[];
  readonly strategy: string;
  readonly sampling: Sampling;
  readonly timeLimitMs: number;
  readonly json: boolean;
  readonly results: boolean;
  readonly rules: boolean;
  /** True where the suffix-likelihood filter also applies on the CPU. */
  readonly shouldFilterBySuffixOnCpu: boolean;
}

/** Properties of one command of the evaluation. */
interface EvalCommand {
  readonly usage: string;
  /** Default number of cases; undefined for all. */
  readonly limit?: number;
  /** True where cases come from a suite: they may have tests to run, and rules can be compared on them. */
  readonly hasSuite: boolean;
}

/** Parses the command line. @throws Error with the usage. */
export function parseEvalOptions(
  { usage, limit, hasSuite }: EvalCommand,
  args = process.argv.slice(2),
): EvalOptions {
  const { values, positionals } = parse(usage, args);
  const number = (name: 'limit' | 'seed' | 'time-limit', min: number) => {
    const text = values[name];
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!Number.isInteger(value) || value < min) throw new Error(usage);
    return value;
  };
  const [subject, ...others] = positionals;
  if (subject === undefined || others.length > 0 || isContradictory(values, hasSuite)) {
    throw new Error(usage);
  }
  return {
    subject,
    models: values.model,
    strategy: values.strategy ?? 'editor',
    sampling: { limit: number('limit', 1) ?? limit, seed: number('seed', 0) ?? 1 },
    timeLimitMs: 1000 * (number('time-limit', 1) ?? 3),
    json: values.json,
    results: values.results,
    rules: values.rules,
    shouldFilterBySuffixOnCpu: values['suffix-gate'],
  };
}

/** Returns whether an option would be ignored. */
function isContradictory(values: ReturnType<typeof parse>['values'], hasSuite: boolean): boolean {
  const { rules, strategy, results, model } = values;
  const isSuiteOption = rules || values['time-limit'] !== undefined;
  if (isSuiteOption && !hasSuite) return true;
  // `--rules` runs all strategies, and prints a line for each.
  return rules ? strategy !== undefined || results : model.length > 1;
}

function parse(usage: string, args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        model: { type: 'string', multiple: true, default: [] },
        strategy: { type: 'string' },
        limit: { type: 'string' },
        seed: { type: 'string' },
        'time-limit': { type: 'string' },
        json: { type: 'boolean', default: false },
        results: { type: 'boolean', default: false },
        rules: { type: 'boolean', default: false },
        'suffix-gate': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${usage}`, { cause: error });
  }
}
