import { indentationOf, isBlank } from '../text/indentation.ts';
import { indentationStyleOf } from '../text/indentationStyle.ts';
import { opensBlock } from '../generation/completionShape.ts';
import { CursorPlace } from '../syntax/cursorPlace.ts';
import { windowView, type WindowView } from './windowView.ts';

/** Indentation step of a document without indented lines. */
const usualStep = '    ';

/**
 * Returns the view after Enter is pressed at the end of a line of code (next-line prefetch), indented as
 * editors indent automatically.
 *
 * @returns undefined within a line, on a blank one, and in strings and comments, where editors indent by
 *   other rules.
 */
export function behindEnter(at: WindowView): WindowView | undefined {
  const { text, cursor, view, language } = at;
  if (view.lineAfter !== '' || isBlank(view.lineBefore)) return undefined;
  const place = new CursorPlace(view, language);
  if (place.kind !== 'code') return undefined;
  const step = opensBlock(view.lineBefore, place) ? stepOf(view.prefix + view.suffix) : '';
  const line = view.lineEnd + indentationOf(view.lineBefore) + step;
  return windowView(text.slice(0, cursor) + line + text.slice(cursor), cursor + line.length, at);
}

/** Returns one more step of indentation. */
function stepOf(text: string): string {
  const style = indentationStyleOf(text);
  if (style === undefined) return usualStep;
  return style.tabs ? '\t' : ' '.repeat(style.size);
}
