import type { EvalCase } from '../evalCase.ts';
import { findBrackets, findImbalance } from './brackets.ts';
import {
  fillHole,
  createTrueDocument,
  type Infill,
  type FilledDocument,
} from './filledDocument.ts';

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
export function findSuffixDamage(evalCase: EvalCase, infill: Infill): Damage[] {
  if (infill.text.trim() === '' || evalCase.suffix.trim() === '') return [];
  const reference = createTrueDocument(evalCase);
  const trueDamages = reference ? findRepetitions(evalCase, reference) : [];
  const damages = findRepetitions(evalCase, fillHole(evalCase, infill));
  return damages.filter((damage) => !trueDamages.includes(damage));
}

function findRepetitions({ language }: EvalCase, document: FilledDocument): Damage[] {
  const isSurplus = () => findImbalance(document.text, language).surplus !== '';
  const damages: Damage[] = [];
  if (repeatsLine(document)) damages.push('line');
  const rest = findRepeatedRest(document);
  if (rest !== undefined && (!/[)\]}]/.test(rest) || isSurplus())) damages.push('rest');
  if (repeatsCloser(document, language) && isSurplus()) damages.push('closer');
  return damages;
}

/** Letters and digits. Lines without any are not compared: brackets are checked by their balance. */
const wordPattern = /[\p{L}\p{N}]/u;

/**
 * Returns whether the last lines that the fill touches equal the first ones below it without their
 * indentation, or any line that it touches equals the next one below with its indentation.
 */
function repeatsLine({ text, start, end }: FilledDocument): boolean {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  if (lineEnd < 0) return false;
  const below = listNonBlankLines(text.slice(lineEnd + 1));
  // With the rest of the cursor's line, and without it.
  return [lineEnd, end].some((to) =>
    repeatsLines(listNonBlankLines(text.slice(lineStart, to)), below),
  );
}

function repeatsLines(infillLines: readonly string[], below: readonly string[]): boolean {
  const next = below[0];
  if (next === undefined) return false;
  if (wordPattern.test(next) && infillLines.includes(next)) return true;
  return infillLines.some((_, index) => {
    const tail = infillLines.slice(index).map((line) => line.trim());
    const head = below.slice(0, tail.length).map((line) => line.trim());
    return wordPattern.test(tail.join('')) && tail.join('\n') === head.join('\n');
  });
}

/** Returns the lines of a text that aren't blank, without trailing blanks. */
function listNonBlankLines(text: string): string[] {
  return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trimEnd()]));
}

/** Punctuation of which one character is enough for a repetition. */
const punctuationPattern = /^[;,:.]/;

/** Returns the rest of the cursor's line, or its first punctuation, where the fill ends with it. */
function findRepeatedRest({ text, start, end }: FilledDocument): string | undefined {
  const lineEnd = text.indexOf('\n', end);
  const rest = text.slice(end, lineEnd < 0 ? text.length : lineEnd).trim();
  const infill = text.slice(start, end).trimEnd();
  const punctuation = punctuationPattern.exec(rest)?.[0];
  if (punctuation !== undefined && infill.endsWith(punctuation)) return punctuation;
  return rest.length >= minRestLength && infill.endsWith(rest) ? rest : undefined;
}

/** Minimum rest of a line, in UTF-16 code units: a shorter one may well occur twice in a row. */
const minRestLength = 2;

function repeatsCloser(
  { text, start, end }: FilledDocument,
  language: EvalCase['language'],
): boolean {
  const last = text.slice(start, end).trimEnd();
  const lastOffset = start + last.length - 1;
  const next = end + (/^\s*/.exec(text.slice(end))?.[0].length ?? 0);
  const character = text[next];
  if (character !== text[lastOffset] || !')]}'.includes(character ?? ' ')) return false;
  const offsets = new Set(findBrackets(text, language).map(({ offset }) => offset));
  return offsets.has(lastOffset) && offsets.has(next);
}
