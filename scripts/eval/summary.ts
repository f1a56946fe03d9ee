import { spreadOf } from '../replay/summary.ts';
import type { EvalResult, Evaluation, FailedCase, Scored } from './evaluate.ts';

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
    ...figuresOf(evaluation),
    nothing: counts(reasons),
    byKind: grouped(evaluation, ({ kind }) => kind),
    byLanguage: grouped(evaluation, ({ language }) => language),
    midWord: figuresOf(only(evaluation, ({ isMidWord }) => isMidWord)),
  };
}

type Named = EvalResult | FailedCase;

function grouped(
  evaluation: Evaluation,
  groupOf: (named: Named) => string,
): Record<string, EvalFigures> {
  const names = [...evaluation.results, ...evaluation.failures].map(groupOf);
  return Object.fromEntries(
    [...new Set(names)].map((name) => [
      name,
      figuresOf(only(evaluation, (named) => groupOf(named) === name)),
    ]),
  );
}

function only({ results, failures }: Evaluation, isWanted: (named: Named) => boolean): Evaluation {
  return { results: results.filter(isWanted), failures: failures.filter(isWanted) };
}

function figuresOf({ results, failures }: Evaluation): EvalFigures {
  const sum = (figure: 'decodedTokens' | 'wastedTokens' | 'evaluatedTokens') =>
    results.reduce((total, { costs }) => total + costs[figure], 0);
  const { p50, p95 } = spreadOf(results.flatMap(({ costs }) => costs.ms));
  return {
    cases: results.length + failures.length,
    failed: failures.length,
    shown: textFigures(results.map(({ shown }) => shown)),
    raw: textFigures(results.map(({ raw }) => raw)),
    decodedTokens: sum('decodedTokens'),
    wastedTokens: sum('wastedTokens'),
    evaluatedTokens: sum('evaluatedTokens'),
    ms: { p50: Math.round(p50), p95: Math.round(p95) },
  };
}

function textFigures(scores: readonly Scored[]): TextFigures {
  const texts = scores.filter(({ text }) => text !== '');
  const of = (from: readonly Scored[], figure: (score: Scored) => boolean | number | null) =>
    mean(from.map(figure));
  return {
    share: of(scores, ({ text }) => text !== ''),
    passAt1: of(scores, ({ passes }) => passes),
    exactMatch: of(scores, ({ isExact }) => isExact),
    editSimilarity: of(scores, (score) => score.editSimilarity),
    firstLineExact: of(scores, ({ isFirstLineExact }) => isFirstLineExact),
    wrong: of(texts, ({ isWrong }) => isWrong),
    suffixDamage: of(texts, ({ damage }) => damage.length > 0),
    unbalancedBrackets: of(texts, ({ isUnbalanced }) => isUnbalanced),
    parseErrorsAdded: of(texts, ({ addsParseErrors }) => addsParseErrors),
    parseErrorsAgainstTrue: of(texts, ({ hasMoreErrorsThanTrue }) => hasMoreErrorsThanTrue),
  };
}

/** Returns the mean of the values that aren't null, to four decimals; null for none. */
function mean(values: readonly (boolean | number | null)[]): number | null {
  const known = values.flatMap((value) => (value === null ? [] : [Number(value)]));
  if (known.length === 0) return null;
  return round(known.reduce((total, value) => total + value, 0) / known.length);
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function counts(names: readonly string[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const name of names) found[name] = (found[name] ?? 0) + 1;
  return found;
}
