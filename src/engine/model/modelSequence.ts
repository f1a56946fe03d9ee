import type { LanguageModel, TokenSequence } from '../backend/languageModel.ts';
import type { ModelHost } from './modelHost.ts';

/**
 * Sequence for one purpose on the loaded model. It is opened at first use, because its cache takes
 * memory, and released together with its model.
 */
export class ModelSequence {
  readonly #host: ModelHost;
  #current:
    { readonly model: LanguageModel; readonly sequence: Promise<TokenSequence> } | undefined;

  readonly #getCapacity: (model: LanguageModel) => number;

  /** @param getCapacity returns the size of the sequence, in tokens. */
  constructor(host: ModelHost, getCapacity: (model: LanguageModel) => number) {
    this.#host = host;
    this.#getCapacity = getCapacity;
    host.onBeforeUnload(() => {
      this.#current = undefined;
      return Promise.resolve();
    });
  }

  /** @throws EngineError `noModel`, or `outOfMemory` when the cache doesn't fit. */
  async open(): Promise<{ readonly model: LanguageModel; readonly sequence: TokenSequence }> {
    const model = this.#host.modelOrThrow;
    if (this.#current?.model !== model)
      this.#current = { model, sequence: model.openSequence(this.#getCapacity(model)) };
    const current = this.#current;
    try {
      return { model, sequence: await current.sequence };
    } catch (error) {
      if (this.#current === current) this.#current = undefined;
      throw error;
    }
  }
}
