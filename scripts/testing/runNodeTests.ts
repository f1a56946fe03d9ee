import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '../repository.ts';
import { runProgram } from '../runProgram.ts';
import { toTestResults, type NodeTestEvent } from './nodeTestResults.ts';
import type { TestResult } from './testResult.ts';

/** Options of a run of node:test. */
export interface NodeTestOptions {
  /** Number of files that run at the same time. */
  readonly concurrency: number;
  /**
   * Time limit of one file, in ms; a file that exceeds it has failed. (Versions of Node.js after 20 apply
   * it to each test, too.)
   */
  readonly fileTimeoutMs: number;
  /** Time limit of all files together, in ms. */
  readonly suiteTimeoutMs: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs test files with node:test, prints their progress, and returns the result of every test. */
export async function runNodeTests(
  suite: string,
  files: readonly string[],
  options: NodeTestOptions,
): Promise<TestResult[]> {
  const report = path.join(repositoryRoot, 'out/test-results', `${suite}.jsonl`);
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });

  const { code } = await runProgram(
    process.execPath,
    [
      ...['--import', toFileUrl('node_modules/tsx/dist/esm/index.mjs')],
      ...['--test', `--test-concurrency=${options.concurrency}`],
      `--test-timeout=${options.fileTimeoutMs}`,
      ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
      `--test-reporter=${toFileUrl('scripts/testing/eventReporter.mjs')}`,
      `--test-reporter-destination=${report}`,
      ...files,
    ],
    {
      cwd: repositoryRoot,
      env: { ...process.env, ...options.env },
      echo: true,
      timeoutMs: options.suiteTimeoutMs,
    },
  );
  const results = toTestResults(readEvents(report));
  const hasFailure = results.some((result) => result.outcome === 'failed');
  if (code === 0 || hasFailure) return results;
  const message =
    code === null
      ? `It was ended: it took longer than ${options.suiteTimeoutMs / 1000} s.`
      : `The test runner ended with code ${code}, and no test says why. What it printed stands above.`;
  return [...results, { outcome: 'failed', name: `${suite}: the run as a whole`, message }];
}

function readEvents(report: string): NodeTestEvent[] {
  if (!existsSync(report)) return [];
  return readFileSync(report, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as NodeTestEvent);
}

function toFileUrl(file: string): string {
  return pathToFileURL(path.join(repositoryRoot, file)).href;
}
