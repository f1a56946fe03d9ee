import path from 'node:path';
import type { TestResult } from './testResult.ts';

/** Result of a test of node:test, as `eventReporter.mjs` writes it. */
export interface NodeTestEvent {
  readonly failed: boolean;
  readonly name: string;
  /** Nesting level of the test; 0 for those of the file itself. */
  readonly nesting: number;
  readonly file?: string;
  readonly isSuite: boolean;
  /** The reason, or true where none is given. */
  readonly skip?: string | boolean;
  readonly todo?: string | boolean;
  readonly failureType?: string;
  readonly message?: string;
}

/**
 * Returns the results of tests from their events: that of a test comes after those of its subtests.
 * Suites, and tests that consist of others, don't count, except where one fails by itself, for example
 * in a hook.
 */
export function toTestResults(events: readonly NodeTestEvent[]): TestResult[] {
  /** Number of events at each level since the last one of the level above it. */
  const eventCounts: number[] = [];
  return events.flatMap((event) => {
    const { nesting } = event;
    const hasSubtests = (eventCounts[nesting + 1] ?? 0) > 0;
    eventCounts[nesting + 1] = 0;
    eventCounts[nesting] = (eventCounts[nesting] ?? 0) + 1;
    return toTestResult(event, hasSubtests) ?? [];
  });
}

function toTestResult(event: NodeTestEvent, hasSubtests: boolean): TestResult | undefined {
  const { failed, message = 'It failed without a message.' } = event;
  const name = formatName(event);
  // A file without tests is reported as a test that passed.
  const isContainer = hasSubtests || event.isSuite || event.name.endsWith('.test.ts');
  const skipReason = event.skip ?? event.todo ?? false;

  if (skipReason !== false) return toSkippedResult(name, skipReason);
  if (failed) {
    if (isContainer && event.failureType === 'subtestsFailed') return undefined;
    return { outcome: 'failed', name, message };
  }
  return isContainer ? undefined : { outcome: 'passed', name };
}

/** Returns the result of a skipped test. One without a reason counts as a failure. */
function toSkippedResult(name: string, reason: string | true): TestResult {
  return typeof reason === 'string' && reason !== ''
    ? { outcome: 'skipped', name, reason }
    : { outcome: 'failed', name, message: 'Left out without a reason. Say why: skip: "reason".' };
}

function formatName({ name, file }: NodeTestEvent): string {
  if (file === undefined) return name;
  const shortPath = path.relative(process.cwd(), file);
  // A file that fails as a whole has its own path as its name.
  return name === file ? shortPath : `${name} (${shortPath})`;
}
