import type { Reuse } from './reusePlan.ts';

/** Inserted text that makes the cells after it stale, in tokens: half a screen of code. */
const minInsertedTokens = 96;

/** Stale cells that were evaluated again, in tokens, after which inserted text counts as known. */
const minFreshTokens = 24;

/**
 * Origins of the cells of a sequence. A token attends to all before it, so a cell is at most as
 * exact as the ones before it: two positions say it all.
 */
export class CellOrigins {
  /** Cells before this one are exact. */
  #exactEnd = Infinity;
  /** Cells before this one are exact or rolling. */
  #patchedFrom = Infinity;
  #patches = 0;
  /** Text was inserted after so many cells; those after it had been evaluated without it. */
  #grownFrom = Infinity;
  /** End of the cells that were evaluated without what was inserted before them. */
  #staleEnd = 0;
  /** Tokens inserted since the last cells before `#staleEnd` were evaluated. */
  #insertedTokens = 0;

  /** Returns how the cell at a position relates to evaluation from scratch. */
  at(position: number): Reuse {
    if (position < this.#exactEnd) return 'exact';
    return position < Math.min(this.#patchedFrom, this.#grownFrom) ? 'rolling' : 'patched';
  }

  /** Position of the first change of the text that cells after it don't know; infinite for none. */
  get patchedFrom(): number {
    return this.#patchedFrom;
  }

  /** Patches since the sequence was last free of them. */
  get patches(): number {
    return this.#patches;
  }

  /** True once text that had been left out was inserted before cells that are still there. */
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

  /** Only the first `count` cells are left; what is evaluated after them is as exact as they are. */
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

  /** Cells after the first `count` have lost some that stood before them. */
  evictAfter(count: number): void {
    this.#exactEnd = Math.min(this.#exactEnd, count);
  }

  /**
   * Something was erased or inserted after the first `count` cells.
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
   * Text that had been left out was inserted after the first `count` cells.
   *
   * @param tokens inserted.
   * @param length cells that there are now.
   */
  growAfter(count: number, tokens: number, length: number): void {
    this.#exactEnd = Math.min(this.#exactEnd, count);
    this.#grownFrom = Math.min(this.#grownFrom, count);
    if (this.#patchedFrom !== Infinity && this.#patchedFrom >= count) this.#patchedFrom += tokens;
    this.#staleEnd = length;
    this.#insertedTokens += tokens;
  }

  /** Cells were inserted, or erased where it is negative, before those that are stale. */
  moveStale(by: number): void {
    if (this.#staleEnd > 0) this.#staleEnd += by;
  }

  /**
   * Returns whether most of the last cells were evaluated before much of the text that now precedes
   * them was inserted.
   *
   * @param length cells that there are.
   * @param last cells that count.
   */
  isStale(length: number, last: number): boolean {
    const staleTokens = this.#staleEnd - (length - last);
    return this.#insertedTokens >= minInsertedTokens && 2 * staleTokens > last;
  }
}
