import type { LlamaContextSequence, Token as LlamaToken } from 'node-llama-cpp';

/**
 * Internal parts of node-llama-cpp's sequences, which move cells to other positions within a
 * sequence. The package is pinned to a version, and these parts are checked at run time; where they
 * are missing nothing is inserted, and everything after an edit is evaluated.
 */
interface SequenceInternals {
  readonly _sequenceId: number;
  readonly _context: {
    readonly _ctx: {
      shiftSequenceTokenCells(sequence: number, start: number, end: number, by: number): void;
    };
  };
  _contextTokens: LlamaToken[];
}

/** Position beyond the end of any sequence. Cells are parked there while others move. */
const parkingOffset = 1 << 24;

/** Moves cells of one sequence. */
export class CellAccess {
  readonly #internals: SequenceInternals;

  private constructor(internals: SequenceInternals) {
    this.#internals = internals;
  }

  /** @returns undefined when this build of the library has no such access. */
  static tryCreate(sequence: LlamaContextSequence): CellAccess | undefined {
    const internals = sequence as unknown as Partial<SequenceInternals>;
    const isAvailable =
      typeof internals._sequenceId === 'number' &&
      typeof internals._context?._ctx.shiftSequenceTokenCells === 'function' &&
      Array.isArray(internals._contextTokens);
    return isAvailable ? new CellAccess(internals as SequenceInternals) : undefined;
  }

  /**
   * Moves the last `count` cells of a sequence of `length` to the position `at`. llama.cpp adds up
   * the moves of each cell and rotates the keys once, before the next evaluation.
   */
  moveLast(position: number, count: number, length: number): void {
    const { _sequenceId: id, _context: context } = this.#internals;
    const first = length - count;
    const shift = (start: number, end: number, by: number) => {
      context._ctx.shiftSequenceTokenCells(id, start, end, by);
    };
    shift(first, length, parkingOffset);
    shift(position, first, count);
    shift(first + parkingOffset, length + parkingOffset, position - first - parkingOffset);
    const tokens = this.#internals._contextTokens;
    const movedTokens = tokens.slice(first);
    this.#internals._contextTokens = [
      ...tokens.slice(0, position),
      ...movedTokens,
      ...tokens.slice(position, first),
    ];
  }
}
