import { alignedTable } from '../alignedTable.ts';
import type { RestAnswer } from './askAfterRest.ts';
import { isDoubled, isRight } from './rateText.ts';
import type { RestCase } from './restCase.ts';

/** An answer with its ratings. */
export interface RatedAnswer extends RestAnswer {
  readonly isRight: boolean;
  readonly isDoubled: boolean;
}

/** Both answers to a case. */
export interface RestResult {
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

export interface RestTotals {
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
export function rateAnswers(restCase: RestCase, rested: RestAnswer, fresh: RestAnswer): RestResult {
  const { file, before, typed, expect } = restCase;
  const rate = (answer: RestAnswer): RatedAnswer => ({
    ...answer,
    isRight: isRight(answer.text, restCase),
    isDoubled: isDoubled(answer.text, restCase),
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
export function totalResults(results: readonly RestResult[]): RestTotals {
  const total = (answers: readonly RatedAnswer[]): RatingTotals => ({
    shown: answers.filter(({ text }) => text !== '').length,
    right: answers.filter((answer) => answer.isRight).length,
    doubled: answers.filter((answer) => answer.isDoubled).length,
  });
  return {
    cases: results.length,
    equal: results.filter(({ isEqual }) => isEqual).length,
    rested: total(results.map(({ rested }) => rested)),
    fresh: total(results.map(({ fresh }) => fresh)),
  };
}

/** Formats the results of all cases as text. */
export function formatResults(results: readonly RestResult[]): string {
  const heads = ['', 'text', 'equal', 'right', 'doubled'];
  const rows = results.flatMap(({ file, line, expect, rested, fresh, isEqual }) => [
    [`${file}: ${line.trim()}`, JSON.stringify(expect), '', '', ''],
    ['  after a rest', ...formatAnswer(rested, formatFlag(isEqual))],
    ['  at once', ...formatAnswer(fresh, '')],
  ]);
  const { cases, equal, rested, fresh } = totalResults(results);
  const count = (name: string, totals: RatingTotals) =>
    `${name}: ${totals.shown} shown, ${totals.right} right, ${totals.doubled} doubled`;
  return [
    alignedTable([heads, ...rows], heads.length),
    `${cases} cases, ${equal} with equal texts`,
    count('after a rest', rested),
    count('at once', fresh),
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
