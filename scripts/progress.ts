/**
 * Progress lines for work that takes a while. They go to standard error: standard output belongs to
 * the results of a script.
 */

/** Interval between two lines of progress, in ms. */
const progressIntervalMs = 15_000;

/** Prints a line when some work begins, every 15 s while it runs, and with its duration at the end. */
export async function withProgress<T>(title: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  printProgress(`${title} …`);
  const ticker = setInterval(() => {
    printProgress(`  … still at it (${formatSecondsSince(started)})`);
  }, progressIntervalMs);
  try {
    const result = await work();
    printProgress(`  done in ${formatSecondsSince(started)}`);
    return result;
  } finally {
    clearInterval(ticker);
  }
}

/** Prints a line of progress. */
export function printProgress(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Formats the time since `started` (in ms, as of `Date.now()`): `4.2 s`. */
export function formatSecondsSince(started: number): string {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}
