import { parseArgs } from 'node:util';
import type { Sampling } from './readSuite.ts';

/** What the commands of the evaluation have in common. */
export interface EvalOptions {
  /** The one argument that isn't an option. */
  readonly subject: string;
  /** GGUF files, in the order in which they were named; none leaves the choice to the engine. */
  readonly models: readonly string[];
  readonly strategy: string;
  readonly sampling: Sampling;
  readonly timeLimitMs: number;
  readonly json: boolean;
  readonly results: boolean;
  readonly rules: boolean;
  /** Whether the suffix judges on a processor too. */
  readonly suffixGate: boolean;
}

/** What a command of the evaluation has of its own. */
interface EvalCommand {
  readonly usage: string;
  /** Cases where nothing else is said; unset: all. */
  readonly limit?: number;
  /** Its cases are of a suite: they may have tests that are run, and rules are compared on them. */
  readonly hasSuite: boolean;
}

/** @throws Error with the usage. */
export function evalOptions(
  { usage, limit, hasSuite }: EvalCommand,
  args = process.argv.slice(2),
): EvalOptions {
  const { values, positionals } = parse(usage, args);
  const number = (name: 'limit' | 'seed' | 'time-limit', least: number) => {
    const text = values[name];
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!Number.isInteger(value) || value < least) throw new Error(usage);
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
    suffixGate: values['suffix-gate'],
  };
}

/** Whether something would be ignored. */
function isContradictory(values: ReturnType<typeof parse>['values'], hasSuite: boolean): boolean {
  const { rules, strategy, results, model } = values;
  const isOfSuite = rules || values['time-limit'] !== undefined;
  if (isOfSuite && !hasSuite) return true;
  // All strategies, and a line for each.
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
