/**
 * `npm test`: installs the dependencies of the tests, builds, runs every suite, and prints one line of
 * totals at the end. `npm test -- unit engine` runs only these suites.
 */
import { build } from './build.ts';
import { printProgress, formatSecondsSince, withProgress } from './progress.ts';
import { suites } from './testing/suites.ts';
import { describeExceptions, formatTotals, type TestResult } from './testing/testResult.ts';

const selectedSuites = process.argv.slice(2);
const names = suites.map((suite) => suite.name);
const unknownSuites = selectedSuites.filter((name) => !names.includes(name));

if (unknownSuites.length > 0) {
  printProgress(`There is no suite "${unknownSuites.join(', ')}". There are: ${names.join(', ')}.`);
  process.exitCode = 2;
} else {
  await main();
}

async function main(): Promise<void> {
  const results: TestResult[] = [...(await buildAsTest())];
  for (const suite of suites) {
    if (selectedSuites.length > 0 && !selectedSuites.includes(suite.name)) continue;
    const started = Date.now();
    console.log(`\n━━ ${suite.name}: ${suite.about}`);
    const suiteResults = await suite.run().catch((error: unknown): TestResult[] => [
      {
        outcome: 'failed',
        name: `${suite.name}: the run as a whole`,
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      },
    ]);
    console.log(
      `━━ ${suite.name}: ${formatTotals(suiteResults)} in ${formatSecondsSince(started)}`,
    );
    results.push(...suiteResults);
  }
  console.log(`\n${describeExceptions(results)}\n${formatTotals(results)}`);
  if (results.some((result) => result.outcome === 'failed')) process.exitCode = 1;
}

/** Builds as a test: if it fails, suites that don't need the build still run. */
async function buildAsTest(): Promise<TestResult[]> {
  try {
    await withProgress('Building', build);
    return [];
  } catch (error) {
    return [{ outcome: 'failed', name: 'build', message: String(error) }];
  }
}
