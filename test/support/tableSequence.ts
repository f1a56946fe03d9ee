import type { Sampling, Token } from '../../src/engine/ports.ts';
import { FakeSequence } from './fakeSequence.ts';

/**
 * A sequence whose "model" looks at the last two tokens, and up what follows them in a table. What
 * it draws depends on nothing but its cells, as with a true model.
 */
export class TableSequence extends FakeSequence {
  /** Tokens that each call drew from; one for `next`. */
  readonly drawnFrom: number[] = [];
  readonly #table: readonly Token[];

  /** @param table at least one token. */
  constructor(table: readonly Token[], size: { capacity?: number; sliceTokens?: number } = {}) {
    super('', size);
    this.#table = table;
  }

  override async next(token: Token, sampling: Sampling): Promise<Token> {
    const [next] = await this.#drawEach([token], sampling);
    return next ?? 0;
  }

  override nextOfEach(tokens: readonly Token[]): Promise<Token[]> {
    return this.#drawEach(tokens, { temperature: 0 });
  }

  override async evaluate(tokens: readonly Token[]): Promise<void> {
    await super.evaluate(tokens);
    this.#checkSize(tokens);
  }

  async #drawEach(tokens: readonly Token[], { mustContinue }: Sampling): Promise<Token[]> {
    await this.beforeStep();
    this.drawnFrom.push(tokens.length);
    const drawn = tokens.map((token) => {
      this.tokens.push(token);
      const [one = 0, other = 0] = this.tokens.slice(-2);
      const next = this.#table[(one * 7 + other) % this.#table.length] ?? 0;
      return next === 0 && mustContinue === true ? 1 : next;
    });
    this.#checkSize(tokens);
    return drawn;
  }

  #checkSize(tokens: readonly Token[]): void {
    if (tokens.length > this.sliceTokens) throw new RangeError('More tokens than a slice holds.');
    if (this.tokens.length > this.capacity) throw new RangeError('More tokens than cells.');
  }
}
