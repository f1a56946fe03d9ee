import { transform } from 'esbuild';
import type { EvalCase } from './evalCase.ts';
import { fillHole, type Infill } from './score/filledDocument.ts';
import { runUntrusted } from './sandbox/runUntrusted.ts';

/**
 * Returns whether the document with a fill passes its tests; null where the case has no tests, or no
 * interpreter can run them here.
 *
 * @param timeLimitMs time limit of one run of the program.
 */
export async function runTests(
  evalCase: EvalCase,
  infill: Infill,
  timeLimitMs: number,
): Promise<boolean | null> {
  const { tests, language } = evalCase;
  if (tests === null) return null;
  // In the suites an empty hole always fails, as their reference checks establish.
  if (infill.text === '') return false;
  const document = fillHole(evalCase, infill).text;
  const interpreter = language.id === 'python' ? 'python' : 'node';
  const source = await transpile(
    tests.kind === 'program' ? document + tests.testCode : document,
    language.id,
  );
  if (source === undefined) return false;
  if (tests.kind === 'program') {
    const program = { interpreter, source, mustReachEnd: true } as const;
    return toTestResult((await runUntrusted(program, timeLimitMs)).outcome);
  }
  for (const { input, outputs } of tests.runs) {
    const program = { interpreter, source, input, mustReachEnd: false } as const;
    const { outcome, output } = await runUntrusted(program, timeLimitMs);
    const hasPassed = toTestResult(outcome);
    if (hasPassed !== true) return hasPassed;
    if (!outputs.some((expected) => isSameOutput(output, expected))) return false;
  }
  return true;
}

function toTestResult(
  outcome: Awaited<ReturnType<typeof runUntrusted>>['outcome'],
): boolean | null {
  return outcome === 'unavailable' ? null : outcome === 'ended';
}

/** Converts a source to one that Node or Python can run; undefined for an invalid program. */
async function transpile(source: string, languageId: string): Promise<string | undefined> {
  if (languageId !== 'typescript') return source;
  try {
    const { code } = await transform(source, { loader: 'ts', format: 'cjs', logLevel: 'silent' });
    return code;
  } catch {
    return undefined;
  }
}

/** Compares outputs as SAFIM does: without blanks at the ends, line ends of any kind. */
function isSameOutput(one: string, other: string): boolean {
  const trimLines = (text: string) =>
    text
      .trim()
      .split(/\r?\n/)
      .map((line) => line.trimEnd())
      .join('\n');
  return trimLines(one) === trimLines(other);
}
