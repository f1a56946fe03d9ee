/** Contiguous cached tokens that also occur in a prompt. */
export interface TokenRun {
  /** Its start among the cached tokens. */
  readonly cached: number;
  /** Its start in the prompt. */
  readonly prompt: number;
  readonly length: number;
}

/**
 * Finds the cached tokens that can stay in a prompt when the ones between them are erased and inserted:
 * runs in the same order on both sides, each at least `minRun` long, with the maximum number of tokens in
 * total. Shorter runs don't count, because a single token that also occurs elsewhere carries the keys and
 * values of another place.
 *
 * The result is exact, by dynamic programming over all pairs of positions (time and memory: one byte and
 * some operations for each pair).
 */
export function alignTokens(
  cached: readonly number[],
  prompt: readonly number[],
  minRun: number,
): TokenRun[] {
  const columns = prompt.length + 1;
  const choices = new Uint8Array((cached.length + 1) * columns);
  // Maximum number of tokens kept after a pair: when no run is open, and when one is.
  const closed = createRing(2, columns);
  const open = createRing(minRun + 1, columns);
  // Number of tokens on which both sides agree from a pair on, at most `minRun`.
  const agreed = createRing(2, columns);
  for (let i = cached.length - 1; i >= 0; i--) {
    const [row, below] = [closed(i), closed(i + 1)];
    const [openRow, openBelow, openFar] = [open(i), open(i + 1), open(i + minRun)];
    const [agreedRow, agreedBelow] = [agreed(i), agreed(i + 1)];
    for (const last of [row, openRow, agreedRow]) last[prompt.length] = 0;
    for (let j = prompt.length - 1; j >= 0; j--) {
      const isSame = cached[i] === prompt[j];
      agreedRow[j] = isSame ? Math.min(minRun, 1 + getAt(agreedBelow, j + 1)) : 0;
      const takenLength = agreedRow[j] === minRun ? minRun + getAt(openFar, j + minRun) : -1;
      const best = Math.max(getAt(below, j), getAt(row, j + 1), takenLength);
      row[j] = best;
      const extendedLength = isSame ? 1 + getAt(openBelow, j + 1) : -1;
      openRow[j] = Math.max(extendedLength, best);
      choices[i * columns + j] =
        (best === takenLength ? take : best === getAt(below, j) ? skipCached : skipPrompt) |
        (extendedLength >= best ? extend : 0);
    }
  }
  return traceRuns(choices, { cached: cached.length, prompt: prompt.length }, minRun);
}

const skipCached = 0;
const skipPrompt = 1;
const take = 2;
/** Flag of a run that is open here and continues. */
const extend = 4;

/**
 * Returns a function that returns a row of a table that is filled from its end. Only the last few rows
 * are kept; the others are never read again.
 */
function createRing(rows: number, columns: number): (index: number) => Uint16Array {
  const buffers = Array.from({ length: rows }, () => new Uint16Array(columns));
  return (index) => buffers[index % rows] ?? new Uint16Array(columns);
}

function getAt(row: Uint16Array, index: number): number {
  return row[index] ?? 0;
}

function traceRuns(
  choices: Uint8Array,
  lengths: { readonly cached: number; readonly prompt: number },
  minRun: number,
): TokenRun[] {
  const columns = lengths.prompt + 1;
  const runs: TokenRun[] = [];
  let i = 0;
  let j = 0;
  while (i < lengths.cached && j < lengths.prompt) {
    const choice = (choices[i * columns + j] ?? 0) & ~extend;
    if (choice === skipCached) i++;
    else if (choice === skipPrompt) j++;
    else {
      let length = minRun;
      while (
        i + length < lengths.cached &&
        j + length < lengths.prompt &&
        ((choices[(i + length) * columns + j + length] ?? 0) & extend) !== 0
      ) {
        length++;
      }
      runs.push({ cached: i, prompt: j, length });
      i += length;
      j += length;
    }
  }
  return runs;
}
