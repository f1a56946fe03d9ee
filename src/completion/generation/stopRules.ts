import { columnsOf, indentationOf, isBlank } from '../text/indentation.ts';
import type { StopReason } from '../outcome.ts';
import type { CompletionRule } from '../rules.ts';
import type { CursorPlace } from '../syntax/cursorPlace.ts';
import { blockEndsAt } from './blockStop.ts';
import { excessCloserAt } from './closerStop.ts';
import { opensBlock, type BlockShape, type CompletionShape } from './completionShape.ts';
import { repetitionAt } from './repetition.ts';
import { suffixStartsAt } from './suffixStart.ts';

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
  readonly rulesOff?: readonly CompletionRule[];
}

/** Maximum number of blank lines before the first line with text. */
const maxLeadingBlankLines = 2;

interface StopRule {
  readonly rule: CompletionRule;
  readonly stop: (text: string, context: StopContext) => Stop | undefined;
}

const stopRules: readonly StopRule[] = [
  { rule: 'suffixStop', stop: (text, { place }) => stopped('suffix', suffixStartsAt(text, place)) },
  {
    rule: 'closerStop',
    stop: (text, { place, shape }) => stopped('closer', excessCloserAt(text, place, shape)),
  },
  { rule: 'lineStop', stop: lineComplete },
  { rule: 'blockStop', stop: blockComplete },
  { rule: 'repetitionStop', stop: (text) => stopped('repetition', repetitionAt(text)) },
];

/**
 * Checks after each token whether the text is complete. The stop position affects the quality of a
 * completion more than the prompt does (SAFIM, arXiv:2403.04814). If several rules find an end, the
 * first end applies.
 *
 * @param text generated text so far, from the cursor on.
 */
export function stopAt(text: string, context: StopContext): Stop | undefined {
  let first: Stop | undefined;
  for (const { rule, stop } of stopRules) {
    if (context.rulesOff?.includes(rule)) continue;
    const found = stop(text, context);
    if (found && found.length < (first?.length ?? Infinity)) first = found;
  }
  return first;
}

function stopped(reason: StopReason, length: number | undefined): Stop | undefined {
  return length === undefined ? undefined : { length, reason };
}

function lineComplete(text: string, { place, shape }: StopContext): Stop | undefined {
  if (shape.kind !== 'line') return undefined;
  const start = firstLine(text, place);
  if (start === undefined) return tooManyBlankLines(text);
  const end = text.indexOf('\n', start);
  if (end < 0 || blockOpenedBy(text.slice(start, end), place, shape)) return undefined;
  return { length: end, reason: 'lineEnd' };
}

function blockComplete(text: string, { place, shape }: StopContext): Stop | undefined {
  const start = firstLine(text, place);
  if (start === undefined) return shape.kind === 'block' ? tooManyBlankLines(text) : undefined;
  const end = text.indexOf('\n', start);
  const block =
    shape.kind === 'block'
      ? shape
      : blockOpenedBy(text.slice(start, Math.max(0, end)), place, shape);
  if (block === undefined) return undefined;
  const ends = [blockEndsAt(text, start, place, block), parsedBlockEnd(text, place, block)];
  const known = ends.filter((length) => length !== undefined);
  return known.length > 0 ? { length: Math.min(...known), reason: 'blockEnd' } : undefined;
}

/** Returns the block that a line opens, unless its lines are already below the cursor. */
function blockOpenedBy(
  line: string,
  place: CursorPlace,
  shape: CompletionShape,
): BlockShape | undefined {
  if (shape.kind !== 'line' || !shape.mayOpenBlock) return undefined;
  const whole = `${place.view.lineBefore}${line}`;
  if (!opensBlock(whole, place)) return undefined;
  const outerColumns = columnsOf(indentationOf(whole));
  const { nextLine } = place;
  if (nextLine !== undefined && columnsOf(indentationOf(nextLine)) > outerColumns) return undefined;
  return { kind: 'block', outerColumns, goesOn: false };
}

/** Finds the end of the block with the parser, once a line after it has begun. */
function parsedBlockEnd(text: string, place: CursorPlace, shape: BlockShape): number | undefined {
  if (shape.goesOn || !text.endsWith('\n')) return undefined;
  const end = place.syntax?.blockEnd(text);
  if (end === undefined) return undefined;
  const lineEnd = text.indexOf('\n', end);
  return lineEnd < 0 ? undefined : lineEnd;
}

/** Returns the start of the first line with text; undefined while the text has only blanks. */
function firstLine(text: string, { view }: CursorPlace): number | undefined {
  if (!isBlank(view.lineBefore)) return 0;
  const first = text.search(/\S/);
  return first < 0 ? undefined : text.lastIndexOf('\n', first) + 1;
}

function tooManyBlankLines(text: string): Stop | undefined {
  return text.split('\n').length - 1 > maxLeadingBlankLines
    ? { length: 0, reason: 'lineEnd' }
    : undefined;
}
