import type {
  SampledToken,
  SamplingOptions,
  Token,
} from '../../src/engine/backend/languageModel.ts';
import type { WorkMeter } from '../../src/engine/metering/workMeter.ts';
import { FakeSequence } from './fakeSequence.ts';

/** Number of tokens that have probabilities. */
const vocabularySize = 256;

/**
 * A sequence whose "model" looks up the token after the last two in a table. As with a real model, the
 * sampled tokens depend only on its cells.
 */
export class TableSequence extends FakeSequence {
  /** Number of tokens that each sampling call evaluated; one for `next`. */
  readonly samplingSizes: number[] = [];
  readonly #table: readonly Token[];

  /** @param table at least one token. */
  constructor(
    table: readonly Token[],
    options: { capacity?: number; sliceTokens?: number; work?: WorkMeter } = {},
  ) {
    super('', options);
    this.#table = table;
  }

  override async sampleNext(token: Token, sampling: SamplingOptions): Promise<SampledToken> {
    const [next] = await this.#sampleEach([token], sampling);
    return next ?? { token: 0, probability: 1, allowedProbability: 1 };
  }

  override sampleAfterEach(tokens: readonly Token[]): Promise<SampledToken[]> {
    return this.#sampleEach(tokens, { temperature: 0 });
  }

  /** Returns probabilities in which the token of the table is the likeliest one, and no two are equal. */
  override async computeNextProbabilities(token: Token): Promise<Float32Array> {
    const [sampled] = await this.#sampleEach([token], { temperature: 0 });
    const [one = 0, other = 0] = this.tokens.slice(-2);
    // Multiples of a number are all different modulo a prime.
    const weights = Float32Array.from(
      { length: vocabularySize },
      (_, next) => (one * 31 + other * 17 + next * 37) % 257,
    );
    weights[sampled?.token ?? 0] = 257;
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
  }

  override async evaluate(tokens: readonly Token[]): Promise<void> {
    await super.evaluate(tokens);
    this.#checkSize(tokens);
  }

  async #sampleEach(
    tokens: readonly Token[],
    { mustContinue }: SamplingOptions,
  ): Promise<SampledToken[]> {
    await this.beforeStep();
    this.samplingSizes.push(tokens.length);
    this.work.countEvaluated(tokens.length);
    const sampled = tokens.map((token) => {
      this.tokens.push(token);
      const [one = 0, other = 0] = this.tokens.slice(-2);
      const next = this.#table[(one * 7 + other) % this.#table.length] ?? 0;
      const isReplaced = next === 0 && mustContinue === true;
      return { token: isReplaced ? 1 : next, probability: 1, allowedProbability: 1 };
    });
    this.#checkSize(tokens);
    return sampled;
  }

  #checkSize(tokens: readonly Token[]): void {
    if (tokens.length > this.sliceTokens) throw new RangeError('More tokens than a slice holds.');
    if (this.tokens.length > this.capacity) throw new RangeError('More tokens than cells.');
  }
}
