/** Returns numbers from 0 up to but not including 1 that look random and are the same in each run. */
export type Random = () => number;

/** Makes a generator of the kind mulberry32. */
export function makeRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Returns an integer from `min` to `max`, both included. */
export function pickInteger(min: number, max: number, random: Random): number {
  return min + Math.floor(random() * (max - min + 1));
}
