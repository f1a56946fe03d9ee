import { countCommonPrefix } from '../../completion/commonPrefix.ts';
import { DraftLength, StepCosts } from '../../completion/generation/draftLength.ts';
import { PromptLookup } from '../../completion/generation/promptLookup.ts';
import type { SampledToken, Token, TokenSequence, Vocabulary } from '../backend/languageModel.ts';
import type { Clock } from '../foundation/environment.ts';
import type { RequestMeter } from '../metering/requestMeter.ts';
import { betweenKeysSliceMs } from './slices.ts';
import type { WorkMeter } from '../metering/workMeter.ts';

/** Tokens that one step samples. */
export type SampledTokens = readonly [SampledToken, ...SampledToken[]];

/**
 * Proposes draft tokens that greedy decoding is likely to sample. Wrong ones cost time but never
 * change the result.
 */
export interface DraftSource {
  /** Sets all tokens up to now, when a generation begins or has continued without drafts. */
  begin(tokens: readonly Token[]): void;
  /** Adds tokens that were sampled since then. */
  push(tokens: readonly Token[]): void;
  /** Proposes the next tokens, at most `max`; none if there is no guess. */
  propose(max: number): readonly Token[] | Promise<readonly Token[]>;
}

/** Proposes draft tokens on the assumption that the text repeats itself. */
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
 * Speculative decoding: draft tokens are evaluated in one batch with the token before them, and those
 * that greedy decoding samples too are kept. The result is the same as without drafts, unless two
 * tokens are so close to equally likely that a batch rounds them the other way round.
 *
 * Stores the costs of steps, so one instance is kept as long as its model. Its generations don't
 * overlap.
 */
export class Speculation {
  readonly #source: DraftSource;
  readonly #clock: Clock;
  /** Draft length of all generations: the losses of drafting in short ones add up, too. */
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
  readonly workMeter: WorkMeter;
}

/** Steps of one generation. */
class SpeculativeDecoding {
  readonly #parts: Parts;
  #hasBegun = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Samples the tokens after one that isn't evaluated yet: at least one, at most `most`. The sequence
   * then holds all but the last of them.
   *
   * @param maxStepTokens at least 1. The sequence has room for `token`.
   */
  async step(
    token: Token,
    maxStepTokens: number,
    { meter, workMeter }: StepMeters,
  ): Promise<SampledTokens> {
    const { sequence, source, clock, length } = this.#parts;
    const before = sequence.tokens.length;
    const startMs = clock();
    const draft = await this.#createDraft(token, maxStepTokens);
    // The time of finding no draft isn't part of a token's cost.
    const evaluationStartMs = draft.length === 0 ? clock() : startMs;
    const [first, ...others] = await this.#evaluateDraft(token, draft);
    const acceptedTokens = countCommonPrefix(
      draft,
      [first, ...others].map((one) => one.token),
    );
    await sequence.truncate(before + 1 + acceptedTokens);
    length.recordStep({
      batchTokens: draft.length + 1,
      acceptedTokens,
      ms: clock() - evaluationStartMs,
    });
    meter.countDrafts(draft.length, acceptedTokens);
    workMeter.countDiscarded(draft.length - acceptedTokens);
    const sampled: SampledTokens = [first, ...others.slice(0, acceptedTokens)];
    if (this.#hasBegun) source.push(sampled.map((one) => one.token));
    return sampled;
  }

  async #createDraft(token: Token, maxStepTokens: number): Promise<readonly Token[]> {
    const { sequence, vocabulary, source, length } = this.#parts;
    const room = sequence.capacity - sequence.tokens.length;
    // The token before the draft is evaluated with it, and one more is sampled after it.
    const max = Math.min(
      length.next,
      maxStepTokens - 1,
      room - 1,
      sequence.computeSliceTokens(betweenKeysSliceMs) - 1,
    );
    if (max <= 0) return [];
    if (!this.#hasBegun) source.begin([...sequence.tokens, token]);
    this.#hasBegun = true;
    const draftTokens = (await source.propose(max)).slice(0, max);
    // The end of a text is sampled without evaluating it, and no token follows it.
    const end = draftTokens.findIndex((draftToken) => vocabulary.isEndOfGeneration(draftToken));
    return end < 0 ? draftTokens : draftTokens.slice(0, end);
  }

  async #evaluateDraft(token: Token, draft: readonly Token[]): Promise<SampledTokens> {
    const { sequence } = this.#parts;
    if (draft.length === 0) return [await sequence.sampleNext(token, { temperature: 0 })];
    const [first, ...others] = await sequence.sampleAfterEach([token, ...draft]);
    if (first === undefined) throw new Error('The model gave no next token.');
    return [first, ...others];
  }
}
