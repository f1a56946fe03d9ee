import { countColumns, getIndentation, isBlank } from '../text/indentation.ts';
import { listCompleteLines, normalizeLine, type Line } from '../text/lines.ts';
import type { CursorPlace } from '../syntax/cursorPlace.ts';
import { isSimilarLine } from '../syntax/similarLines.ts';

/** Number of lines after the cursor that a text is compared with. */
const comparedLines = 40;
/** Minimum number of equal non-blank characters: a shorter match may be a coincidence. */
const minMatchCharacters = 12;

/**
 * Finds the position from which a text repeats the text after the cursor.
 *
 * @returns the length of the text up to there, or undefined.
 */
export function findSuffixStart(text: string, place: CursorPlace): number | undefined {
  return findRestOfLine(text, place) ?? findSuffixLines(text, place);
}

/** Finds the rest of the cursor's line in a text, if it is too long for a coincidence. */
function findRestOfLine(text: string, { view }: CursorPlace): number | undefined {
  const rest = view.lineAfter.trim();
  if (rest.replaceAll(/\s/g, '').length < minMatchCharacters) return undefined;
  const at = text.indexOf(rest);
  if (at < 0 || text.slice(0, at).includes('\n')) return undefined;
  return /^\s/.test(view.lineAfter) ? text.slice(0, at).trimEnd().length : at;
}

/** Finds complete lines that the document already has below the cursor's line. */
function findSuffixLines(text: string, { view }: CursorPlace): number | undefined {
  const generatedLines = dropBlankLines(listCompleteLines(text));
  // A first line that continues the cursor's line can't be compared as a whole line.
  const first = isBlank(view.lineBefore) ? 0 : 1;
  const firstStart = text.indexOf('\n') + 1;
  const wholeLines = generatedLines.filter(({ start }) => first === 0 || start >= firstStart);
  const below = dropBlankLines(
    view.suffix
      .slice(view.lineAfter.length + 1)
      .split('\n', comparedLines)
      .map((line) => ({ text: line, start: 0 })),
  );
  for (const [index, line] of wholeLines.entries()) {
    const fullText = index === 0 && line.start === 0 ? `${view.lineBefore}${line.text}` : line.text;
    const isSame = matchesLines(
      [{ ...line, text: fullText }, ...wholeLines.slice(index + 1)],
      below,
    );
    if (isSame) return Math.max(0, line.start - 1);
  }
  return undefined;
}

/**
 * Returns whether two runs of lines agree as far as both go, and over enough characters to be no
 * coincidence.
 */
function matchesLines(generatedLines: readonly Line[], below: readonly Line[]): boolean {
  let matchedCharacters = 0;
  for (const [index, { text }] of generatedLines.entries()) {
    const other = below[index]?.text;
    if (other === undefined) return index > 0;
    const isIndented = countColumns(getIndentation(text)) === countColumns(getIndentation(other));
    const isSame = normalizeLine(text) === normalizeLine(other) || isSimilarLine(text, other);
    if (!isSame || (index === 0 && !isIndented && !/\w/.test(text))) return false;
    const weight = text.replaceAll(/\s/g, '').length;
    // If the indentation differs, more characters have to agree.
    matchedCharacters += isIndented ? weight : weight / 3;
    if (matchedCharacters >= minMatchCharacters) return true;
  }
  return false;
}

function dropBlankLines(lines: readonly Line[]): Line[] {
  return lines.filter(({ text }) => !isBlank(text));
}
