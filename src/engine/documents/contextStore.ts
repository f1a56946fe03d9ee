import {
  noContext,
  renderContext,
  type ContextStyle,
  type RenderedContext,
} from '../../completion/context/renderContext.ts';
import type { ContextParams } from '../protocol.ts';

/** Maximum share of a window that context may take, whatever a client sends. */
const maxShare = 0.5;

/** Context that was last rendered for a document, with its parameters. */
interface Rendered {
  readonly tokens: number;
  readonly countTokens: (text: string) => number;
  readonly style: ContextStyle;
  readonly language: string;
  readonly result: RenderedContext;
}

/** Context of completions from outside their document, as the client last sent it, by document. */
export class ContextStore {
  readonly #languageOf: (uri: string) => string | undefined;
  readonly #params = new Map<string, ContextParams>();
  readonly #rendered = new Map<string, Rendered>();

  /** @param languageOf returns the language of an open document; undefined for others. */
  constructor(languageOf: (uri: string) => string | undefined) {
    this.#languageOf = languageOf;
  }

  /** Replaces the context of a document. For a document that isn't open nothing is stored. */
  set(params: ContextParams): void {
    const { uri } = params.textDocument;
    this.forget(uri);
    if (this.#languageOf(uri) !== undefined) this.#params.set(uri, params);
  }

  /** Removes the context of a document that was closed. */
  forget(uri: string): void {
    this.#params.delete(uri);
    this.#rendered.delete(uri);
  }

  /**
   * Returns the context of a document as input for the model. It is the same until the client sends
   * new context, and is not rendered again before.
   *
   * @param tokens of the whole window; the context takes at most its share of them.
   * @param countTokens returns the cost of a text in tokens; the same function each time for the
   *   same model.
   */
  render(
    uri: string,
    tokens: number,
    countTokens: (text: string) => number,
    style: ContextStyle = 'comment',
  ): RenderedContext {
    const params = this.#params.get(uri);
    const language = this.#languageOf(uri);
    if (params === undefined || language === undefined) return noContext;
    const last = this.#rendered.get(uri);
    if (
      last?.tokens === tokens &&
      last.countTokens === countTokens &&
      last.style === style &&
      last.language === language
    ) {
      return last.result;
    }
    const share = Math.min(maxShare, Math.max(0, params.share));
    const budget = Math.floor(share * tokens);
    const result = renderContext(params.pieces, { tokens: budget, countTokens, language, style });
    this.#rendered.set(uri, { tokens, countTokens, style, language, result });
    return result;
  }
}
