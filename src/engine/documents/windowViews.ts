import {
  renderCellHeading,
  renderFileHeading,
  noContext,
  type RenderedContext,
} from '../../completion/context/renderContext.ts';
import { resolveDisabledRules, type CompletionRule } from '../../completion/rules.ts';
import { createWindowView, type WindowView } from '../../completion/window/windowView.ts';
import type { ContextStore } from './contextStore.ts';
import type { ModelHost } from '../model/modelHost.ts';
import type { LanguageModel } from '../backend/languageModel.ts';
import type { CompleteParams } from '../protocol.ts';
import type { Documents } from './documents.ts';

/** Views of documents at cursors, as required for the layout of prompts. */
export class WindowViews {
  readonly #documents: Documents;
  readonly #context: ContextStore;
  readonly #host: ModelHost;
  /** Function that counts the tokens of a text for a model. */
  #tokenCounter:
    { readonly model: LanguageModel; readonly count: (text: string) => number } | undefined;

  constructor(documents: Documents, context: ContextStore, host: ModelHost) {
    this.#documents = documents;
    this.#context = context;
    this.#host = host;
  }

  /**
   * Returns the view for a request: the document as if the entry that is selected in the suggest
   * widget had been accepted.
   */
  createRequestView(params: CompleteParams, offset: number): WindowView | undefined {
    const { textDocument, position, selectedCompletion, trigger = 'automatic' } = params;
    const disabledRules = resolveDisabledRules(trigger, params.disabledRules ?? []);
    const at = this.createView(textDocument.uri, offset, disabledRules);
    if (at === undefined || selectedCompletion === undefined) return at;
    // The entry starts on the position's line and not after the position, whatever the client sends.
    const typedLength = Math.max(0, position.character - Math.max(0, selectedCompletion.start));
    const before = at.text.slice(0, Math.max(0, offset - typedLength)) + selectedCompletion.text;
    return createWindowView(before + at.text.slice(offset), before.length, at);
  }

  /**
   * Returns the view of a document at a cursor.
   *
   * @param offset the cursor, in UTF-16 code units; limited to the end of the document.
   * @returns undefined for documents that aren't open.
   */
  createView(
    uri: string,
    offset: number,
    disabledRules: readonly CompletionRule[] = [],
  ): WindowView | undefined {
    const document = this.#documents.get(uri);
    if (document === undefined) return undefined;
    const text = document.getText();
    const { languageId: language } = document;
    const context = this.#renderContext(uri, language);
    return createWindowView(text, Math.min(offset, text.length), {
      context,
      language,
      disabledRules,
    });
  }

  /** Returns the rendered context, with a heading for the file that follows it. */
  #renderContext(uri: string, language: string): RenderedContext {
    const { model } = this.#host;
    if (model === undefined) return noContext;
    const { vocabulary, summary, promptFormat } = model;
    if (this.#tokenCounter?.model !== model) {
      const count = (text: string) => vocabulary.tokenizeContinuation(text).length;
      this.#tokenCounter = { model, count };
    }
    const { contextStyle: style } = promptFormat;
    const rendered = this.#context.render(
      uri,
      summary.windowTokens,
      this.#tokenCounter.count,
      style,
    );
    if (rendered.text === '') return noContext;
    // Cells of a notebook aren't files: the next cell begins after those above it.
    const isCell = rendered.pieces.some(({ piece }) => piece.kind === 'cell');
    const heading = isCell
      ? renderCellHeading(language)
      : renderFileHeading(getFileName(uri), language, style);
    return { ...rendered, text: rendered.text + heading };
  }
}

/** Returns the name of a document's file. A cell of a notebook is named after the notebook. */
function getFileName(uri: string): string {
  const [path = ''] = uri.split(/[?#]/, 1);
  const name = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
