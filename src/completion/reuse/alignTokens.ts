/** Contiguous cached tokens that also occur in a prompt. */
export interface TokenRun {
  /** Its start among the cached tokens. */
  readonly cached: number;
  /** Its start in the prompt. */
  readonly wanted: number;
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
  wanted: readonly number[],
  minRun: number,
): TokenRun[] {
  const columns = wanted.length + 1;
  const choices = new Uint8Array((cached.length + 1) * columns);
  // Maximum number of tokens kept after a pair: when no run is open, and when one is.
  const closed = ring(2, columns);
  const open = ring(minRun + 1, columns);
  // Number of tokens on which both sides agree from a pair on, at most `minRun`.
  const agreed = ring(2, columns);
  for (let i = cached.length - 1; i >= 0; i--) {
    const [row, below] = [closed(i), closed(i + 1)];
    const [openRow, openBelow, openFar] = [open(i), open(i + 1), open(i + minRun)];
    const [agreedRow, agreedBelow] = [agreed(i), agreed(i + 1)];
    for (const last of [row, openRow, agreedRow]) last[wanted.length] = 0;
    for (let j = wanted.length - 1; j >= 0; j--) {
      const isSame = cached[i] === wanted[j];
      agreedRow[j] = isSame ? Math.min(minRun, 1 + at(agreedBelow, j + 1)) : 0;
      const taken = agreedRow[j] === minRun ? minRun + at(openFar, j + minRun) : -1;
      const best = Math.max(at(below, j), at(row, j + 1), taken);
      row[j] = best;
      const longer = isSame ? 1 + at(openBelow, j + 1) : -1;
      openRow[j] = Math.max(longer, best);
      choices[i * columns + j] =
        (best === taken ? take : best === at(below, j) ? skipCached : skipWanted) |
        (longer >= best ? extend : 0);
    }
  }
  return runsOf(choices, { cached: cached.length, wanted: wanted.length }, minRun);
}

const skipCached = 0;
const skipWanted = 1;
const take = 2;
/** Flag of a run that is open here and continues. */
const extend = 4;

/**
 * Returns a function that returns a row of a table that is filled from its end. Only the last few rows
 * are kept; the others are never read again.
 */
function ring(rows: number, columns: number): (index: number) => Uint16Array {
  const kept = Array.from({ length: rows }, () => new Uint16Array(columns));
  return (index) => kept[index % rows] ?? new Uint16Array(columns);
}

function at(row: Uint16Array, index: number): number {
  return row[index] ?? 0;
}

function runsOf(
  choices: Uint8Array,
  lengths: { readonly cached: number; readonly wanted: number },
  minRun: number,
): TokenRun[] {
  const columns = lengths.wanted + 1;
  const runs: TokenRun[] = [];
  let i = 0;
  let j = 0;
  while (i < lengths.cached && j < lengths.wanted) {
    const choice = (choices[i * columns + j] ?? 0) & ~extend;
    if (choice === skipCached) i++;
    else if (choice === skipWanted) j++;
    else {
      let length = minRun;
      while (
        i + length < lengths.cached &&
        j + length < lengths.wanted &&
        ((choices[(i + length) * columns + j + length] ?? 0) & extend) !== 0
      ) {
        length++;
      }
      runs.push({ cached: i, wanted: j, length });
      i += length;
      j += length;
    }
  }
  return runs;
}
