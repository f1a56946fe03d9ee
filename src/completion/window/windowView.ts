import { noContext, type RenderedContext } from '../context/renderContext.ts';
import { snapToCharacter, createTextView, type TextView } from '../text/textView.ts';
import type { CompletionRule } from '../rules.ts';

/** Document and cursor that a window is laid out for. */
export interface WindowView {
  readonly text: string;
  /** The cursor, in UTF-16 code units; not within a character. */
  readonly cursor: number;
  readonly view: TextView;
  /** Context from other files; its text is '' for none, else it ends with a line end. */
  readonly context: RenderedContext;
  /** VS Code's identifier of the document's language. */
  readonly language: string;
  /** Disabled rules (evaluation only). */
  readonly disabledRules: readonly CompletionRule[];
}

/**
 * Returns the view of a document at a cursor.
 *
 * @param offset the cursor, in UTF-16 code units.
 */
export function createWindowView(
  text: string,
  offset: number,
  options: Partial<Pick<WindowView, 'context' | 'language' | 'disabledRules'>> = {},
): WindowView {
  const { context = noContext, language = 'plaintext', disabledRules = [] } = options;
  const cursor = snapToCharacter(text, offset);
  return { text, cursor, view: createTextView(text, offset), context, language, disabledRules };
}
