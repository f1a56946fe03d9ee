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
}

/** @throws Error with the usage. */
export function evalOptions(
  usage: string,
  defaults: { readonly limit?: number } = {},
): EvalOptions {
  const { values, positionals } = parse(usage);
  const number = (name: 'limit' | 'seed' | 'time-limit', least: number) => {
    const text = values[name];
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!Number.isInteger(value) || value < least) throw new Error(usage);
    return value;
  };
  const [subject, ...others] = positionals;
  const isOne = subject !== undefined && others.length === 0;
  if (!isOne || (values.model.length > 1 && !values.rules)) throw new Error(usage);
  return {
    subject,
    models: values.model,
    strategy: values.strategy,
    sampling: { limit: number('limit', 1) ?? defaults.limit, seed: number('seed', 0) ?? 1 },
    timeLimitMs: 1000 * (number('time-limit', 1) ?? 3),
    json: values.json,
    results: values.results,
    rules: values.rules,
  };
}

function parse(usage: string) {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        model: { type: 'string', multiple: true, default: [] },
        strategy: { type: 'string', default: 'editor' },
        limit: { type: 'string' },
        seed: { type: 'string' },
        'time-limit': { type: 'string' },
        json: { type: 'boolean', default: false },
        results: { type: 'boolean', default: false },
        rules: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${usage}`, { cause: error });
  }
}
