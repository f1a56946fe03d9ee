/** Minimum time until the next event of a trace after which a request counts as a pause, in ms. */
const minPauseMs = 1000;

/** A request and its place in time. */
export interface TimedRequest {
  /** Time until the next event of the trace, in ms; null for the last event. */
  readonly pauseMs: number | null;
  /** True when the answer arrived before the next event. */
  readonly isAnswered: boolean;
}

/** Requests after which the user paused, and those of them that were answered in the pause. */
export interface PauseFigures {
  readonly requests: number;
  readonly answered: number;
  /** Null without such requests. */
  readonly share: number | null;
}

/** Counts the pauses of a trace. */
export function measurePauses(requests: readonly TimedRequest[]): PauseFigures {
  const paused = requests.filter(({ pauseMs }) => pauseMs !== null && pauseMs >= minPauseMs);
  const answered = paused.filter(({ isAnswered }) => isAnswered).length;
  const share = paused.length === 0 ? null : answered / paused.length;
  return { requests: paused.length, answered, share };
}
