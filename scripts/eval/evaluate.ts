import type { EngineProcess } from '../engine/engineProcess.ts';
import { secondsSince, say } from '../progress.ts';
import { askEngine, type Answer, type Costs } from './askEngine.ts';
import { isMidWord, type EvalCase } from './evalCase.ts';
import { passesTests } from './runTests.ts';
import { scoreText, type TextScore } from './score/scoreText.ts';
import type { Strategy } from './strategy.ts';

/** A text with what it is worth, also when it is run. */
export interface Scored extends TextScore {
  readonly passes: boolean | null;
}

/** A case, answered and scored. */
export interface EvalResult extends CaseName, Pick<Answer, 'reason' | 'droppedBy' | 'confidence'> {
  readonly shown: Scored;
  readonly raw: Scored;
  readonly costs: Costs;
}

/** A case that came to nothing, and why. */
export interface FailedCase extends CaseName {
  readonly error: string;
}

interface CaseName {
  readonly id: string;
  readonly kind: string;
  readonly language: string;
  readonly isMidWord: boolean;
}

export interface Evaluation {
  readonly results: readonly EvalResult[];
  readonly failures: readonly FailedCase[];
}

export interface EvaluateOptions {
  readonly strategy: Strategy;
  /** Of one run of a program, in ms. */
  readonly timeLimitMs: number;
}

/** Between two lines of progress, in ms. */
const progressMs = 15_000;

/** Runs cases one after the other. A case that can't be run is told, and the rest goes on. */
export async function evaluate(
  engine: EngineProcess,
  cases: readonly EvalCase[],
  options: EvaluateOptions,
): Promise<Evaluation> {
  const results: EvalResult[] = [];
  const failures: FailedCase[] = [];
  const startedMs = Date.now();
  let saidMs = startedMs;
  for (const evalCase of cases) {
    const { id, kind, language } = evalCase;
    const name = { id, kind, language: language.id, isMidWord: isMidWord(evalCase) };
    try {
      results.push({ ...name, ...(await evaluateCase(engine, evalCase, options)) });
    } catch (error) {
      if (engine.child.exitCode !== null || engine.child.signalCode !== null) throw error;
      const message = error instanceof Error ? error.message : String(error);
      say(`${id} could not be run: ${message}`);
      failures.push({ ...name, error: message });
    }
    if (Date.now() - saidMs < progressMs) continue;
    saidMs = Date.now();
    const count = results.length + failures.length;
    say(`  … ${count} of ${cases.length} cases (${secondsSince(startedMs)})`);
  }
  return { results, failures };
}

async function evaluateCase(
  engine: EngineProcess,
  evalCase: EvalCase,
  { strategy, timeLimitMs }: EvaluateOptions,
) {
  const { shown, raw, ...rest } = await askEngine(engine, evalCase, strategy);
  const isSame = shown.text === raw.text && shown.replaces === raw.replaces;
  const shownPasses = passesTests(evalCase, shown, timeLimitMs);
  // Two programs at once, at the most.
  const rawPasses = isSame ? shownPasses : passesTests(evalCase, raw, timeLimitMs);
  const [one, other] = await Promise.all([shownPasses, rawPasses]);
  return {
    ...rest,
    shown: { ...(await scoreText(evalCase, shown)), passes: one },
    raw: { ...(await scoreText(evalCase, raw)), passes: other },
  };
}
