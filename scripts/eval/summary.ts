import { computePercentiles } from '../replay/summary.ts';
import type { EvalResult, Evaluation, FailedCase, EvalScore } from './evaluate.ts';

/**
 * Scores of texts. Shares are from 0 to 1, of all cases unless noted otherwise; null where no case has a
 * value. A case without a shown text counts as no hit.
 */
export interface TextFigures {
  /** Share of the cases that got a text. */
  readonly share: number | null;
  readonly passAt1: number | null;
  readonly exactMatch: number | null;
  /** Mean similarity. */
  readonly editSimilarity: number | null;
  readonly firstLineExact: number | null;
  /** Share of the texts only, like all fields below. */
  readonly wrong: number | null;
  readonly suffixDamage: number | null;
  readonly unbalancedBrackets: number | null;
  readonly parseErrorsAdded: number | null;
  readonly parseErrorsAgainstTrue: number | null;
}

/** Results of a group of cases. */
export interface EvalFigures {
  readonly cases: number;
  /** Number of cases that couldn't be run, which are in no other figure. */
  readonly failed: number;
  /** Texts that the user would see. */
  readonly shown: TextFigures;
  /** Texts that the model generated. */
  readonly raw: TextFigures;
  readonly decodedTokens: number;
  readonly wastedTokens: number;
  readonly evaluatedTokens: number;
  /** Time of an answer, in ms. */
  readonly ms: { readonly p50: number; readonly p95: number };
}

export interface EvalSummary extends EvalFigures {
  /** Number of cases without a suggestion, by reason. */
  readonly nothing: Readonly<Record<string, number>>;
  readonly byKind: Readonly<Record<string, EvalFigures>>;
  readonly byLanguage: Readonly<Record<string, EvalFigures>>;
  /** Cases with the cursor within a word. */
  readonly midWord: EvalFigures;
}

/** Summarizes an evaluation, in total, by kind and by language. */
export function summarizeEvaluation(evaluation: Evaluation): EvalSummary {
  const reasons = evaluation.results.flatMap(({ reason }) => (reason === null ? [] : [reason]));
  return {
    ...computeFigures(evaluation),
    nothing: countNames(reasons),
    byKind: groupFigures(evaluation, ({ kind }) => kind),
    byLanguage: groupFigures(evaluation, ({ language }) => language),
    midWord: computeFigures(filterEvaluation(evaluation, ({ isMidWord }) => isMidWord)),
  };
}

type CaseOutcome = EvalResult | FailedCase;

function groupFigures(
  evaluation: Evaluation,
  selectGroup: (outcome: CaseOutcome) => string,
): Record<string, EvalFigures> {
  const names = [...evaluation.results, ...evaluation.failures].map(selectGroup);
  return Object.fromEntries(
    [...new Set(names)].map((name) => [
      name,
      computeFigures(filterEvaluation(evaluation, (outcome) => selectGroup(outcome) === name)),
    ]),
  );
}

function filterEvaluation(
  { results, failures }: Evaluation,
  isIncluded: (outcome: CaseOutcome) => boolean,
): Evaluation {
  return { results: results.filter(isIncluded), failures: failures.filter(isIncluded) };
}

function computeFigures({ results, failures }: Evaluation): EvalFigures {
  const sum = (figure: 'decodedTokens' | 'wastedTokens' | 'evaluatedTokens') =>
    results.reduce((total, { costs }) => total + costs[figure], 0);
  const { p50, p95 } = computePercentiles(results.flatMap(({ costs }) => costs.ms));
  return {
    cases: results.length + failures.length,
    failed: failures.length,
    shown: computeTextFigures(results.map(({ suggestion }) => suggestion)),
    raw: computeTextFigures(results.map(({ raw }) => raw)),
    decodedTokens: sum('decodedTokens'),
    wastedTokens: sum('wastedTokens'),
    evaluatedTokens: sum('evaluatedTokens'),
    ms: { p50: Math.round(p50), p95: Math.round(p95) },
  };
}

function computeTextFigures(scores: readonly EvalScore[]): TextFigures {
  const texts = scores.filter(({ text }) => text !== '');
  const computeShare = (
    from: readonly EvalScore[],
    figure: (score: EvalScore) => boolean | number | null,
  ) => computeMean(from.map(figure));
  return {
    share: computeShare(scores, ({ text }) => text !== ''),
    passAt1: computeShare(scores, ({ passes }) => passes),
    exactMatch: computeShare(scores, ({ isExact }) => isExact),
    editSimilarity: computeShare(scores, (score) => score.editSimilarity),
    firstLineExact: computeShare(scores, ({ isFirstLineExact }) => isFirstLineExact),
    wrong: computeShare(texts, ({ isWrong }) => isWrong),
    suffixDamage: computeShare(texts, ({ damage }) => damage.length > 0),
    unbalancedBrackets: computeShare(texts, ({ isUnbalanced }) => isUnbalanced),
    parseErrorsAdded: computeShare(texts, ({ addsParseErrors }) => addsParseErrors),
    parseErrorsAgainstTrue: computeShare(
      texts,
      ({ hasMoreErrorsThanTrue }) => hasMoreErrorsThanTrue,
    ),
  };
}

/** Returns the mean of the values that aren't null, to four decimals; null for none. */
function computeMean(values: readonly (boolean | number | null)[]): number | null {
  const numbers = values.flatMap((value) => (value === null ? [] : [Number(value)]));
  if (numbers.length === 0) return null;
  return round(numbers.reduce((total, value) => total + value, 0) / numbers.length);
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function countNames(names: readonly string[]): Record<string, number> {
  const countByName: Record<string, number> = {};
  for (const name of names) countByName[name] = (countByName[name] ?? 0) + 1;
  return countByName;
}
