import type { LanguageModel, TokenSequence } from '../backend/languageModel.ts';
import type { ModelHost } from './modelHost.ts';

/**
 * Sequence for one purpose on the loaded model. It is opened at first use, because its cache takes
 * memory, and released together with its model.
 */
export class ModelSequence {
  readonly #host: ModelHost;
  #opened: { readonly model: LanguageModel; readonly sequence: Promise<TokenSequence> } | undefined;

  readonly #tokensOf: (model: LanguageModel) => number;

  /** @param tokensOf returns the size of the sequence, in tokens. */
  constructor(host: ModelHost, tokensOf: (model: LanguageModel) => number) {
    this.#host = host;
    this.#tokensOf = tokensOf;
    host.beforeUnload(() => {
      this.#opened = undefined;
      return Promise.resolve();
    });
  }

  /** @throws EngineError `noModel`, or `outOfMemory` when the cache doesn't fit. */
  async open(): Promise<{ readonly model: LanguageModel; readonly sequence: TokenSequence }> {
    const model = this.#host.modelOrThrow;
    if (this.#opened?.model !== model)
      this.#opened = { model, sequence: model.openSequence(this.#tokensOf(model)) };
    const opened = this.#opened;
    try {
      return { model, sequence: await opened.sequence };
    } catch (error) {
      if (this.#opened === opened) this.#opened = undefined;
      throw error;
    }
  }
}
