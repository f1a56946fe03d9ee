import type { CellRange, Token } from '../backend/languageModel.ts';
import type { Purpose } from '../metering/workMeter.ts';

/**
 * Tokens of a sequence: those that its cache holds, and after them those that wait to be evaluated
 * with the next ones. The library's own list is copied on every access, and contains only the
 * first.
 */
export class TokenLedger {
  #tokens: Token[] = [];
  /** Purposes of the tokens that wait, the last ones. */
  #pendingPurposes: Purpose[] = [];

  get tokens(): readonly Token[] {
    return this.#tokens;
  }

  /** Number of tokens that the cache holds. */
  get cachedCount(): number {
    return this.#tokens.length - this.#pendingPurposes.length;
  }

  /** The tokens that wait. */
  get pendingTokens(): readonly Token[] {
    return this.#tokens.slice(this.cachedCount);
  }

  /** Adds tokens that wait. */
  add(tokens: readonly Token[], purpose: Purpose): void {
    this.#tokens.push(...tokens);
    this.#pendingPurposes.push(...tokens.map(() => purpose));
  }

  /**
   * Records an evaluation.
   *
   * @param pendingCount number of waiting tokens that it included, the first ones.
   * @param others tokens after them that did not wait.
   */
  recordEvaluation(pendingCount: number, others: readonly Token[]): void {
    this.#pendingPurposes.splice(0, pendingCount);
    this.#tokens.push(...others);
  }

  /**
   * Keeps the first `count` tokens.
   *
   * @returns the purposes of waiting tokens that are removed: they will never be evaluated.
   */
  truncate(count: number): readonly Purpose[] {
    const droppedPurposes = this.#pendingPurposes.splice(Math.max(0, count - this.cachedCount));
    this.#tokens.length = Math.min(this.#tokens.length, count);
    return droppedPurposes;
  }

  /** @throws RangeError where ranges aren't in order, overlap, or include the first token. */
  checkRanges(ranges: readonly CellRange[]): void {
    let min = 1;
    for (const { start, end } of ranges) {
      const isRange = Number.isInteger(start) && Number.isInteger(end) && start <= end;
      if (!isRange || start < min || end > this.#tokens.length) {
        throw new RangeError(`Cells ${start} to ${end} can't be erased.`);
      }
      min = Math.max(min, end);
    }
  }

  /** @param ranges that pass `checkRanges`. */
  erase(ranges: readonly CellRange[]): void {
    for (const { start, end } of ranges.toReversed()) this.#tokens.splice(start, end - start);
  }

  /** Moves the last tokens before others. */
  moveLast(count: number, position: number): void {
    this.#tokens.splice(position, 0, ...this.#tokens.splice(this.#tokens.length - count));
  }

  /** Replaces all tokens with those that the cache holds; none waits any more. */
  replace(tokens: readonly Token[]): void {
    this.#tokens = [...tokens];
    this.#pendingPurposes = [];
  }
}
