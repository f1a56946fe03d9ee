import type { Reuse } from './reusePlan.ts';

/**
 * Which cells of a sequence are what evaluation from scratch gives. A token attends to all before it,
 * so a cell is at most as exact as the ones before it: two positions say it all.
 */
export class Exactness {
  /** Cells before this one are exact. */
  #exactEnd = Infinity;
  /** Cells before this one are exact or rolling. */
  #patchedFrom = Infinity;

  /** How the cell at a position relates to evaluation from scratch. */
  at(position: number): Reuse {
    if (position < this.#exactEnd) return 'exact';
    return position < this.#patchedFrom ? 'rolling' : 'patched';
  }

  copy(other: Exactness): void {
    this.#exactEnd = other.#exactEnd;
    this.#patchedFrom = other.#patchedFrom;
  }

  /** The position from which on cells are patched; infinite when none are. */
  get patchedFrom(): number {
    return this.#patchedFrom;
  }

  /** Only the first `count` cells are left; what is evaluated behind them is as exact as they are. */
  kept(count: number): void {
    if (count <= this.#exactEnd) this.#exactEnd = Infinity;
    if (count <= this.#patchedFrom) this.#patchedFrom = Infinity;
  }

  /** Cells behind the first `count` have lost the ones that stood in front of them. */
  evictedBehind(count: number): void {
    this.#exactEnd = Math.min(this.#exactEnd, count);
  }

  /** Something was erased or inserted behind the first `count` cells. */
  patchedBehind(count: number): void {
    this.#exactEnd = Math.min(this.#exactEnd, count);
    this.#patchedFrom = Math.min(this.#patchedFrom, count);
  }
}
