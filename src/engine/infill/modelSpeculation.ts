import { getErrorMessage } from '../foundation/engineError.ts';
import type { LanguageModel, Token } from '../backend/languageModel.ts';
import type { Clock, Logger } from '../foundation/environment.ts';
import { DraftModel } from '../sequence/draftModel.ts';
import { LookupSource, Speculation, type DraftSource } from '../sequence/speculation.ts';

/**
 * Speculation for the model in use. It is created at the model's first completion, because a draft
 * model takes memory.
 */
export class ModelSpeculation {
  readonly #clock: Clock;
  readonly #logger: Logger;
  #current:
    { readonly model: LanguageModel; readonly speculation: Promise<Speculation> } | undefined;

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Returns the speculation for a model. Must run while nothing else uses the model. */
  getSpeculation(model: LanguageModel): Promise<Speculation> {
    if (this.#current?.model !== model) this.#current = { model, speculation: this.#create(model) };
    return this.#current.speculation;
  }

  /** Drops the speculation of a model that is unloaded. */
  clear(): void {
    this.#current = undefined;
  }

  async #create(model: LanguageModel): Promise<Speculation> {
    const sources: DraftSource[] = [new LookupSource()];
    try {
      const draft = await model.openDraftSequence();
      if (draft) sources.push(new DraftModel(draft, model.vocabulary));
    } catch (error) {
      this.#logger.info(`The draft model can't be used. ${getErrorMessage(error)}`);
    }
    return new Speculation(new FirstDraftSource(sources), this.#clock);
  }
}

/**
 * Proposes the draft tokens of the first source that has any: repetitions of the text are cheaper
 * than guesses of a model.
 */
class FirstDraftSource implements DraftSource {
  readonly #sources: readonly DraftSource[];

  constructor(sources: readonly DraftSource[]) {
    this.#sources = sources;
  }

  begin(tokens: readonly Token[]): void {
    for (const source of this.#sources) source.begin(tokens);
  }

  push(tokens: readonly Token[]): void {
    for (const source of this.#sources) source.push(tokens);
  }

  async propose(max: number): Promise<readonly Token[]> {
    for (const source of this.#sources) {
      const draftTokens = await source.propose(max);
      if (draftTokens.length > 0) return draftTokens;
    }
    return [];
  }
}
