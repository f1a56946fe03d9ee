import type { EngineProcess } from '../engine/engineProcess.ts';
import { formatSecondsSince, printProgress } from '../progress.ts';
import { completeCase, type Answer, type Costs } from './askEngine.ts';
import { isMidWord, type EvalCase } from './evalCase.ts';
import { runTests } from './runTests.ts';
import type { Infill } from './score/filledDocument.ts';
import { scoreText, type TextScore } from './score/scoreText.ts';
import type { Strategy } from './strategy.ts';

/** A score of a text, with the result of its tests. */
export interface EvalScore extends TextScore {
  readonly passes: boolean | null;
}

/** A case, answered and scored. */
export interface EvalResult extends CaseInfo, Pick<Answer, 'reason' | 'droppedBy' | 'confidence'> {
  readonly suggestion: EvalScore;
  readonly raw: EvalScore;
  readonly costs: Costs;
}

/** A case that couldn't be run, and the reason. */
export interface FailedCase extends CaseInfo {
  readonly error: string;
}

interface CaseInfo {
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
  let lastProgressMs = startedMs;
  for (const evalCase of cases) {
    const { id, kind, language } = evalCase;
    const name = { id, kind, language: language.id, isMidWord: isMidWord(evalCase) };
    try {
      const scored = await evaluateCase(engine, evalCase, options);
      results.push(scored.map((one) => ({ ...name, ...one })));
    } catch (error) {
      if (engine.child.exitCode !== null || engine.child.signalCode !== null) throw error;
      const message = error instanceof Error ? error.message : String(error);
      printProgress(`${id} could not be run: ${message}`);
      failures.push({ ...name, error: message });
    }
    if (Date.now() - lastProgressMs < progressMs) continue;
    lastProgressMs = Date.now();
    const count = results.length + failures.length;
    printProgress(`  … ${count} of ${cases.length} cases (${formatSecondsSince(startedMs)})`);
  }
  return options.strategies.map((_, index) => ({
    results: results.flatMap((caseResults) => caseResults[index] ?? []),
    failures,
  }));
}

async function evaluateCase(
  engine: EngineProcess,
  evalCase: EvalCase,
  { strategies, timeLimitMs }: EvaluateOptions,
) {
  const answers = await completeCase(engine, evalCase, strategies);
  /** Scores by text: strategies mostly generate the same one. */
  const scoresByText = new Map<string, Promise<EvalScore>>();
  const score = (infill: Infill) => {
    const key = `${infill.replaces} ${infill.text}`;
    const scored = scoresByText.get(key) ?? scoreInfill(evalCase, infill, timeLimitMs);
    scoresByText.set(key, scored);
    return scored;
  };
  const results = [];
  for (const { suggestion, raw, ...rest } of answers) {
    // At most two programs at once.
    const [one, other] = await Promise.all([score(suggestion), score(raw)]);
    results.push({ ...rest, suggestion: one, raw: other });
  }
  return results;
}

async function scoreInfill(
  evalCase: EvalCase,
  infill: Infill,
  timeLimitMs: number,
): Promise<EvalScore> {
  const passes = await runTests(evalCase, infill, timeLimitMs);
  return { ...(await scoreText(evalCase, infill)), passes };
}
