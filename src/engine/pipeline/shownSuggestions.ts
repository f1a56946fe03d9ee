import { toDocumentLineEnds, normalizeLineEnds } from '../../completion/text/textView.ts';
import {
  SuggestionCache,
  type CursorPosition,
} from '../../completion/suggestion/suggestionCache.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { CompleteParams, CompleteResult } from '../protocol.ts';

/**
 * Suggestions that documents show as ghost text. One that is typed along stays: the confidence filter
 * accepted its rest together with the text that is typed now, and filtered alone the rest would
 * appear and disappear from letter to letter. For a client that keeps shown suggestions itself this
 * makes no difference.
 */
export class ShownSuggestions {
  readonly #cache = new SuggestionCache();

  /**
   * Returns the answer to show.
   *
   * @param result answer of the model at the place now.
   * @returns the rest of the shown suggestion that was typed along, unless the model's text begins
   *   with it.
   */
  resolveAnswer(result: CompleteResult, params: CompleteParams, at: WindowView): CompleteResult {
    const position = toCursorPosition(params, at);
    const generatedText =
      result.kind === 'text' ? normalizeLineEnds(result.text, at.view.lineEnd) : '';
    const [shownSuggestion] = this.#cache.findAll(position);
    const isTypedAlong =
      shownSuggestion !== undefined &&
      shownSuggestion.text.length < shownSuggestion.entry.text.length;
    const { stopReason, generationReport } = result;
    if (
      isTypedAlong &&
      !generatedText.startsWith(shownSuggestion.text) &&
      stopReason &&
      generationReport
    ) {
      const { replaces } = shownSuggestion;
      const text = toDocumentLineEnds(shownSuggestion.text, at.view);
      return {
        kind: 'text',
        text,
        replaces,
        stopReason,
        generationReport,
        metrics: result.metrics,
      };
    }
    if (result.kind === 'text')
      this.#cache.add(position, { text: generatedText, replaces: result.replaces });
    return result;
  }

  /** Removes all texts, because another model would generate others. */
  clear(): void {
    this.#cache.clear();
  }
}

/** Returns the place of a request, with its options. */
function toCursorPosition(
  { textDocument, lines, trigger = 'automatic', disabledRules = [] }: CompleteParams,
  at: WindowView,
): CursorPosition {
  const document = [textDocument.uri, lines, trigger, ...disabledRules].join('\0');
  return { document, before: at.view.prefix, after: at.view.suffix };
}
