import type { LlamaContextSequence, Token as LlamaToken } from 'node-llama-cpp';
import type { Token } from '../backend/languageModel.ts';

/** Options for sampling the token after the evaluated ones. */
export interface LoopOptions {
  readonly temperature: number;
  /** Number of candidates, the likeliest tokens. */
  readonly topK?: number;
  readonly topP?: number;
  readonly minP?: number;
  /** True where the probabilities of the candidates are returned. */
  readonly probabilities: boolean;
}

/** Token that was sampled, with the candidates. */
export interface SamplingResult {
  readonly token: Token;
  /** Probabilities by token, the highest first. Empty where they were not requested. */
  readonly probabilities: ReadonlyMap<Token, number>;
}

/** Sampling loop of the library, whose type omits the probabilities returned on request. */
interface LibraryLoop {
  next(tokens: LlamaToken[]): Promise<IteratorResult<LibraryLoopStep, void>>;
  return(): Promise<unknown>;
}

interface LibraryLoopStep {
  readonly token: LlamaToken;
  readonly probabilities?: ReadonlyMap<LlamaToken, number>;
}

/**
 * Evaluates tokens and samples the one after them in the library's own loop, which keeps its
 * sampler: single steps (`controlledEvaluate`) create one each, which takes a twentieth of a small
 * model's step. The loop accepts any tokens next, not only the one that it sampled, and reads the
 * state of the cells at each step; so cells may be erased and evaluated between two steps.
 */
export class SamplingLoop {
  readonly #sequence: LlamaContextSequence;
  readonly #options: LoopOptions;
  #loop: LibraryLoop | undefined;

  constructor(sequence: LlamaContextSequence, options: LoopOptions) {
    this.#sequence = sequence;
    this.#options = options;
  }

  /** Evaluates tokens after the cached ones in one batch, and samples the one after them. */
  async step(tokens: readonly Token[]): Promise<SamplingResult> {
    const loop = this.#loop;
    // A failed step ends the loop, in the library too.
    this.#loop = undefined;
    const input = [...tokens] as LlamaToken[];
    const next = loop ?? this.#begin(input);
    const { done, value } = await next.next(input);
    if (done) throw new Error('The model gave no next token.');
    this.#loop = next;
    return { token: value.token, probabilities: value.probabilities ?? new Map() };
  }

  async dispose(): Promise<void> {
    await this.#loop?.return();
    this.#loop = undefined;
  }

  #begin(tokens: LlamaToken[]): LibraryLoop {
    const { probabilities, ...sampling } = this.#options;
    const options = { ...sampling, yieldEogToken: true };
    return this.#sequence.evaluateWithMetadata(tokens, { probabilities }, options);
  }
}
