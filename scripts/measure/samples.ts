import { readFile } from 'node:fs/promises';
import type { Token, Vocabulary } from '../../src/engine/backend/languageModel.ts';
import { readTrace } from '../replay/trace.ts';
import { pickInteger, type Random } from './random.ts';

/** A cursor in a text, in tokens. */
export interface Sample {
  readonly text: readonly Token[];
  readonly cursor: number;
}

/** Reads the texts of source files, and of traces the text that was opened. */
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
  /** Minimum number of tokens before each cursor. */
  readonly before: number;
  /** Minimum number of tokens after it. */
  readonly after: number;
}

/** Picks cursors, in turn from each text that is long enough. */
export function pickSamples(
  texts: readonly string[],
  vocabulary: Vocabulary,
  count: number,
  { before, after }: Room,
  random: Random,
): Sample[] {
  const long = texts
    .map((text) => vocabulary.tokenize(text))
    .filter((tokens) => tokens.length > before + after);
  if (long.length === 0) throw new Error(`No text is longer than ${before + after} tokens.`);
  return Array.from({ length: count }, (_, index) => {
    const text = long[index % long.length] ?? [];
    return { text, cursor: pickInteger(before, text.length - after, random) };
  });
}

/** Picks a passage of a number of tokens from a text. */
export function pickPassage(text: readonly Token[], count: number, random: Random): Token[] {
  const start = pickInteger(0, Math.max(0, text.length - count), random);
  return text.slice(start, start + count);
}
