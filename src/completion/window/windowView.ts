import { startOfCharacter, viewAt, type TextView } from '../document/textView.ts';
import type { CompletionRule } from '../rules.ts';

/** What a window is laid out for. */
export interface WindowView {
  readonly text: string;
  /** The cursor, in UTF-16 code units; not within a character. */
  readonly cursor: number;
  readonly view: TextView;
  /** What the prompt may tell besides; '' for nothing. Ends with a line end. */
  readonly context: string;
  /** What begins a comment in the document's language. */
  readonly lineComment: string;
  /** Rules that are not to be applied. */
  readonly rulesOff: readonly CompletionRule[];
}

/**
 * What stands at a cursor.
 *
 * @param offset the cursor, in UTF-16 code units.
 */
export function windowView(
  text: string,
  offset: number,
  besides: Partial<Pick<WindowView, 'context' | 'lineComment' | 'rulesOff'>> = {},
): WindowView {
  const { context = '', lineComment = '//', rulesOff = [] } = besides;
  const cursor = startOfCharacter(text, offset);
  return { text, cursor, view: viewAt(text, offset), context, lineComment, rulesOff };
}
