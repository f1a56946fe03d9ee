import { columnsOf, indentationOf, isBlank } from '../document/indentation.ts';
import type { TextView } from '../document/textView.ts';

/** How much a completion may say. */
export type CompletionShape =
  /** The rest of the line, or the first line that isn't blank. */
  | { readonly kind: 'line' }
  /** The block that was opened before the cursor. */
  | {
      readonly kind: 'block';
      /** Indentation of the line that opened it, in columns. */
      readonly openerColumns: number;
    };

/**
 * Decides between a line and a block: a block where nothing but closing brackets follows on the
 * line and the last text before the cursor opens one.
 */
export function shapeAt(view: TextView, lines: 'auto' | 'single'): CompletionShape {
  if (lines === 'single' || !onlyClosers.test(view.lineAfter)) return { kind: 'line' };
  const opener = lastLineWithText(view.prefix);
  if (opener === undefined || !opensBlock.test(opener)) return { kind: 'line' };
  return { kind: 'block', openerColumns: columnsOf(indentationOf(opener)) };
}

/** What an editor leaves behind the cursor of its own accord, or nothing. */
const onlyClosers = /^[\s)\]}'"`;,]*$/;

/** A line that ends by opening a block: brackets, Python's colon, an arrow function's body. */
const opensBlock = /(?:[{([]|=>|:|\b(?:do|then|else|begin))\s*$/;

function lastLineWithText(text: string): string | undefined {
  let end = text.length;
  while (end > 0) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end);
    if (!isBlank(line)) return line;
    end = start - 1;
  }
  return undefined;
}
