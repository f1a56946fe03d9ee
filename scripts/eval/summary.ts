import { spreadOf } from '../replay/summary.ts';
import type { EvalResult, Evaluation, FailedCase, Scored } from './evaluate.ts';

/**
 * What texts are worth. Shares are 0 to 1, of all cases where nothing else is said; null where no
 * case tells. Nothing shown is no hit.
 */
export interface TextFigures {
  /** Share of the cases that got a text. */
  readonly share: number | null;
  readonly passAt1: number | null;
  readonly exactMatch: number | null;
  /** Mean. */
  readonly editSimilarity: number | null;
  readonly firstLineExact: number | null;
  /** From here on of the texts alone. */
  readonly wrong: number | null;
  readonly suffixDamage: number | null;
  readonly unbalancedBrackets: number | null;
  readonly parseErrorsAdded: number | null;
  readonly parseErrorsAgainstTrue: number | null;
}

/** What a group of cases came to. */
export interface EvalFigures {
  readonly cases: number;
  /** Cases that couldn't be run, and are in no other figure. */
  readonly failed: number;
  /** What a person would see. */
  readonly shown: TextFigures;
  /** What the model wrote. */
  readonly raw: TextFigures;
  readonly decodedTokens: number;
  readonly wastedTokens: number;
  readonly evaluatedTokens: number;
  /** Of an answer. */
  readonly ms: { readonly p50: number; readonly p95: number };
}

export interface EvalSummary extends EvalFigures {
  /** How often nothing was shown, by the reason. */
  readonly nothing: Readonly<Record<string, number>>;
  readonly byKind: Readonly<Record<string, EvalFigures>>;
  readonly byLanguage: Readonly<Record<string, EvalFigures>>;
  /** Cases with the cursor within a word. */
  readonly midWord: EvalFigures;
}

/** Sums up an evaluation, by kind and by language too. */
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

/** Of those that are known, to four decimals; null where none is. */
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
