/** Result of one test. Written as JSON by the test runners, read by `npm test`. */
export type TestResult =
  | { readonly outcome: 'passed'; readonly name: string }
  | { readonly outcome: 'failed'; readonly name: string; readonly message: string }
  | { readonly outcome: 'skipped'; readonly name: string; readonly reason: string };

/** Formats the totals as one line: `12 passed, 0 failed, 1 skipped`. */
export function formatTotals(results: readonly TestResult[]): string {
  const formatCount = (outcome: TestResult['outcome']): string =>
    `${results.filter((result) => result.outcome === outcome).length} ${outcome}`;
  return [formatCount('passed'), formatCount('failed'), formatCount('skipped')].join(', ');
}

/** Lists the failed tests with their messages, and the skipped ones with their reasons. */
export function describeExceptions(results: readonly TestResult[]): string {
  const failed = results.filter((result) => result.outcome === 'failed');
  const skipped = results.filter((result) => result.outcome === 'skipped');
  return [
    ...(failed.length > 0 ? ['Failed:'] : []),
    ...failed.map(({ name, message }) => `  ✖ ${name}\n${indent(message)}`),
    ...(skipped.length > 0 ? ['Skipped:'] : []),
    ...skipped.map(({ name, reason }) => `  ﹣ ${name}: ${reason}`),
  ].join('\n');
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '      ');
}
