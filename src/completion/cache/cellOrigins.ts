import type { Reuse } from './reusePlan.ts';

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

  /** Returns how the cell at a position relates to evaluation from scratch. */
  at(position: number): Reuse {
    if (position < this.#exactEnd) return 'exact';
    return position < this.#patchedFrom ? 'rolling' : 'patched';
  }

  /** Position from which on cells are patched; infinite when none are. */
  get patchedFrom(): number {
    return this.#patchedFrom;
  }

  /** Patches since the sequence was last free of them. */
  get patches(): number {
    return this.#patches;
  }

  copy(): CellOrigins {
    const copy = new CellOrigins();
    copy.#exactEnd = this.#exactEnd;
    copy.#patchedFrom = this.#patchedFrom;
    copy.#patches = this.#patches;
    return copy;
  }

  /** Only the first `count` cells are left; what is evaluated after them is as exact as they are. */
  truncate(count: number): void {
    if (count <= this.#exactEnd) this.#exactEnd = Infinity;
    if (count <= this.#patchedFrom) {
      this.#patchedFrom = Infinity;
      this.#patches = 0;
    }
  }

  /** Cells after the first `count` have lost some that stood before them. */
  evictAfter(count: number): void {
    this.#exactEnd = Math.min(this.#exactEnd, count);
  }

  /** Something was erased or inserted after the first `count` cells. */
  patchAfter(count: number): void {
    this.#exactEnd = Math.min(this.#exactEnd, count);
    this.#patchedFrom = Math.min(this.#patchedFrom, count);
    this.#patches++;
  }
}
