/**
 * Progress lines for work that takes a while. They go to standard error: standard output belongs to
 * the results of a script.
 */

/** Between two signs of life, in milliseconds. */
const signOfLifeMs = 15_000;

/** Says what is being done, every 15 s that it still goes on, and in the end how long it took. */
export async function withProgress<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  say(`${what} …`);
  const ticker = setInterval(() => {
    say(`  … still at it (${secondsSince(started)})`);
  }, signOfLifeMs);
  try {
    const result = await work();
    say(`  done in ${secondsSince(started)}`);
    return result;
  } finally {
    clearInterval(ticker);
  }
}

/** One line of progress. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The time since `started` (milliseconds, as of `Date.now()`), in words: `4.2 s`. */
export function secondsSince(started: number): string {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}
