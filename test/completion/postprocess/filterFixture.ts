import type { PostprocessResult } from '../../../src/completion/postprocess/postprocess.ts';
import type { StopReason } from '../../../src/completion/outcome.ts';
import type { Filter, FilterResult } from '../../../src/completion/postprocess/filter.ts';
import { CursorPlace } from '../../../src/completion/syntax/cursorPlace.ts';
import type { SyntaxTree } from '../../../src/completion/syntax/syntaxTree.ts';
import { createMarkedTextView } from '../../support/cursor.ts';

/** Situation of a filter in addition to the text. */
export interface FilterOptions {
  /** Number of UTF-16 code units after the cursor that the text replaces. */
  readonly replaces?: number;
  readonly stopReason?: StopReason;
  readonly language?: string;
  readonly syntax?: SyntaxTree;
}

/** Name, drawing with `║` at the cursor, text, and result of one application of a filter. */
export type FilterCase = readonly [
  name: string,
  drawing: string,
  text: string,
  result: string,
  options?: FilterOptions,
];

/** Applies a filter and formats its result. */
export function applyFilter(
  apply: Filter['apply'],
  drawing: string,
  text: string,
  options: FilterOptions = {},
): string {
  const { replaces = 0, stopReason = 'lineEnd', language = 'javascript', syntax } = options;
  const place = new CursorPlace(createMarkedTextView(drawing), language, syntax);
  return formatResult(apply({ text, replaces }, { place, stopReason }));
}

/** Formats a result: the text, `text←n` where it replaces n characters, or `<rule>`. */
export function formatResult(result: FilterResult | PostprocessResult): string {
  if (result.kind === 'nothing') {
    const rule = 'outcome' in result ? result.outcome.rule : (result.rule ?? 'dropped');
    return `<${rule}>`;
  }
  const { text, replaces } = result.suggestion;
  return replaces > 0 ? `${text}←${replaces}` : text;
}
