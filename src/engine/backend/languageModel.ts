/**
 * Interfaces of the language model that the engine requires. `llama/` implements them on
 * node-llama-cpp; all other code handles tokens and text and depends on no library.
 */
import type { PromptFormat } from '../../completion/promptFormat/promptFormat.ts';
import type { CellRange } from '../../completion/reuse/reusePlan.ts';
import type { VocabularyTrie } from '../../completion/healing/vocabularyTrie.ts';
import type { ModelSummary } from '../protocol.ts';
import type { WorkMeter } from '../metering/workMeter.ts';

export type { CellRange };

/** An index into the model's vocabulary. */
export type Token = number;

/** A model in memory. */
export interface LanguageModel {
  readonly summary: ModelSummary;
  readonly vocabulary: Vocabulary;
  /** Form of all prompts: FIM tokens, context from other files, chat, BOS and EOS tokens. */
  readonly promptFormat: PromptFormat;
  /** Identifier of the model: a state that one model saved can't be loaded by another. */
  readonly fingerprint: string;
  /**
   * Opens a sequence with a KV cache of its own.
   *
   * @param tokens cells of the cache.
   * @throws EngineError `outOfMemory` when the cache doesn't fit.
   */
  openSequence(tokens: number): Promise<TokenSequence>;
  /**
   * Opens sequences that share a batch when they are advanced at the same time.
   *
   * @param tokens cells of each.
   * @throws EngineError `outOfMemory` when they don't fit.
   */
  openForks(count: number, tokens: number): Promise<TokenSequence[]>;
  /** Opens a sequence of the draft model, if there is one. */
  openDraftSequence(): Promise<TokenSequence | undefined>;
  /** Prefill time per prompt token on this machine, in ms; undefined before the first measurement. */
  readonly prefillMsPerToken: number | undefined;
  /** Time of one decoding step on this machine, in ms; 0 before the first measurement. */
  readonly stepMs: number;
  /** Counter of the tokens that go through the model. */
  readonly workMeter: WorkMeter;
  /** Adapts the number of threads to the current load of the machine. Cheap; call it often. */
  adaptToLoad(): void;
  /** Frees the model and all of its sequences. */
  dispose(): Promise<void>;
}

export interface Vocabulary {
  /** The token that every prompt begins with, if the model has one. */
  readonly beginOfText: Token | undefined;
  readonly endOfText: Token | undefined;
  /** Returns the control token of that name; undefined where the vocabulary has none. */
  findControlToken(name: string): Token | undefined;
  /** Number of tokens. */
  readonly size: number;
  /** Bytes of each token; undefined for kinds of vocabularies that don't provide them. */
  readonly trie: VocabularyTrie | undefined;
  /** Returns whether the token ends generation: end of text, or any other control token. */
  isEndOfGeneration(token: Token): boolean;
  /**
   * Returns the tokens of a separate text, with SentencePiece's dummy space in front. Never control
   * tokens.
   */
  tokenize(text: string): Token[];
  /** Returns the tokens of a text that continues another one. Never control tokens. */
  tokenizeContinuation(text: string): Token[];
  /** Returns the text of tokens for display, with control tokens spelled out. */
  renderTokens(tokens: readonly Token[]): string;
  /** @param before the tokens before the first one; they determine its leading space. */
  detokenize(tokens: readonly Token[], before: readonly Token[]): string;
}

/** Options for sampling the next token. */
export interface SamplingOptions {
  /** Sampling temperature; 0 takes the likeliest token. */
  readonly temperature: number;
  /** True where the text must not end here: the likeliest token that continues it replaces an end. */
  readonly mustContinue?: boolean;
  /** True where probabilities are not needed: each token is returned with 1. A little faster. */
  readonly shouldSkipProbability?: boolean;
}

/** A token that was sampled. */
export interface SampledToken {
  readonly token: Token;
  /** Probability of the token among those that were allowed, 0 to 1. */
  readonly probability: number;
  /** Total probability that the model gives to the allowed tokens: 1 where all were allowed. */
  readonly allowedProbability: number;
}

/**
 * Tokens whose keys and values a KV cache holds, and the operations that change them. Calls don't
 * overlap: the caller awaits each before the next.
 */
export interface TokenSequence {
  /** Tokens that the cache can hold. */
  readonly capacity: number;
  /** Bytes that the keys and values of one token take. */
  readonly bytesPerToken: number;
  /**
   * Returns the maximum number of tokens for one call of `evaluate` that ends within a time, as far
   * as the device allows: a multiple of the rows that its kernels compute at once.
   *
   * @param maxMs in ms.
   */
  computeSliceTokens(maxMs: number): number;
  /** The tokens whose keys and values are cached, in order. */
  readonly tokens: readonly Token[];
  /** True where `moveLast` works with this build of the library. */
  readonly canInsert: boolean;
  /** Erases all but the first `count` tokens. */
  truncate(count: number): Promise<void>;
  /**
   * Erases ranges and closes the gaps: the cells after them keep their values, their keys are
   * rotated to the new positions at the next evaluation (K-shift). The result differs from
   * evaluating the remaining tokens.
   *
   * @param ranges in order, not overlapping, none at the first token.
   */
  erase(ranges: readonly CellRange[]): Promise<void>;
  /**
   * Moves the last cells in front of others. The moved cells have attended to the cells that then
   * follow them, and keys are rotated at the next evaluation: the result differs from evaluating
   * everything from that position on.
   *
   * @param count of cells.
   * @param position new position of the first of them, at least 1.
   */
  moveLast(count: number, position: number): Promise<void>;
  /**
   * Evaluates tokens after the cached ones. Fewer than the device computes at once may wait for the
   * next call, which evaluates them in its batch.
   *
   * @param isBeforeStep true where a step follows at once: fewer tokens than the minimum of a long
   *   slice wait for it.
   */
  evaluate(tokens: readonly Token[], isBeforeStep?: boolean): Promise<void>;
  /** Evaluates one token after the cached ones and samples the token that follows it. */
  sampleNext(token: Token, sampling: SamplingOptions): Promise<SampledToken>;
  /**
   * Evaluates one token after the cached ones and returns the probabilities of the tokens that may
   * follow it, by token.
   *
   * @param candidates `likely`: about a thousand tokens, all others count as impossible. `all`: the
   *   whole vocabulary, which takes many ms.
   */
  computeNextProbabilities(token: Token, candidates: 'likely' | 'all'): Promise<Float32Array>;
  /** Evaluates tokens in one batch and returns the likeliest token after each of them. */
  sampleAfterEach(tokens: readonly Token[]): Promise<SampledToken[]>;
  /**
   * Writes keys, values and tokens to a file.
   *
   * @returns the file's size in bytes.
   */
  save(file: string): Promise<number>;
  /**
   * Replaces the contents of the sequence with a state that `save` wrote.
   *
   * @param tokens those that were saved. The file must be complete and of the same model: on any
   *   other file llama.cpp ends the process.
   */
  load(file: string, tokens: readonly Token[]): Promise<void>;
  dispose(): Promise<void>;
}
