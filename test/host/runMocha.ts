/** Runs inside of VS Code's extension host, started by `scripts/testing/runHostTests.ts`. */
import Mocha from 'mocha';
import { writeFileSync } from 'node:fs';
import { format } from 'node:util';
import type { TestResult } from '../../scripts/testing/testResult.ts';

const testTimeoutMs = 60_000;

/** Runs the tests that `load` registers, and writes their results for `npm test`. */
export async function runMocha(load: () => void): Promise<void> {
  // Log output passes through two processes, and neither expands "%s".
  Mocha.reporters.Base.consoleLog = (...parts: unknown[]) => {
    console.log(format(...parts));
  };
  const mocha = new Mocha({ ui: 'bdd', timeout: testTimeoutMs, color: false, reporter: 'spec' });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  load();

  const results: TestResult[] = [];
  const failures = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on('pass', (test) => results.push({ outcome: 'passed', name: formatName(test) }))
      .on('pending', (test) =>
        results.push({
          outcome: 'failed',
          name: formatName(test),
          message: 'Left out without a reason.',
        }),
      )
      .on('fail', (test, error: unknown) =>
        results.push({ outcome: 'failed', name: formatName(test), message: describeError(error) }),
      );
  });
  const report = process.env['TRAMONTANE_HOST_REPORT'];
  if (report === undefined) throw new Error('TRAMONTANE_HOST_REPORT must name the file to write.');
  writeFileSync(report, JSON.stringify(results));
  if (failures > 0) throw new Error(`${failures} of ${results.length} tests failed.`);
}

function formatName(test: Mocha.Test): string {
  return `${test.fullTitle()} (host)`;
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
