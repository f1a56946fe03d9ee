import { computePercentiles, type Percentiles } from '../replay/summary.ts';

/** Returns the middle value, or the mean of the two middle ones. @throws RangeError for no values. */
export function computeMedian(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) throw new RangeError('Nothing has no median.');
  return (low + high) / 2;
}

/** Returns the mean. @throws RangeError for no values. */
export function computeMean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('Nothing has no mean.');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** One measurement of the engine, with the floor measured right before it. */
export interface Sample {
  /** Time in ms; null where the measurement failed and doesn't count. */
  readonly ms: number | null;
  /** Time of raw llama.cpp for the same work, or for the unit of the case, in ms. */
  readonly floorMs: number;
  /** Tokens that the model evaluated for it. */
  readonly evaluatedTokens: number;
  readonly promptTokens: number;
}

/** Limit of a ratio. */
export type Target = { readonly atMost: number } | { readonly atLeast: number };

/** The work of raw llama.cpp that a case is compared with. */
export type Baseline = 'decodeStep' | 'prefill' | 'slice' | 'batch';

export interface CaseOptions {
  readonly name: string;
  readonly against: Baseline;
  /**
   * `time`: multiple of the floor's time. `cpuTime`: the same for samples of CPU time. `speed`: multiple
   * of the floor's speed.
   */
  readonly ratioKind: 'time' | 'cpuTime' | 'speed';
  readonly target: Target | null;
}

/** Results of a case. Figures without a measurement are null. */
export interface CaseReport extends CaseOptions {
  /** The median of the samples' ratios. */
  readonly ratio: number | null;
  readonly ms: Percentiles | null;
  /** Median of the floor's times, in ms. */
  readonly floorMs: number | null;
  readonly evaluatedTokens: Percentiles | null;
  readonly promptTokens: Percentiles | null;
  readonly samples: number;
  readonly holds: boolean | null;
}

/**
 * Summarizes a case. Each sample is divided by its own floor before the median is taken, so that a
 * temporary slowdown of the machine affects both sides.
 */
export function summarizeCase(options: CaseOptions, allSamples: readonly Sample[]): CaseReport {
  const { ratioKind, target } = options;
  const samples = allSamples.flatMap((sample) =>
    sample.ms === null ? [] : [{ ...sample, ms: sample.ms }],
  );
  if (samples.length === 0) {
    const emptyFigures = { ratio: null, ms: null, floorMs: null, holds: null };
    return { ...options, ...emptyFigures, evaluatedTokens: null, promptTokens: null, samples: 0 };
  }
  const ratio = computeMedian(
    samples.map(({ ms, floorMs }) => (ratioKind === 'speed' ? floorMs / ms : ms / floorMs)),
  );
  const computeFigure = (figure: (sample: (typeof samples)[number]) => number): Percentiles =>
    computePercentiles(samples.map(figure));
  return {
    ...options,
    ratio: round(ratio),
    ms: roundPercentiles(computeFigure(({ ms }) => ms)),
    floorMs: round(computeMedian(samples.map(({ floorMs }) => floorMs))),
    evaluatedTokens: computeFigure(({ evaluatedTokens }) => evaluatedTokens),
    promptTokens: computeFigure(({ promptTokens }) => promptTokens),
    samples: samples.length,
    holds: target && keeps(ratio, target),
  };
}

function keeps(ratio: number, target: Target): boolean {
  return 'atMost' in target ? ratio <= target.atMost : ratio >= target.atLeast;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function roundPercentiles({ p50, p95, p99, max }: Percentiles): Percentiles {
  return { p50: round(p50), p95: round(p95), p99: round(p99), max: round(max) };
}
