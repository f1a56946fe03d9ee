import { nextWordPattern } from '../replay/keystrokes.ts';
import type { PauseCase } from './restCase.ts';

/** Minimum length of a repetition at the beginning of a text, in UTF-16 code units. */
const minRepetitionLength = 4;

/**
 * Returns true when the first non-empty line of a text is the expected line up to trailing blanks, or a
 * beginning of it with at least its first word.
 */
export function isCorrect(text: string, { expect }: Pick<PauseCase, 'expect'>): boolean {
  const line = text.split(/\r?\n/).find((one) => one.trim() !== '');
  if (line === undefined) return false;
  const firstWord = nextWordPattern.exec(expect)?.[0] ?? expect;
  const trimmed = line.trimEnd();
  return expect.startsWith(trimmed) && trimmed.length >= firstWord.trimEnd().length;
}

/**
 * Returns true when a text begins with a repetition of the line before the cursor or of its end, from
 * the start of a word, or with blanks after a blank. A right text isn't doubled.
 */
export function isRepetition(
  text: string,
  pauseCase: Pick<PauseCase, 'before' | 'typed' | 'expect'>,
): boolean {
  const line = (pauseCase.before + pauseCase.typed).split('\n').at(-1) ?? '';
  if (/^[ \t]/.test(text) && /[ \t]$/.test(line)) return true;
  if (isCorrect(text, pauseCase)) return false;
  const beginning = text.trimStart();
  return [...line.matchAll(/(?<![\p{L}\p{N}_])\S/gu)]
    .map(({ index }) => line.slice(index).trimEnd())
    .some((end) => end.length >= minRepetitionLength && beginning.startsWith(end));
}
