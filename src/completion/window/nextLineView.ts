import { getIndentation, isBlank } from '../text/indentation.ts';
import { detectIndentationStyle } from '../text/indentationStyle.ts';
import { opensBlock } from '../generation/completionShape.ts';
import { CursorPlace } from '../syntax/cursorPlace.ts';
import { createWindowView, type WindowView } from './windowView.ts';

/** Indentation step of a document without indented lines. */
const defaultStep = '    ';

/**
 * Returns the view after Enter is pressed at the end of a line of code (next-line prefetch), indented as
 * editors indent automatically.
 *
 * @returns undefined within a line, on a blank one, and in strings and comments, where editors indent by
 *   other rules.
 */
export function createNextLineView(at: WindowView): WindowView | undefined {
  const { text, cursor, view, language } = at;
  if (view.lineAfter !== '' || isBlank(view.lineBefore)) return undefined;
  const place = new CursorPlace(view, language);
  if (place.kind !== 'code') return undefined;
  const step = opensBlock(view.lineBefore, place)
    ? detectIndentationStep(view.prefix + view.suffix)
    : '';
  const line = view.lineEnd + getIndentation(view.lineBefore) + step;
  return createWindowView(
    text.slice(0, cursor) + line + text.slice(cursor),
    cursor + line.length,
    at,
  );
}

/** Returns one more step of indentation. */
function detectIndentationStep(text: string): string {
  const style = detectIndentationStyle(text);
  if (style === undefined) return defaultStep;
  return style.usesTabs ? '\t' : ' '.repeat(style.size);
}
