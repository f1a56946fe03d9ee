import {
  noContext,
  renderContext,
  type ContextStyle,
  type RenderedContext,
} from '../../completion/context/renderContext.ts';
import type { ContextParams } from '../protocol.ts';

/** Maximum share of a window that context may take, whatever the client requests. */
const maxShare = 0.5;

/** Context that was rendered last for a document, and its input. */
interface Rendered {
  readonly tokens: number;
  readonly countTokens: (text: string) => number;
  readonly style: ContextStyle;
  readonly language: string;
  readonly result: RenderedContext;
}

/** Context of completions besides their document, as the client sent it last, by document. */
export class ContextStore {
  readonly #languageOf: (uri: string) => string | undefined;
  readonly #params = new Map<string, ContextParams>();
  readonly #rendered = new Map<string, Rendered>();

  /** @param languageOf the language of an open document; undefined of one that isn't open. */
  constructor(languageOf: (uri: string) => string | undefined) {
    this.#languageOf = languageOf;
  }

  /** Takes the place of what was said before. Of a document that isn't open nothing is kept. */
  set(params: ContextParams): void {
    const { uri } = params.textDocument;
    this.forget(uri);
    if (this.#languageOf(uri) !== undefined) this.#params.set(uri, params);
  }

  /** The document was closed. */
  forget(uri: string): void {
    this.#params.delete(uri);
    this.#rendered.delete(uri);
  }

  /**
   * The context of a document as the model is to be given it. The same until the client says
   * something new, and then not rendered again.
   *
   * @param tokens of the whole window; the context takes its share of them at the most.
   * @param countTokens what a text costs; the same function each time for the same model.
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
