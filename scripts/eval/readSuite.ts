import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sampleNumbers } from '../replay/sample.ts';
import type { CaseFields } from './caseFields.ts';
import type { EvalCase } from './evalCase.ts';
import { parseCase } from './parseCase.ts';

/** Selection of a suite's cases. */
export interface Sampling {
  /** Maximum number of cases; undefined for all. */
  readonly limit: number | undefined;
  /** Seed of the random selection. */
  readonly seed: number;
}

/**
 * Reads a suite: JSON Lines with one case per line, compressed with gzip or not.
 *
 * @throws Error that names the file, or the line that isn't a case.
 */
export async function readSuite(file: string, sampling: Sampling): Promise<EvalCase[]> {
  const bytes = await readFile(file).catch(() => {
    throw new Error(`${file} can't be read.`);
  });
  const isCompressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const lines = (isCompressed ? gunzipSync(bytes) : bytes)
    .toString('utf8')
    .split('\n')
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '');
  if (lines.length === 0) throw new Error(`${file} holds no cases.`);
  return sampleCases(lines, sampling).map(({ line, number }) => {
    try {
      return parseCase(JSON.parse(line) as CaseFields, number);
    } catch (error) {
      const problem = error instanceof SyntaxError ? 'is no JSON' : (error as Error).message;
      throw new Error(`${path.basename(file)}:${number} ${problem}.`, { cause: error });
    }
  });
}

/** Selects cases at random, in their order; the same ones for the same seed. */
export function sampleCases<Case>(cases: readonly Case[], { limit, seed }: Sampling): Case[] {
  const sampledIndexes = sampleNumbers(cases.length, limit ?? cases.length, seed);
  return cases.filter((_, index) => sampledIndexes.has(index));
}
