import { snapToCharacter } from '../text/textView.ts';

/** Counts the tokens of a text. More text never has fewer tokens, except for one at its edges. */
export type CountTokens = (text: string) => number;

/** Maximum length of a token, in UTF-16 code units, except for long runs of blanks. */
export const maxTokenLength = 16;

/**
 * Finds the start of the longest end of a text within a number of tokens. It is a line start; only a last
 * line that doesn't fit by itself is cut inside.
 *
 * @param total tokens of the whole text, where they are known. Counting is slow, and the total determines
 *   the first guess.
 * @returns an offset in `text`; its length when nothing fits.
 */
export function findFittingStart(
  text: string,
  tokens: number,
  count: CountTokens,
  total?: number,
): number {
  const floor = Math.max(0, text.length - tokens * maxTokenLength);
  const fits = (start: number) => count(text.slice(start)) <= tokens;
  if (floor === 0 && (total ?? count(text)) <= tokens) return 0;
  const lineStarts = listLineStarts(text, floor);
  const guess = total === undefined ? undefined : text.length * (1 - tokens / total);
  const index = findFirst(
    0,
    lineStarts.length,
    (at) => fits(lineStarts[at] ?? text.length),
    guess === undefined ? undefined : lineStarts.findIndex((start) => start >= guess),
  );
  return lineStarts[index] ?? snapToCharacter(text, findFirst(floor, text.length, fits));
}

/**
 * Finds the end of the longest beginning of a text within a number of tokens: after a line end, where the
 * first line is short enough for that.
 *
 * @returns a length, 0 when nothing fits.
 */
export function findFittingEnd(text: string, tokens: number, count: CountTokens): number {
  const ceiling = Math.min(text.length, tokens * maxTokenLength);
  const fits = (end: number) => count(text.slice(0, end)) <= tokens;
  if (ceiling === text.length && fits(ceiling)) return ceiling;
  const lineEnds = listLineStarts(text, 1).filter((end) => end <= ceiling);
  const index = findFirst(0, lineEnds.length, (at) => !fits(lineEnds[at] ?? 0));
  const lineEnd = lineEnds[index - 1];
  if (lineEnd !== undefined) return lineEnd;
  const end = findFirst(0, ceiling, (length) => !fits(length + 1));
  return snapToCharacter(text, end);
}

/** Returns the offsets from `from` on at which a line begins, without the end of the text. */
function listLineStarts(text: string, from: number): number[] {
  const starts = from === 0 ? [0] : [];
  for (
    let at = text.indexOf('\n', Math.max(0, from - 1));
    at >= 0;
    at = text.indexOf('\n', at + 1)
  ) {
    if (at + 1 < text.length) starts.push(at + 1);
  }
  return starts;
}

/**
 * Returns the first number in [low, high) that passes a test which all larger ones also pass; `high` for
 * none.
 *
 * @param guess expected result; a good one takes few tests.
 */
function findFirst(
  low: number,
  high: number,
  predicate: (at: number) => boolean,
  guess?: number,
): number {
  let [from, to] = [low, high];
  let step = 1;
  let next = guess ?? (from + to) >> 1;
  while (from < to) {
    const at = Math.min(Math.max(next, from), to - 1);
    const isMatch = predicate(at);
    if (isMatch) to = at;
    else from = at + 1;
    // The search takes growing steps from the guess until both bounds are known, then halves.
    next =
      guess === undefined || step > high - low ? (from + to) >> 1 : at + (isMatch ? -step : step);
    if (next < from || next >= to) next = (from + to) >> 1;
    step *= 2;
  }
  return from;
}
