import { alignedTable } from '../alignedTable.ts';
import { spreadOf, type Spread } from '../replay/summary.ts';

/** What one way of asking cost over a trace. */
export interface PeerFigures {
  readonly name: string;
  /** Tokens of prompts evaluated, over the whole trace. */
  readonly evaluatedTokens: number;
  /** The same, by request. */
  readonly byRequest: Spread;
  /** Tokens of the prompts, by request: how much of the file the model sees. */
  readonly promptTokens: Spread;
  /** Tokens evaluated while nobody waited, that no request needed; not among the others. */
  readonly idleTokens: number;
  /** Until the first token, by request, in ms; null where nothing ran. */
  readonly promptMs: Spread | null;
  /** How many times as many tokens as Tramontane evaluated. */
  readonly ratio: number;
}

/** A trace on both sides. */
export interface PeerReport {
  readonly trace: string;
  readonly requests: number;
  /** Tramontane first. */
  readonly figures: readonly PeerFigures[];
}

/** The cost of each request by one way of asking, in the trace's order. */
export interface Measured {
  readonly name: string;
  readonly evaluatedTokens: readonly number[];
  readonly promptTokens: readonly number[];
  readonly idleTokens: number;
  readonly promptMs: readonly number[] | null;
}

/** @param ours comes first in the report; the ratios are to its tokens. */
export function reportOf(trace: string, ours: Measured, others: readonly Measured[]): PeerReport {
  const base = sum(ours.evaluatedTokens);
  return {
    trace,
    requests: ours.evaluatedTokens.length,
    figures: [ours, ...others].map((measured) => figuresOf(measured, base)),
  };
}

function figuresOf(measured: Measured, base: number): PeerFigures {
  const { name, evaluatedTokens, promptTokens, idleTokens, promptMs } = measured;
  return {
    name,
    evaluatedTokens: sum(evaluatedTokens),
    byRequest: spreadOf(evaluatedTokens),
    promptTokens: spreadOf(promptTokens),
    idleTokens,
    promptMs: promptMs && spreadOf(promptMs),
    ratio: Math.round((sum(evaluatedTokens) / Math.max(1, base)) * 100) / 100,
  };
}

/** A report as lines of text in columns. */
export function asTable({ trace, requests, figures }: PeerReport): string {
  const heads = [
    '',
    'tokens evaluated',
    'ratio',
    'p50',
    'p95',
    'max',
    'in idle time',
    'prompt p50',
    'ms to first p50',
    'p95',
  ];
  const rows = figures.map(({ promptTokens, promptMs, ...figure }) =>
    [
      figure.name,
      figure.evaluatedTokens,
      figure.ratio,
      figure.byRequest.p50,
      figure.byRequest.p95,
      figure.byRequest.max,
      figure.idleTokens,
      promptTokens.p50,
      promptMs?.p50.toFixed(1) ?? '',
      promptMs?.p95.toFixed(1) ?? '',
    ].map(String),
  );
  return `${trace}: ${requests} requests\n${alignedTable([heads, ...rows])}\n`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
