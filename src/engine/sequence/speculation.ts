import { commonPrefix } from '../../completion/commonPrefix.ts';
import { DraftLength, StepCosts } from '../../completion/generation/draftLength.ts';
import { PromptLookup } from '../../completion/generation/promptLookup.ts';
import type { Clock, SampledToken, Token, TokenSequence, Vocabulary } from '../ports.ts';
import type { RequestMeter } from '../requestMeter.ts';
import { betweenKeysSliceMs } from './slices.ts';
import type { WorkMeter } from '../workMeter.ts';

/** Tokens that one step samples. */
export type SampledTokens = readonly [SampledToken, ...SampledToken[]];

/** Guesses tokens that greedy decoding will sample. Wrong guesses cost time, never correctness. */
export interface DraftSource {
  /** A generation begins, or has gone on without drafts: all tokens up to now. */
  begin(tokens: readonly Token[]): void;
  /** Tokens that were sampled since. */
  push(tokens: readonly Token[]): void;
  /** Proposes the next tokens, at most `max`; none where there is no guess. */
  propose(max: number): readonly Token[] | Promise<readonly Token[]>;
}

/** Guesses that the text repeats itself. */
export class LookupSource implements DraftSource {
  #lookup = new PromptLookup();

  begin(tokens: readonly Token[]): void {
    this.#lookup = new PromptLookup();
    this.push(tokens);
  }

  push(tokens: readonly Token[]): void {
    for (const token of tokens) this.#lookup.push(token);
  }

  propose(max: number): readonly Token[] {
    return this.#lookup.propose(max);
  }
}

/**
 * Speculative decoding: drafted tokens are evaluated in one batch with the token before them, and
 * those stay that greedy decoding samples too. What is sampled is what would be sampled without, unless
 * two tokens are so close to equally likely that a batch rounds them the other way round.
 *
 * Knows what steps cost: one is kept as long as its model. Its generations
 * don't overlap.
 */
export class Speculation {
  readonly #source: DraftSource;
  readonly #clock: Clock;
  /** Of all generations: what drafting loses in short ones adds up, too. */
  readonly #length = new DraftLength(new StepCosts());

  constructor(source: DraftSource, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  begin(sequence: TokenSequence, vocabulary: Vocabulary): SpeculativeDecoding {
    return new SpeculativeDecoding({
      sequence,
      vocabulary,
      source: this.#source,
      clock: this.#clock,
      length: this.#length,
    });
  }
}

interface Parts {
  readonly sequence: TokenSequence;
  readonly vocabulary: Vocabulary;
  readonly source: DraftSource;
  readonly clock: Clock;
  readonly length: DraftLength;
}

/** Meters of the request and of the model. */
interface StepMeters {
  readonly meter: RequestMeter;
  readonly passes: WorkMeter;
}

/** The steps of one generation. */
class SpeculativeDecoding {
  readonly #parts: Parts;
  #hasBegun = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Samples the tokens behind one that isn't evaluated yet: at least one, at most `most`. The
   * sequence then holds all but the last of them.
   *
   * @param most at least 1. The sequence has room for `token`.
   */
  async step(token: Token, most: number, { meter, passes }: StepMeters): Promise<SampledTokens> {
    const { sequence, source, clock, length } = this.#parts;
    const before = sequence.tokens.length;
    const started = clock();
    const draft = await this.#draft(token, most);
    // Looking for a draft in vain isn't what a token costs.
    const evaluating = draft.length === 0 ? clock() : started;
    const [first, ...others] = await this.#likeliest(token, draft);
    const acceptedTokens = commonPrefix(
      draft,
      [first, ...others].map((one) => one.token),
    );
    await sequence.keep(before + 1 + acceptedTokens);
    length.stepped({
      batchTokens: draft.length + 1,
      acceptedTokens,
      ms: clock() - evaluating,
    });
    meter.drafted(draft.length, acceptedTokens);
    passes.discarded(draft.length - acceptedTokens);
    const sampled: SampledTokens = [first, ...others.slice(0, acceptedTokens)];
    if (this.#hasBegun) source.push(sampled.map((one) => one.token));
    return sampled;
  }

  async #draft(token: Token, most: number): Promise<readonly Token[]> {
    const { sequence, vocabulary, source, length } = this.#parts;
    const room = sequence.capacity - sequence.tokens.length;
    // The token before them is evaluated with them; behind them one more is sampled.
    const max = Math.min(
      length.next,
      most - 1,
      room - 1,
      sequence.sliceWithin(betweenKeysSliceMs) - 1,
    );
    if (max <= 0) return [];
    if (!this.#hasBegun) source.begin([...sequence.tokens, token]);
    this.#hasBegun = true;
    const proposed = (await source.propose(max)).slice(0, max);
    // The end of a text is sampled without evaluating it, and nothing follows it.
    const end = proposed.findIndex((drafted) => vocabulary.endsGeneration(drafted));
    return end < 0 ? proposed : proposed.slice(0, end);
  }

  async #likeliest(token: Token, draft: readonly Token[]): Promise<SampledTokens> {
    const { sequence } = this.#parts;
    if (draft.length === 0) return [await sequence.next(token, { temperature: 0 })];
    const [first, ...others] = await sequence.nextOfEach([token, ...draft]);
    if (first === undefined) throw new Error('The model gave no next token.');
    return [first, ...others];
  }
}
