import { nextWord } from '../replay/keystrokes.ts';
import type { RestCase } from './restCase.ts';

/** Minimum length of a repetition at the beginning of a text, in UTF-16 code units. */
const minRepetition = 4;

/**
 * Returns true when the first non-empty line of a text is the expected line up to trailing blanks, or a
 * beginning of it with at least its first word.
 */
export function isRight(text: string, { expect }: Pick<RestCase, 'expect'>): boolean {
  const line = text.split(/\r?\n/).find((one) => one.trim() !== '');
  if (line === undefined) return false;
  const firstWord = nextWord.exec(expect)?.[0] ?? expect;
  const trimmed = line.trimEnd();
  return expect.startsWith(trimmed) && trimmed.length >= firstWord.trimEnd().length;
}

/**
 * Returns true when a text begins with a repetition of the line before the cursor or of its end, from
 * the start of a word, or with blanks after a blank. A right text isn't doubled.
 */
export function isDoubled(
  text: string,
  restCase: Pick<RestCase, 'before' | 'typed' | 'expect'>,
): boolean {
  const line = (restCase.before + restCase.typed).split('\n').at(-1) ?? '';
  if (/^[ \t]/.test(text) && /[ \t]$/.test(line)) return true;
  if (isRight(text, restCase)) return false;
  const beginning = text.trimStart();
  return [...line.matchAll(/(?<![\p{L}\p{N}_])\S/gu)]
    .map(({ index }) => line.slice(index).trimEnd())
    .some((end) => end.length >= minRepetition && beginning.startsWith(end));
}
