import { transform } from 'esbuild';
import type { EvalCase } from './evalCase.ts';
import { filled, type Fill } from './score/filledDocument.ts';
import { runUntrusted } from './sandbox/runUntrusted.ts';

/**
 * Returns whether the document with a fill passes its tests; null where the case has no tests, or no
 * interpreter can run them here.
 *
 * @param timeLimitMs time limit of one run of the program.
 */
export async function passesTests(
  evalCase: EvalCase,
  fill: Fill,
  timeLimitMs: number,
): Promise<boolean | null> {
  const { tests, language } = evalCase;
  if (tests === null) return null;
  // In the suites an empty hole always fails, as their reference checks establish.
  if (fill.text === '') return false;
  const document = filled(evalCase, fill).text;
  const interpreter = language.id === 'python' ? 'python' : 'node';
  const source = await runnable(
    tests.kind === 'program' ? document + tests.behind : document,
    language.id,
  );
  if (source === undefined) return false;
  if (tests.kind === 'program') {
    const program = { interpreter, source, mustReachEnd: true } as const;
    return passed((await runUntrusted(program, timeLimitMs)).outcome);
  }
  for (const { input, outputs } of tests.runs) {
    const program = { interpreter, source, input, mustReachEnd: false } as const;
    const { outcome, output } = await runUntrusted(program, timeLimitMs);
    const isRight = passed(outcome);
    if (isRight !== true) return isRight;
    if (!outputs.some((expected) => isSameOutput(output, expected))) return false;
  }
  return true;
}

function passed(outcome: Awaited<ReturnType<typeof runUntrusted>>['outcome']): boolean | null {
  return outcome === 'unavailable' ? null : outcome === 'ended';
}

/** Converts a source to one that Node or Python can run; undefined for an invalid program. */
async function runnable(source: string, languageId: string): Promise<string | undefined> {
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
  const trimmed = (text: string) =>
    text
      .trim()
      .split(/\r?\n/)
      .map((line) => line.trimEnd())
      .join('\n');
  return trimmed(one) === trimmed(other);
}
