import { formatAlignedTable } from '../alignedTable.ts';
import type { PauseAnswer } from './askAfterRest.ts';
import { isRepetition, isCorrect } from './rateText.ts';
import type { PauseCase } from './restCase.ts';

/** An answer with its ratings. */
export interface RatedAnswer extends PauseAnswer {
  readonly isRight: boolean;
  readonly isDoubled: boolean;
}

/** Both answers to a case. */
export interface PauseResult {
  readonly file: string;
  /** The line of the cursor, up to the cursor. */
  readonly line: string;
  readonly expect: string;
  /** Answer after a rest and typing. */
  readonly rested: RatedAnswer;
  /** Answer of a new engine, at once. */
  readonly fresh: RatedAnswer;
  readonly isEqual: boolean;
}

export interface PauseTotals {
  readonly cases: number;
  readonly equal: number;
  readonly rested: RatingTotals;
  readonly fresh: RatingTotals;
}

interface RatingTotals {
  /** Cases with a suggestion. */
  readonly shown: number;
  readonly right: number;
  readonly doubled: number;
}

/** Rates both answers to a case. */
export function rateAnswers(
  pauseCase: PauseCase,
  rested: PauseAnswer,
  fresh: PauseAnswer,
): PauseResult {
  const { file, before, typed, expect } = pauseCase;
  const rate = (answer: PauseAnswer): RatedAnswer => ({
    ...answer,
    isRight: isCorrect(answer.text, pauseCase),
    isDoubled: isRepetition(answer.text, pauseCase),
  });
  return {
    file,
    line: (before + typed).split('\n').at(-1) ?? '',
    expect,
    rested: rate(rested),
    fresh: rate(fresh),
    isEqual: rested.text === fresh.text,
  };
}

/** Adds up the ratings. */
export function sumResults(results: readonly PauseResult[]): PauseTotals {
  const sumRatings = (answers: readonly RatedAnswer[]): RatingTotals => ({
    shown: answers.filter(({ text }) => text !== '').length,
    right: answers.filter((answer) => answer.isRight).length,
    doubled: answers.filter((answer) => answer.isDoubled).length,
  });
  return {
    cases: results.length,
    equal: results.filter(({ isEqual }) => isEqual).length,
    rested: sumRatings(results.map(({ rested }) => rested)),
    fresh: sumRatings(results.map(({ fresh }) => fresh)),
  };
}

/** Formats the results of all cases as text. */
export function formatResults(results: readonly PauseResult[]): string {
  const heads = ['', 'text', 'equal', 'right', 'doubled'];
  const rows = results.flatMap(({ file, line, expect, rested, fresh, isEqual }) => [
    [`${file}: ${line.trim()}`, JSON.stringify(expect), '', '', ''],
    ['  after a rest', ...formatAnswer(rested, formatFlag(isEqual))],
    ['  at once', ...formatAnswer(fresh, '')],
  ]);
  const { cases, equal, rested, fresh } = sumResults(results);
  const formatTotals = (name: string, totals: RatingTotals) =>
    `${name}: ${totals.shown} shown, ${totals.right} right, ${totals.doubled} doubled`;
  return [
    formatAlignedTable([heads, ...rows], heads.length),
    `${cases} cases, ${equal} with equal texts`,
    formatTotals('after a rest', rested),
    formatTotals('at once', fresh),
    '',
  ].join('\n');
}

function formatAnswer(answer: RatedAnswer, equal: string): string[] {
  const text = answer.reason === null ? JSON.stringify(answer.text) : `(${answer.reason})`;
  return [text, equal, formatFlag(answer.isRight), formatFlag(answer.isDoubled)];
}

function formatFlag(value: boolean): string {
  return value ? 'yes' : 'no';
}
