import type { TraceRequest } from '../replay/traceRequests.ts';
import type { InfillParts } from './infillPrompt.ts';

/**
 * Cuts a completion as llama.vscode does before it caches and shows it.
 *
 * @param text follows `parts.prompt`.
 * @returns undefined when llama.vscode shows nothing: the text is blank, or repeats the lines after
 * the cursor.
 */
export function filterText(
  text: string,
  parts: InfillParts,
  request: Pick<TraceRequest, 'text' | 'offset'>,
): string | undefined {
  const lines = removeBlankEnd(text.split(/\r?\n/));
  const [first] = lines;
  const isBlank = lines.length <= 1 && (first ?? '').trim() === '';
  if (first === undefined || isBlank || repeatsText(lines, parts, request)) return undefined;
  const { restOfLine } = parts;
  if (restOfLine.trim() === '') return lines.join('\n');
  if (first.endsWith(restOfLine)) return first.slice(0, first.length - restOfLine.length);
  return lines.length > 1 ? first : lines.join('\n');
}

/** Converts a completion for the text after `parts.prompt` to one for the cursor. */
export function fitToCursor(
  text: string,
  { omittedBlanks }: Pick<InfillParts, 'omittedBlanks'>,
): string {
  return dropBlanks(text, omittedBlanks.length);
}

/** Removes up to so many blanks from the beginning of a text. */
export function dropBlanks(text: string, maxCount: number): string {
  const blanks = /^[ \t]*/.exec(text)?.[0].length ?? 0;
  return text.slice(Math.min(blanks, maxCount));
}

/** Returns true when a completion has nothing but text that already follows the cursor. */
function repeatsText(
  lines: readonly string[],
  { prompt, restOfLine }: InfillParts,
  { text, offset }: Pick<TraceRequest, 'text' | 'offset'>,
): boolean {
  const [first = '', ...further] = lines;
  const below = text.slice(offset).split('\n').slice(1);
  if (below.length === 0) return false;
  const isRestOfLine = first === restOfLine || first.trim() === restOfLine.trim();
  const startsBelow = first.trim() === '' || isRestOfLine;
  if (further.length === 0 && first === restOfLine) return true;
  if (further.length > 0 && startsBelow && startWith(further, below)) return true;
  const next = below.findIndex((line) => line.trim() !== '');
  if (next === -1 || prompt + first !== below[next]) return false;
  const afterNext = below.slice(next + 1);
  if (further.length === 1) return afterNext[0]?.startsWith(further[0] ?? '') === true;
  return startWith(further, afterNext);
}

/** Returns true when all lines are the beginning of other ones. */
function startWith(lines: readonly string[], others: readonly string[]): boolean {
  return lines.every((line, index) => line === others[index]);
}

function removeBlankEnd(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1);
}
