import { keystrokeFigures, type KeystrokeFigures } from './keystrokes.ts';
import type { ReplayedRequest } from './replayTrace.ts';
import type { Cause } from './trace.ts';

/** How a figure is spread: by nearest rank, so that each is one that occurred. */
export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** What requests of one kind cost. */
export interface CauseSummary {
  readonly requests: number;
  readonly promptTokens: Spread;
  readonly reusedTokens: Spread;
  readonly evaluatedTokens: Spread;
  readonly aheadTokens: Spread;
  readonly idleTokens: Spread;
  readonly minimumTokens: Spread;
  readonly decodeSteps: Spread;
  readonly wastedTokens: Spread;
  readonly cacheTokens: Spread;
  readonly cacheBytes: Spread;
  readonly timeToFirstTokenMs: Spread;
  readonly totalMs: Spread;
}

export interface ReplaySummary extends KeystrokeFigures {
  readonly requests: number;
  /** Tokens of prompts that the model evaluated, over the whole trace. */
  readonly evaluatedTokens: number;
  readonly decodeSteps: number;
  /** Requests that showed a text. */
  readonly shown: number;
  /** Requests that the person didn't wait for. */
  readonly cancelled: number;
  /** Requests that were made again from scratch, and those of them that said something else. */
  readonly verify?: { readonly checked: number; readonly mismatches: number };
  readonly byCause: Partial<Record<Cause, CauseSummary>>;
}

/** Sums up a replay, and spreads its figures by what led to the requests. */
export function summarize(requests: readonly ReplayedRequest[]): ReplaySummary {
  const verified = requests.flatMap(({ verified: result }) => (result ? [result] : []));
  const verify = {
    checked: verified.length,
    mismatches: verified.filter(({ isEqual }) => !isEqual).length,
  };
  const causes = [...new Set(requests.map(({ cause }) => cause))];
  return {
    requests: requests.length,
    evaluatedTokens: sum(requests.map(({ evaluatedTokens }) => evaluatedTokens)),
    decodeSteps: sum(requests.map(({ decodeSteps }) => decodeSteps)),
    shown: requests.filter(({ isShown }) => isShown).length,
    cancelled: requests.filter(({ isCancelled }) => isCancelled).length,
    ...keystrokeFigures(requests),
    ...(verified.length > 0 ? { verify } : {}),
    byCause: Object.fromEntries(
      causes.map((cause) => [
        cause,
        ofCause(requests.filter((request) => request.cause === cause)),
      ]),
    ),
  };
}

function ofCause(requests: readonly ReplayedRequest[]): CauseSummary {
  const spread = (figure: (request: ReplayedRequest) => number | null) =>
    spreadOf(requests.map(figure).filter((value) => value !== null));
  return {
    requests: requests.length,
    promptTokens: spread((request) => request.promptTokens),
    reusedTokens: spread((request) => request.reusedTokens),
    evaluatedTokens: spread((request) => request.evaluatedTokens),
    aheadTokens: spread((request) => request.aheadTokens),
    idleTokens: spread((request) => request.idleTokens),
    minimumTokens: spread((request) => request.minimumTokens),
    decodeSteps: spread((request) => request.decodeSteps),
    wastedTokens: spread((request) => request.wastedTokens),
    cacheTokens: spread((request) => request.cacheTokens),
    cacheBytes: spread((request) => request.cacheBytes),
    timeToFirstTokenMs: spread((request) => request.timeToFirstTokenMs),
    totalMs: spread((request) => request.totalMs),
  };
}

/** @param values in any order; none give zeros. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99), max: rank(1) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
