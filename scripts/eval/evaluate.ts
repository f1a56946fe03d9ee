import type { EngineProcess } from '../engine/engineProcess.ts';
import { secondsSince, say } from '../progress.ts';
import { askEngine, type Answer, type Costs } from './askEngine.ts';
import { isMidWord, type EvalCase } from './evalCase.ts';
import { passesTests } from './runTests.ts';
import type { Fill } from './score/filledDocument.ts';
import { scoreText, type TextScore } from './score/scoreText.ts';
import type { Strategy } from './strategy.ts';

/** A score of a text, with the result of its tests. */
export interface Scored extends TextScore {
  readonly passes: boolean | null;
}

/** A case, answered and scored. */
export interface EvalResult extends CaseName, Pick<Answer, 'reason' | 'droppedBy' | 'confidence'> {
  readonly shown: Scored;
  readonly raw: Scored;
  readonly costs: Costs;
}

/** A case that couldn't be run, and the reason. */
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
  readonly strategies: readonly Strategy[];
  /** Time limit of one run of a program, in ms. */
  readonly timeLimitMs: number;
}

/** Interval between two lines of progress, in ms. */
const progressMs = 15_000;

/**
 * Runs cases one after the other, each with all strategies. A case that can't be run is reported, and
 * the others still run.
 *
 * @returns an evaluation for each strategy, in their order.
 */
export async function evaluate(
  engine: EngineProcess,
  cases: readonly EvalCase[],
  options: EvaluateOptions,
): Promise<Evaluation[]> {
  const results: EvalResult[][] = [];
  const failures: FailedCase[] = [];
  const startedMs = Date.now();
  let saidMs = startedMs;
  for (const evalCase of cases) {
    const { id, kind, language } = evalCase;
    const name = { id, kind, language: language.id, isMidWord: isMidWord(evalCase) };
    try {
      const scored = await evaluateCase(engine, evalCase, options);
      results.push(scored.map((one) => ({ ...name, ...one })));
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
  return options.strategies.map((_, index) => ({
    results: results.flatMap((ofCase) => ofCase[index] ?? []),
    failures,
  }));
}

async function evaluateCase(
  engine: EngineProcess,
  evalCase: EvalCase,
  { strategies, timeLimitMs }: EvaluateOptions,
) {
  const answers = await askEngine(engine, evalCase, strategies);
  /** Scores by text: strategies mostly generate the same one. */
  const known = new Map<string, Promise<Scored>>();
  const score = (fill: Fill) => {
    const key = `${fill.replaces} ${fill.text}`;
    const scored = known.get(key) ?? scoredFill(evalCase, fill, timeLimitMs);
    known.set(key, scored);
    return scored;
  };
  const results = [];
  for (const { shown, raw, ...rest } of answers) {
    // At most two programs at once.
    const [one, other] = await Promise.all([score(shown), score(raw)]);
    results.push({ ...rest, shown: one, raw: other });
  }
  return results;
}

async function scoredFill(evalCase: EvalCase, fill: Fill, timeLimitMs: number): Promise<Scored> {
  const passes = await passesTests(evalCase, fill, timeLimitMs);
  return { ...(await scoreText(evalCase, fill)), passes };
}
