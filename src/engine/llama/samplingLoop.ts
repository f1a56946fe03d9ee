import type { LlamaContextSequence, Token as LlamaToken } from 'node-llama-cpp';
import type { Token } from '../ports.ts';

/** Options for sampling the tokens after the evaluated ones. */
export interface LoopOptions {
  readonly temperature: number;
  /** Tokens that there is a choice of, the likeliest first. */
  readonly topK?: number;
  readonly topP?: number;
  readonly minP?: number;
  /** True where their probabilities are returned. */
  readonly probabilities: boolean;
}

/** Result of sampling after one token. */
export interface Sampled {
  readonly token: Token;
  /** By token, the highest first. Empty where nobody asked. */
  readonly probabilities: ReadonlyMap<Token, number>;
}

/** The library's type leaves out the probabilities, which are there on request only. */
interface Loop {
  next(tokens: LlamaToken[]): Promise<IteratorResult<LoopStep, void>>;
  return(): Promise<unknown>;
}

interface LoopStep {
  readonly token: LlamaToken;
  readonly probabilities?: ReadonlyMap<LlamaToken, number>;
}

/**
 * Evaluates tokens and samples the one after them in the library's own loop, which keeps its sampler:
 * its single steps (`controlledEvaluate`) make one each, a twentieth of a small model's step. The loop
 * takes any tokens next, not only the one that it sampled, and reads the state of the cells at each
 * step; so cells may be erased and evaluated between two steps.
 */
export class SamplingLoop {
  readonly #sequence: LlamaContextSequence;
  readonly #options: LoopOptions;
  #loop: Loop | undefined;

  constructor(sequence: LlamaContextSequence, options: LoopOptions) {
    this.#sequence = sequence;
    this.#options = options;
  }

  /** Evaluates tokens after the cached ones in one batch, and samples the one after them. */
  async step(tokens: readonly Token[]): Promise<Sampled> {
    const loop = this.#loop;
    // What fails ends the loop, in the library too.
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

  #begin(tokens: LlamaToken[]): Loop {
    const { probabilities, ...sampling } = this.#options;
    const options = { ...sampling, yieldEogToken: true };
    return this.#sequence.evaluateWithMetadata(tokens, { probabilities }, options);
  }
}
