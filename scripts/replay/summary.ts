import { measureKeystrokes, type KeystrokeFigures } from './keystrokes.ts';
import type { ReplayMeasurement } from './measureReplay.ts';
import { measurePauses, type PauseFigures } from './pauses.ts';
import type { ReplayedRequest } from './replayTrace.ts';
import type { Cause } from './trace.ts';
import type { WorkTotals } from './workCounts.ts';

/** Distribution of a figure, by nearest rank: each value is one that occurred. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Costs of requests with the same cause. */
export interface CauseSummary {
  readonly requests: number;
  readonly promptTokens: Percentiles;
  readonly reusedTokens: Percentiles;
  readonly evaluatedTokens: Percentiles;
  readonly aheadTokens: Percentiles;
  readonly idleTokens: Percentiles;
  readonly minimumTokens: Percentiles;
  readonly decodeSteps: Percentiles;
  readonly wastedTokens: Percentiles;
  readonly cacheTokens: Percentiles;
  readonly cacheBytes: Percentiles;
  readonly timeToFirstTokenMs: Percentiles;
  readonly totalMs: Percentiles;
}

/** Share of its file that a prompt holds, over the requests in files that fit the window. */
export interface FileShare {
  readonly requests: number;
  readonly p50: number;
}

export interface ReplaySummary extends KeystrokeFigures {
  readonly requests: number;
  /** Prompt tokens evaluated for requests, over the whole trace. */
  readonly evaluatedTokens: number;
  readonly decodeSteps: number;
  /** Requests that showed a text. */
  readonly shown: number;
  /** Requests that a later event cancelled. */
  readonly cancelled: number;
  /** Prompt lengths. Requests that were cancelled before their turn have none. */
  readonly promptTokens: Percentiles;
  /** Null when no file fits the window. */
  readonly fileShare: FileShare | null;
  readonly pauses: PauseFigures;
  /** Forward passes over the trace, in tokens. */
  readonly work: WorkTotals;
  /** CPU seconds of the engine's process over the trace; null where the system doesn't report them. */
  readonly cpuSeconds: number | null;
  /** Requests that were repeated from scratch, and those of them with another answer. */
  readonly verify?: { readonly checked: number; readonly mismatches: number };
  readonly byCause: Partial<Record<Cause, CauseSummary>>;
}

/** Documents of a trace, compared with the window. */
export interface DocumentSizes {
  /** Tokens of the whole document at each request. */
  readonly documentTokens: readonly number[];
  readonly windowTokens: number;
}

/** Summarizes a replay, in total and by the cause of the requests. */
export function summarize(
  { requests, work, cpuSeconds }: ReplayMeasurement,
  sizes: DocumentSizes,
): ReplaySummary {
  const verified = requests.flatMap(({ verification: result }) => (result ? [result] : []));
  const verify = {
    checked: verified.length,
    mismatches: verified.filter(({ isEqual }) => !isEqual).length,
  };
  const causes = [...new Set(requests.map(({ cause }) => cause))];
  return {
    requests: requests.length,
    evaluatedTokens: sum(requests.map(({ evaluatedTokens }) => evaluatedTokens)),
    decodeSteps: sum(requests.map(({ decodeSteps }) => decodeSteps)),
    shown: requests.filter(({ hasSuggestion }) => hasSuggestion).length,
    cancelled: requests.filter(({ isCancelled }) => isCancelled).length,
    promptTokens: computePercentiles(
      requests.filter(hasPrompt).map(({ promptTokens }) => promptTokens),
    ),
    fileShare: measureFileShare(requests, sizes),
    pauses: measurePauses(requests),
    work,
    cpuSeconds,
    ...measureKeystrokes(requests),
    ...(verified.length > 0 ? { verify } : {}),
    byCause: Object.fromEntries(
      causes.map((cause) => [
        cause,
        summarizeCause(requests.filter((request) => request.cause === cause)),
      ]),
    ),
  };
}

/** Returns false for a request that was cancelled before its prompt was laid out. */
function hasPrompt({ isCancelled, promptTokens }: ReplayedRequest): boolean {
  return !isCancelled || promptTokens > 0;
}

function measureFileShare(
  requests: readonly ReplayedRequest[],
  { documentTokens, windowTokens }: DocumentSizes,
): FileShare | null {
  const shares = requests.flatMap((request, index) => {
    const tokens = documentTokens[index] ?? 0;
    const fitsWindow = tokens > 0 && tokens <= windowTokens;
    return fitsWindow && hasPrompt(request) ? [request.promptTokens / tokens] : [];
  });
  return shares.length === 0
    ? null
    : { requests: shares.length, p50: computePercentiles(shares).p50 };
}

function summarizeCause(requests: readonly ReplayedRequest[]): CauseSummary {
  const computeFigure = (figure: (request: ReplayedRequest) => number | null) =>
    computePercentiles(requests.map(figure).filter((value) => value !== null));
  return {
    requests: requests.length,
    promptTokens: computeFigure((request) => (hasPrompt(request) ? request.promptTokens : null)),
    reusedTokens: computeFigure((request) => request.reusedTokens),
    evaluatedTokens: computeFigure((request) => request.evaluatedTokens),
    aheadTokens: computeFigure((request) => request.prefetchedTokens),
    idleTokens: computeFigure((request) => request.repairTokens),
    minimumTokens: computeFigure((request) => request.prefixMissTokens),
    decodeSteps: computeFigure((request) => request.decodeSteps),
    wastedTokens: computeFigure((request) => request.wastedTokens),
    cacheTokens: computeFigure((request) => request.cacheTokens),
    cacheBytes: computeFigure((request) => request.cacheBytes),
    timeToFirstTokenMs: computeFigure((request) => request.timeToFirstTokenMs),
    totalMs: computeFigure((request) => request.totalMs),
  };
}

/** Returns the distribution of values in any order; zeros for none. */
export function computePercentiles(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((one, other) => one - other);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99), max: rank(1) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
