import { inDocumentLineEnds, withNewlines } from '../../completion/text/textView.ts';
import { SuggestionCache, type Place } from '../../completion/suggestion/suggestionCache.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { CompleteParams, CompleteResult } from '../protocol.ts';

/**
 * Suggestions that documents show as ghost text. One that is typed along stays: the confidence filter
 * accepted its rest together with the text that is typed now, and filtered alone the rest would
 * appear and disappear from letter to letter. For a client that keeps shown suggestions itself this
 * makes no difference.
 */
export class StandingTexts {
  readonly #texts = new SuggestionCache();

  /**
   * Returns the answer to show.
   *
   * @param result answer of the model at the place now.
   * @returns the rest of the shown suggestion that was typed along, unless the model's text begins
   *   with it.
   */
  answer(result: CompleteResult, params: CompleteParams, at: WindowView): CompleteResult {
    const place = placeOf(params, at);
    const written = result.kind === 'text' ? withNewlines(result.text, at.view.lineEnd) : '';
    const [standing] = this.#texts.all(place);
    const isTypedAlong =
      standing !== undefined && standing.text.length < standing.entry.text.length;
    const { stopReason, writing } = result;
    if (isTypedAlong && !written.startsWith(standing.text) && stopReason && writing) {
      const { replaces } = standing;
      const text = inDocumentLineEnds(standing.text, at.view);
      return { kind: 'text', text, replaces, stopReason, writing, metrics: result.metrics };
    }
    if (result.kind === 'text')
      this.#texts.add(place, { text: written, replaces: result.replaces });
    return result;
  }

  /** Removes all texts, because another model would generate others. */
  forget(): void {
    this.#texts.clear();
  }
}

/** Returns the place of a request, with its options. */
function placeOf({ textDocument, lines, rulesOff = [] }: CompleteParams, at: WindowView): Place {
  const document = [textDocument.uri, lines, ...rulesOff].join('\0');
  return { document, before: at.view.prefix, after: at.view.suffix };
}
