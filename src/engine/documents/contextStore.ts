import {
  noContext,
  renderContext,
  type RenderedContext,
} from '../../completion/context/renderContext.ts';
import type { ContextStyle } from '../../completion/promptFormat/promptFamilies.ts';
import type { ContextParams } from '../protocol.ts';

/** Maximum share of a window that context may take, whatever a client sends. */
const maxShare = 0.5;

/** Context that was last rendered for a document, with its parameters. */
interface CachedContext {
  readonly windowTokens: number;
  readonly countTokens: (text: string) => number;
  readonly style: ContextStyle;
  readonly language: string;
  readonly result: RenderedContext;
}

/** Context of completions from outside their document, as the client last sent it, by document. */
export class ContextStore {
  readonly #getLanguage: (uri: string) => string | undefined;
  readonly #params = new Map<string, ContextParams>();
  readonly #cachedContexts = new Map<string, CachedContext>();

  /** @param getLanguage returns the language of an open document; undefined for others. */
  constructor(getLanguage: (uri: string) => string | undefined) {
    this.#getLanguage = getLanguage;
  }

  /** Replaces the context of a document. For a document that isn't open nothing is stored. */
  set(params: ContextParams): void {
    const { uri } = params.textDocument;
    this.removeDocument(uri);
    if (this.#getLanguage(uri) !== undefined) this.#params.set(uri, params);
  }

  /** Removes the context of a document that was closed. */
  removeDocument(uri: string): void {
    this.#params.delete(uri);
    this.#cachedContexts.delete(uri);
  }

  /**
   * Returns the context of a document as input for the model. It is the same until the client sends
   * new context, and is not rendered again before.
   *
   * @param windowTokens of the whole window; the context takes at most its share of them.
   * @param countTokens returns the cost of a text in tokens; the same function each time for the
   *   same model.
   */
  render(
    uri: string,
    windowTokens: number,
    countTokens: (text: string) => number,
    style: ContextStyle = 'comment',
  ): RenderedContext {
    const params = this.#params.get(uri);
    const language = this.#getLanguage(uri);
    if (params === undefined || language === undefined) return noContext;
    const cachedContext = this.#cachedContexts.get(uri);
    if (
      cachedContext?.windowTokens === windowTokens &&
      cachedContext.countTokens === countTokens &&
      cachedContext.style === style &&
      cachedContext.language === language
    ) {
      return cachedContext.result;
    }
    const share = Math.min(maxShare, Math.max(0, params.maxShare));
    const budget = Math.floor(share * windowTokens);
    const result = renderContext(params.pieces, {
      maxTokens: budget,
      countTokens,
      language,
      style,
    });
    this.#cachedContexts.set(uri, { windowTokens, countTokens, style, language, result });
    return result;
  }
}
