import { readFile } from 'node:fs/promises';
import type { Token, Vocabulary } from '../../src/engine/ports.ts';
import { readTrace } from '../replay/trace.ts';
import { integerBetween, type Random } from './random.ts';

/** A place in a text, in tokens. */
export interface Sample {
  readonly text: readonly Token[];
  readonly cursor: number;
}

/** The texts of traces (what was opened) and of source files. */
export async function readTexts(files: readonly string[]): Promise<string[]> {
  return Promise.all(
    files.map(async (file) => {
      if (!file.endsWith('.jsonl')) return readFile(file, 'utf8');
      const [opened] = await readTrace(file);
      return opened?.type === 'open' ? opened.text : '';
    }),
  );
}

export interface Room {
  /** Tokens that have to stand before each cursor. */
  readonly before: number;
  /** Tokens that have to stand behind it. */
  readonly behind: number;
}

/** Picks cursors, in turn from each text that is long enough. */
export function pickSamples(
  texts: readonly string[],
  vocabulary: Vocabulary,
  count: number,
  { before, behind }: Room,
  random: Random,
): Sample[] {
  const long = texts
    .map((text) => vocabulary.tokenize(text))
    .filter((tokens) => tokens.length > before + behind);
  if (long.length === 0) throw new Error(`No text is longer than ${before + behind} tokens.`);
  return Array.from({ length: count }, (_, index) => {
    const text = long[index % long.length] ?? [];
    return { text, cursor: integerBetween(before, text.length - behind, random) };
  });
}

/** So many tokens from some place of a text. */
export function passageOf(text: readonly Token[], count: number, random: Random): Token[] {
  const start = integerBetween(0, Math.max(0, text.length - count), random);
  return text.slice(start, start + count);
}
