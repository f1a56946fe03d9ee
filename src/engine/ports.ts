/**
 * What the engine needs of a language model. `llama/` implements it on node-llama-cpp; everything
 * above speaks tokens and text and knows no library.
 */
import type { ControlTokenName } from '../completion/prompt/promptSegment.ts';
import type { ModelSummary } from './protocol.ts';

/** An index into the model's vocabulary. */
export type Token = number;

/** A model in memory. */
export interface LanguageModel {
  readonly summary: ModelSummary;
  readonly vocabulary: Vocabulary;
  /**
   * Opens a sequence with a KV cache of its own.
   *
   * @throws EngineError `outOfMemory` when the cache doesn't fit.
   */
  openSequence(): Promise<TokenSequence>;
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
  controlToken(name: ControlTokenName): Token | undefined;
  /** Whether generation ends here: end of text, or any other control token. */
  endsGeneration(token: Token): boolean;
  /** Tokens of a text of its own, SentencePiece's dummy space in front. Never control tokens. */
  tokenize(text: string): Token[];
  /** Tokens of a text that goes on where another one ended. Never control tokens. */
  tokenizeContinuation(text: string): Token[];
  /** @param before the tokens before the first one; they decide about its leading space. */
  detokenize(tokens: readonly Token[], before: readonly Token[]): string;
}

/** How the next token is drawn. */
export interface Sampling {
  /** 0 takes the likeliest token. */
  readonly temperature: number;
  /** The text must not end here: the likeliest token that goes on is taken instead of an end. */
  readonly mustContinue?: boolean;
}

/**
 * The tokens that a KV cache holds, and the ways to change them. Calls don't overlap: the caller
 * awaits each before the next.
 */
export interface TokenSequence {
  /** Tokens that the cache can hold. */
  readonly capacity: number;
  /** Tokens that one call of `evaluate` should not exceed, so that work can stop between two. */
  readonly sliceTokens: number;
  /** The tokens whose keys and values are cached, in order. */
  readonly tokens: readonly Token[];
  /** Erases all but the first `count` tokens. */
  keep(count: number): Promise<void>;
  /** Evaluates tokens behind the cached ones. */
  evaluate(tokens: readonly Token[]): Promise<void>;
  /** Evaluates one token behind the cached ones and draws the token that follows it. */
  next(token: Token, sampling: Sampling): Promise<Token>;
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
