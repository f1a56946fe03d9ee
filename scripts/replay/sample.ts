/**
 * Samples numbers at random without replacement, the same ones for the same seed.
 *
 * @param count numbers to sample from: 0 to `count - 1`.
 * @param size number of sampled numbers; all where there are fewer.
 */
export function sampleNumbers(count: number, size: number, seed: number): ReadonlySet<number> {
  const numbers = new Set<number>();
  let state = seed;
  while (numbers.size < Math.min(size, count)) {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    numbers.add(((mixed ^ (mixed >>> 14)) >>> 0) % count);
  }
  return numbers;
}
