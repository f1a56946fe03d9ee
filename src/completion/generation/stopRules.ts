import { countColumns, getIndentation, isBlank } from '../text/indentation.ts';
import type { StopReason, StopRule } from '../outcome.ts';
import type { CompletionRule } from '../rules.ts';
import type { CursorPlace } from '../syntax/cursorPlace.ts';
import { findBlockEnd } from './blockStop.ts';
import { findCloserStop } from './closerStop.ts';
import { opensBlock, type BlockShape, type CompletionShape } from './completionShape.ts';
import { findRepetition } from './repetition.ts';
import { findSuffixStart } from './suffixStart.ts';

/** End of a completion, with its reason. */
export interface Stop {
  /** Length of the text that is kept, in UTF-16 code units. */
  readonly length: number;
  readonly reason: StopReason;
}

/** Input of the rules in addition to the text. */
export interface StopContext {
  readonly place: CursorPlace;
  readonly shape: CompletionShape;
  /** Disabled rules. */
  readonly disabledRules?: readonly CompletionRule[];
}

/** Maximum number of blank lines before the first line with text. */
const maxLeadingBlankLines = 2;

/** Finds the end of a text by one rule. */
type StopFinder = (text: string, context: StopContext) => number | undefined;

const stopFinders: Readonly<Record<StopRule, StopFinder>> = {
  suffixReached: (text, { place }) => findSuffixStart(text, place),
  closerReached: (text, { place, shape }) => findCloserStop(text, place, shape),
  lineEnd: findLineStop,
  blockEnd: findBlockStop,
  repetition: (text) => findRepetition(text),
};

/**
 * Checks after each token whether the text is complete. The stop position affects the quality of a
 * completion more than the prompt does (SAFIM, arXiv:2403.04814). If several rules find an end, the
 * first end applies.
 *
 * @param text generated text so far, from the cursor on.
 */
export function findStop(text: string, context: StopContext): Stop | undefined {
  let first: Stop | undefined;
  for (const [rule, find] of Object.entries(stopFinders) as [StopRule, StopFinder][]) {
    if (context.disabledRules?.includes(rule)) continue;
    const length = find(text, context);
    if (length !== undefined && length < (first?.length ?? Infinity))
      first = { length, reason: rule };
  }
  return first;
}

function findLineStop(text: string, { place, shape }: StopContext): number | undefined {
  if (shape.kind !== 'line') return undefined;
  const start = findFirstLineStart(text, place);
  if (start === undefined) return stopAtBlankLines(text);
  const end = text.indexOf('\n', start);
  if (end < 0 || findOpenedBlock(text.slice(start, end), place, shape)) return undefined;
  return end;
}

function findBlockStop(text: string, { place, shape }: StopContext): number | undefined {
  const start = findFirstLineStart(text, place);
  if (start === undefined) return shape.kind === 'block' ? stopAtBlankLines(text) : undefined;
  const end = text.indexOf('\n', start);
  const block =
    shape.kind === 'block'
      ? shape
      : findOpenedBlock(text.slice(start, Math.max(0, end)), place, shape);
  if (block === undefined) return undefined;
  const ends = [findBlockEnd(text, start, place, block), findParsedBlockEnd(text, place, block)];
  const foundEnds = ends.filter((length) => length !== undefined);
  return foundEnds.length > 0 ? Math.min(...foundEnds) : undefined;
}

/** Returns the block that a line opens, unless its lines are already below the cursor. */
function findOpenedBlock(
  line: string,
  place: CursorPlace,
  shape: CompletionShape,
): BlockShape | undefined {
  if (shape.kind !== 'line' || !shape.mayOpenBlock) return undefined;
  const fullLine = `${place.view.lineBefore}${line}`;
  if (!opensBlock(fullLine, place)) return undefined;
  const outerColumns = countColumns(getIndentation(fullLine));
  const { nextLine } = place;
  if (nextLine !== undefined && countColumns(getIndentation(nextLine)) > outerColumns)
    return undefined;
  return { kind: 'block', outerColumns, hasLines: false };
}

/** Finds the end of the block with the parser, once a line after it has begun. */
function findParsedBlockEnd(
  text: string,
  place: CursorPlace,
  shape: BlockShape,
): number | undefined {
  if (shape.hasLines || !text.endsWith('\n')) return undefined;
  const end = place.syntaxTree?.findBlockEnd(text);
  if (end === undefined) return undefined;
  const lineEnd = text.indexOf('\n', end);
  return lineEnd < 0 ? undefined : lineEnd;
}

/** Returns the start of the first line with text; undefined while the text has only blanks. */
function findFirstLineStart(text: string, { view }: CursorPlace): number | undefined {
  if (!isBlank(view.lineBefore)) return 0;
  const first = text.search(/\S/);
  return first < 0 ? undefined : text.lastIndexOf('\n', first) + 1;
}

function stopAtBlankLines(text: string): number | undefined {
  return text.split('\n').length - 1 > maxLeadingBlankLines ? 0 : undefined;
}
