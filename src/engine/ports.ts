/**
 * Port to a language model. `llama/` implements it on node-llama-cpp; everything
 * above speaks tokens and text and knows no library.
 */
import type { VocabularyTrie } from '../completion/healing/vocabularyTrie.ts';
import type { ModelSummary } from './protocol.ts';
import type { WorkMeter } from './workMeter.ts';

/** An index into the model's vocabulary. */
export type Token = number;

/** A model in memory. */
export interface LanguageModel {
  readonly summary: ModelSummary;
  readonly vocabulary: Vocabulary;
  /** Tells this model from others; what one saved no other can load. */
  readonly fingerprint: string;
  /**
   * Opens a sequence with a KV cache of its own.
   *
   * @param tokens cells of the cache.
   * @throws EngineError `outOfMemory` when the cache doesn't fit.
   */
  openSequence(tokens: number): Promise<TokenSequence>;
  /**
   * Opens sequences that advance in one batch when they are advanced at once.
   *
   * @param tokens cells of each.
   * @throws EngineError `outOfMemory` when they don't fit.
   */
  openForks(count: number, tokens: number): Promise<TokenSequence[]>;
  /** Opens a sequence of the model that drafts for this one, if there is one. */
  openDraftSequence(): Promise<TokenSequence | undefined>;
  /** Time of a token of a prompt on this machine, in ms, as measured; undefined before. */
  readonly prefillMsPerToken: number | undefined;
  /** Time that one step of decoding takes on this machine, in ms; 0 before measured. */
  readonly stepMs: number;
  /** Counts what goes through the model. */
  readonly work: WorkMeter;
  /** Adapts the number of threads to what the machine has to spare now. Cheap; call it often. */
  adaptToLoad(): void;
  /** Frees the model and all of its sequences. */
  dispose(): Promise<void>;
}

export interface Vocabulary {
  /** The token that every prompt begins with, if the model has one. */
  readonly beginOfText: Token | undefined;
  readonly endOfText: Token | undefined;
  /** The control token of that name; undefined where the vocabulary has none. */
  controlToken(name: string): Token | undefined;
  /** Tokens that there are. */
  readonly size: number;
  /** Bytes of all tokens; undefined for kinds of vocabularies that don't reveal them. */
  readonly trie: VocabularyTrie | undefined;
  /** Returns whether generation ends here: end of text, or any other control token. */
  endsGeneration(token: Token): boolean;
  /** Tokens of a text of its own, SentencePiece's dummy space in front. Never control tokens. */
  tokenize(text: string): Token[];
  /** Tokens of a text that goes on where another one ended. Never control tokens. */
  tokenizeContinuation(text: string): Token[];
  /** The text of tokens, control tokens spelled out; for people to read. */
  spell(tokens: readonly Token[]): string;
  /** @param before the tokens before the first one; they decide about its leading space. */
  detokenize(tokens: readonly Token[], before: readonly Token[]): string;
}

/** Options for sampling the next token. */
export interface Sampling {
  /** 0 takes the likeliest token. */
  readonly temperature: number;
  /** The text must not end here: the likeliest token that goes on is taken instead of an end. */
  readonly mustContinue?: boolean;
  /** Nobody asks how likely the tokens are: each counts as sure. A little faster. */
  readonly withoutProbability?: boolean;
}

/** A token that was sampled. */
export interface SampledToken {
  readonly token: Token;
  /** Probability among the tokens that could be chosen, 0 to 1. */
  readonly probability: number;
  /** Probability that one of those tokens follows; 1 where all could be chosen. */
  readonly allowed: number;
}

/** Positions in a sequence: `start` is in it, `end` isn't. */
export interface CellRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The tokens that a KV cache holds, and the ways to change them. Calls don't overlap: the caller
 * awaits each before the next.
 */
export interface TokenSequence {
  /** Tokens that the cache can hold. */
  readonly capacity: number;
  /** Bytes that the keys and values of one token take. */
  readonly bytesPerToken: number;
  /**
   * Returns the tokens that one call of `evaluate` should not exceed so that it ends
   * within a time, as far as the device can: a multiple of what its kernels compute at once.
   *
   * @param maxMs in ms.
   */
  sliceWithin(maxMs: number): number;
  /** The tokens whose keys and values are cached, in order. */
  readonly tokens: readonly Token[];
  /** True where `moveLast` works with this build of the library. */
  readonly canInsert: boolean;
  /** Erases all but the first `count` tokens. */
  keep(count: number): Promise<void>;
  /**
   * Erases ranges and closes the gaps: the cells behind keep their values, their keys are rotated
   * to the new positions at the next evaluation (K-shift). Not equal to evaluating what is left.
   *
   * @param ranges in order, apart from each other, none at the first token.
   */
  erase(ranges: readonly CellRange[]): Promise<void>;
  /**
   * Moves the last cells to a place before others. They have seen what stands after them then, and
   * their keys are rotated at the next evaluation: not equal to evaluating all from there on.
   *
   * @param count of cells.
   * @param at position of the first of them, at least 1.
   */
  moveLast(count: number, at: number): Promise<void>;
  /**
   * Evaluates tokens after the cached ones. Fewer than the device computes at once may wait for the
   * next call, which evaluates them in its batch.
   *
   * @param isBeforeStep a step follows at once: fewer than the minimum of a long slice wait for it.
   */
  evaluate(tokens: readonly Token[], isBeforeStep?: boolean): Promise<void>;
  /** Evaluates one token behind the cached ones and samples the token that follows it. */
  next(token: Token, sampling: Sampling): Promise<SampledToken>;
  /**
   * Evaluates one token behind the cached ones and gives the probabilities of the tokens that may
   * follow it, by token.
   *
   * @param which `likely`: of about a thousand, all others count as impossible. `all` takes many ms:
   *   the whole vocabulary.
   */
  nextProbabilities(token: Token, which: 'likely' | 'all'): Promise<Float32Array>;
  /** Evaluates tokens in one batch and gives the likeliest token behind each of them. */
  nextOfEach(tokens: readonly Token[]): Promise<SampledToken[]>;
  /**
   * Writes keys, values and tokens to a file.
   *
   * @returns the file's size in bytes.
   */
  save(file: string): Promise<number>;
  /**
   * Takes over what `save` wrote, in the place of all that it held.
   *
   * @param tokens those that were saved. The file must be whole and of the same model: on another
   *   one llama.cpp ends the process.
   */
  load(file: string, tokens: readonly Token[]): Promise<void>;
  dispose(): Promise<void>;
}

/** Levelled log lines. Never people's code. */
export interface Logger {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}

/** Milliseconds since some fixed moment. */
export type Clock = () => number;
