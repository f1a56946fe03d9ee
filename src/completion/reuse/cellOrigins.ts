import type { Reuse } from './reusePlan.ts';

/** Minimum inserted text that makes the cells after it stale, in tokens: half a screen of code. */
const minInsertedTokens = 96;

/** Minimum number of stale cells whose evaluation resets the count of inserted tokens. */
const minFreshTokens = 24;

/**
 * Origins of the cells of a sequence. A token attends to all before it, so a cell is at most as exact as
 * the ones before it, and two positions describe all cells.
 */
export class CellOrigins {
  /** End of the cells that are exact. */
  #exactEnd = Infinity;
  /** End of the cells that are exact or rolling. */
  #patchedFrom = Infinity;
  #patches = 0;
  /** Number of cells before the first inserted text; cells after it were evaluated without that text. */
  #grownFrom = Infinity;
  /** End of the cells that were evaluated without text inserted before them. */
  #staleEnd = 0;
  /** Tokens inserted since the last cells before `#staleEnd` were evaluated. */
  #insertedTokens = 0;

  /** Returns how the cell at a position relates to evaluation from scratch. */
  getReuse(position: number): Reuse {
    if (position < this.#exactEnd) return 'exact';
    return position < Math.min(this.#patchedFrom, this.#grownFrom) ? 'rolling' : 'patched';
  }

  /**
   * Position of the first change of the text that the cells after it don't reflect; infinite for none.
   */
  get patchedFrom(): number {
    return this.#patchedFrom;
  }

  /** Patches since the sequence was last free of them. */
  get patches(): number {
    return this.#patches;
  }

  /** True where text that had been left out was inserted before cells that are still there. */
  get isGrown(): boolean {
    return this.#grownFrom !== Infinity;
  }

  copy(): CellOrigins {
    const copy = new CellOrigins();
    copy.#exactEnd = this.#exactEnd;
    copy.#patchedFrom = this.#patchedFrom;
    copy.#patches = this.#patches;
    copy.#grownFrom = this.#grownFrom;
    copy.#staleEnd = this.#staleEnd;
    copy.#insertedTokens = this.#insertedTokens;
    return copy;
  }

  /** Keeps only the first `count` cells; cells evaluated after them are as exact as they are. */
  truncate(count: number): void {
    if (count <= this.#exactEnd) this.#exactEnd = Infinity;
    if (count <= this.#patchedFrom) {
      this.#patchedFrom = Infinity;
      this.#patches = 0;
    }
    if (count <= this.#grownFrom) this.#grownFrom = Infinity;
    if (this.#staleEnd - count >= minFreshTokens) this.#insertedTokens = 0;
    this.#staleEnd = Math.min(this.#staleEnd, count);
  }

  /**
   * Records that cells were evicted after the first `count`: the cells after those are no longer exact.
   */
  evictAfter(count: number): void {
    this.#exactEnd = Math.min(this.#exactEnd, count);
  }

  /**
   * Records that tokens were erased or inserted after the first `count` cells.
   *
   * @param isContinued true where it is the rest of a patch that was interrupted.
   */
  patchAfter(count: number, isContinued = false): void {
    const continuesPatch = isContinued && this.#patches > 0;
    this.#exactEnd = Math.min(this.#exactEnd, count);
    this.#patchedFrom = Math.min(this.#patchedFrom, count);
    if (!continuesPatch) this.#patches++;
  }

  /**
   * Records that text that had been left out was inserted after the first `count` cells.
   *
   * @param tokens number of inserted tokens.
   * @param length number of cells after that.
   */
  growAfter(count: number, tokens: number, length: number): void {
    this.#exactEnd = Math.min(this.#exactEnd, count);
    this.#grownFrom = Math.min(this.#grownFrom, count);
    if (this.#patchedFrom !== Infinity && this.#patchedFrom >= count) this.#patchedFrom += tokens;
    this.#staleEnd = length;
    this.#insertedTokens += tokens;
  }

  /** Moves the end of the stale cells after cells before them were inserted, or erased (negative). */
  moveStale(offset: number): void {
    if (this.#staleEnd > 0) this.#staleEnd += offset;
  }

  /**
   * Returns whether most of the last cells were evaluated before much of the text that now precedes them
   * was inserted.
   *
   * @param length number of all cells.
   * @param last number of last cells that count.
   */
  isStale(length: number, last: number): boolean {
    const staleTokens = this.#staleEnd - (length - last);
    return this.#insertedTokens >= minInsertedTokens && 2 * staleTokens > last;
  }
}
