import type { EvalCase } from '../evalCase.ts';
import { bracketsOf, imbalance } from './brackets.ts';
import { filled, trueDocument, type Fill, type FilledDocument } from './filledDocument.ts';

/** Part of the suffix that a fill repeats. */
export type Damage =
  /** A line that it touches equals the next line below. */
  | 'line'
  /** It ends with the rest of its line. */
  | 'rest'
  /** It ends with the closing bracket that follows it, and one of the two is now unmatched. */
  | 'closer';

/**
 * Returns the parts of the suffix that a fill repeats. A repetition that the true document has as well is
 * no damage. Computed from the documents alone, without the engine's filters.
 */
export function suffixDamage(evalCase: EvalCase, fill: Fill): Damage[] {
  if (fill.text.trim() === '' || evalCase.suffix.trim() === '') return [];
  const reference = trueDocument(evalCase);
  const inTruth = reference ? repeated(evalCase, reference) : [];
  const damages = repeated(evalCase, filled(evalCase, fill));
  return damages.filter((damage) => !inTruth.includes(damage));
}

function repeated({ language }: EvalCase, document: FilledDocument): Damage[] {
  const isSurplus = () => imbalance(document.text, language).surplus !== '';
  const damages: Damage[] = [];
  if (doublesLine(document)) damages.push('line');
  const rest = doubledRest(document);
  if (rest !== undefined && (!/[)\]}]/.test(rest) || isSurplus())) damages.push('rest');
  if (doublesCloser(document, language) && isSurplus()) damages.push('closer');
  return damages;
}

/** Letters and digits. Lines without any are not compared: brackets are checked by their balance. */
const says = /[\p{L}\p{N}]/u;

/**
 * Returns whether the last lines that the fill touches equal the first ones below it without their
 * indentation, or any line that it touches equals the next one below with its indentation.
 */
function doublesLine({ text, start, end }: FilledDocument): boolean {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  if (lineEnd < 0) return false;
  const below = lines(text.slice(lineEnd + 1));
  // With the rest of the cursor's line, and without it.
  return [lineEnd, end].some((to) => repeats(lines(text.slice(lineStart, to)), below));
}

function repeats(touched: readonly string[], below: readonly string[]): boolean {
  const next = below[0];
  if (next === undefined) return false;
  if (says.test(next) && touched.includes(next)) return true;
  return touched.some((_, index) => {
    const tail = touched.slice(index).map((line) => line.trim());
    const head = below.slice(0, tail.length).map((line) => line.trim());
    return says.test(tail.join('')) && tail.join('\n') === head.join('\n');
  });
}

/** Returns the lines of a text that aren't blank, without trailing blanks. */
function lines(text: string): string[] {
  return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trimEnd()]));
}

/** Punctuation of which one character is enough for a repetition. */
const endMark = /^[;,:.]/;

/** Returns the rest of the cursor's line, or its first punctuation, where the fill ends with it. */
function doubledRest({ text, start, end }: FilledDocument): string | undefined {
  const lineEnd = text.indexOf('\n', end);
  const rest = text.slice(end, lineEnd < 0 ? text.length : lineEnd).trim();
  const fill = text.slice(start, end).trimEnd();
  const mark = endMark.exec(rest)?.[0];
  if (mark !== undefined && fill.endsWith(mark)) return mark;
  return rest.length >= minRest && fill.endsWith(rest) ? rest : undefined;
}

/** Minimum rest of a line, in UTF-16 code units: a shorter one may well occur twice in a row. */
const minRest = 2;

function doublesCloser(
  { text, start, end }: FilledDocument,
  language: EvalCase['language'],
): boolean {
  const last = text.slice(start, end).trimEnd();
  const lastOffset = start + last.length - 1;
  const next = end + (/^\s*/.exec(text.slice(end))?.[0].length ?? 0);
  const character = text[next];
  if (character !== text[lastOffset] || !')]}'.includes(character ?? ' ')) return false;
  const offsets = new Set(bracketsOf(text, language).map(({ offset }) => offset));
  return offsets.has(lastOffset) && offsets.has(next);
}
