import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '../repository.ts';
import { runProgram } from '../runProgram.ts';
import { toTestResults, type NodeTestEvent } from './nodeTestResults.ts';
import type { TestResult } from './testResult.ts';

/** Options of a run of node:test. */
export interface NodeTestOptions {
  /** Number of processes that run at the same time. */
  readonly concurrency: number;
  /** Number of files that one process runs, each in a suite of its own; by default 1. */
  readonly filesPerProcess?: number;
  /**
   * Time limit of one process, in ms; files in a process that exceeds it have failed. (Versions of
   * Node.js after 20 apply it to each test, too.)
   */
  readonly processTimeoutMs: number;
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
      `--test-timeout=${options.processTimeoutMs}`,
      ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
      `--test-reporter=${toFileUrl('scripts/testing/eventReporter.mjs')}`,
      `--test-reporter-destination=${report}`,
      ...createEntries(suite, files, options.filesPerProcess),
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

/** Returns the files to pass to node:test: the test files, or files that import several of them. */
function createEntries(suite: string, files: readonly string[], filesPerProcess = 1): string[] {
  if (filesPerProcess === 1) return [...files];
  const folder = path.join(repositoryRoot, 'out/test-entries', suite);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const count = Math.ceil(files.length / filesPerProcess);
  return Array.from({ length: count }, (_, first) => {
    const entry = path.join(folder, `${first + 1}.mjs`);
    // Every count-th file: the files of one folder, which take alike long, go to different processes.
    writeFileSync(entry, describeEntry(files.filter((_file, index) => index % count === first)));
    return entry;
  });
}

/** Returns a module that runs test files in turn, each as a suite, so that its hooks stay its own. */
export function describeEntry(files: readonly string[]): string {
  return [
    "import { describe } from 'node:test';",
    ...files.map((file) => {
      const [name, module] = [JSON.stringify(file), JSON.stringify(toFileUrl(file))];
      return `await describe(${name}, () => import(${module}));`;
    }),
    '',
  ].join('\n');
}

function readEvents(report: string): NodeTestEvent[] {
  if (!existsSync(report)) return [];
  return readFileSync(report, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as NodeTestEvent);
}

function toFileUrl(file: string): string {
  return pathToFileURL(path.resolve(repositoryRoot, file)).href;
}
