import {
  cellHeading,
  fileHeading,
  noContext,
  type RenderedContext,
} from '../../completion/context/renderContext.ts';
import type { CompletionRule } from '../../completion/rules.ts';
import { windowView, type WindowView } from '../../completion/window/windowView.ts';
import type { ContextStore } from '../context/contextStore.ts';
import type { ModelHost } from '../model/modelHost.ts';
import type { LanguageModel } from '../ports.ts';
import type { CompleteParams } from '../protocol.ts';
import type { Documents } from './documents.ts';

/** Views of documents at their cursors, which prompts are laid out for. */
export class WindowViews {
  readonly #documents: Documents;
  readonly #context: ContextStore;
  readonly #host: ModelHost;
  /** Counts the tokens of a text for a model. */
  #counter: { readonly model: LanguageModel; readonly count: (text: string) => number } | undefined;

  constructor(documents: Documents, context: ContextStore, host: ModelHost) {
    this.#documents = documents;
    this.#context = context;
    this.#host = host;
  }

  /**
   * Returns the document of a request, as if the entry that is selected in the suggest widget
   * had been accepted.
   */
  forRequest(
    { textDocument, position, selected, rulesOff = [] }: CompleteParams,
    offset: number,
  ): WindowView | undefined {
    const at = this.at(textDocument.uri, offset, rulesOff);
    if (at === undefined || selected === undefined) return at;
    // On the position's line, and not behind it, whatever the client says.
    const typed = Math.max(0, position.character - Math.max(0, selected.start));
    const before = at.text.slice(0, Math.max(0, offset - typed)) + selected.text;
    return windowView(before + at.text.slice(offset), before.length, at);
  }

  /**
   * @param offset the cursor, in UTF-16 code units; behind the end of the document it stands there.
   * @returns undefined for documents that aren't open.
   */
  at(
    uri: string,
    offset: number,
    rulesOff: readonly CompletionRule[] = [],
  ): WindowView | undefined {
    const document = this.#documents.get(uri);
    if (document === undefined) return undefined;
    const text = document.getText();
    const { languageId: language } = document;
    const context = this.#contextOf(uri, language);
    return windowView(text, Math.min(offset, text.length), { context, language, rulesOff });
  }

  /** Returns the context from other files, with a heading for the file that follows it. */
  #contextOf(uri: string, language: string): RenderedContext {
    const { model } = this.#host;
    if (model === undefined) return noContext;
    const { vocabulary, summary } = model;
    if (this.#counter?.model !== model) {
      const count = (text: string) => vocabulary.tokenizeContinuation(text).length;
      this.#counter = { model, count };
    }
    const { windowTokens, fillIn } = summary;
    const style = fillIn === 'codestral' ? 'codestral' : 'comment';
    const rendered = this.#context.render(uri, windowTokens, this.#counter.count, style);
    if (rendered.text === '') return noContext;
    // Cells of a notebook aren't files: the next one begins behind those above.
    const isCell = rendered.pieces.some(({ piece }) => piece.kind === 'cell');
    const heading = isCell ? cellHeading(language) : fileHeading(nameOf(uri), language, style);
    return { ...rendered, text: rendered.text + heading };
  }
}

/** The name of a document's file. A cell of a notebook is named as the notebook. */
function nameOf(uri: string): string {
  const [path = ''] = uri.split(/[?#]/, 1);
  const name = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
