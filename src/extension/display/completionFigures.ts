import type { RequestMetrics } from '../../engine/protocol.ts';

const numberFormat = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Formats a count: `1,204`. */
export function formatCount(count: number): string {
  return numberFormat.format(count);
}

/** Formats a number of tokens: `1 token`, `1,204 tokens`. */
export function formatTokens(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'token' : 'tokens'}`;
}

/** Formats milliseconds: `0.4 ms`, `12 ms`, `1,204 ms`. */
export function formatMs(ms: number): string {
  const isSmall = ms > 0 && ms < 9.95;
  return `${isSmall ? ms.toFixed(1) : numberFormat.format(ms)} ms`;
}

/** Figure of a completion, formatted for display. */
export interface CompletionFigure {
  readonly label: string;
  readonly value: string;
  /** Explanation of the value. */
  readonly note?: string;
}

/** Returns the cost of a completion in tokens. */
export function formatTokenFigures(metrics: RequestMetrics): CompletionFigure[] {
  const shownTokens = metrics.decodeSteps - metrics.wastedTokens;
  return [
    {
      label: 'Reused',
      value: `${formatCount(metrics.reusedTokens)} of ${formatCount(metrics.promptTokens)} prompt tokens`,
      ...createNote(metrics.reuse !== 'exact', reuseNotes[metrics.reuse]),
    },
    {
      label: 'Evaluated',
      value: formatTokens(metrics.evaluatedTokens),
      ...createNote(
        metrics.prefetchedTokens > 0,
        `${formatCount(metrics.prefetchedTokens)} of them ahead of the request`,
      ),
    },
    {
      label: 'Decoded',
      value: formatTokens(metrics.decodeSteps),
      note: `${formatCount(shownTokens)} shown, ${formatCount(metrics.wastedTokens)} wasted`,
    },
  ];
}

/** Returns the draft tokens of a completion and the tokens evaluated in idle time. */
export function formatDraftAndIdleFigures(metrics: RequestMetrics): CompletionFigure[] {
  return [
    {
      label: 'Drafted',
      value: formatTokens(metrics.draftedTokens),
      ...createNote(metrics.draftedTokens > 0, `${formatCount(metrics.acceptedTokens)} accepted`),
    },
    {
      label: 'In idle time',
      value: formatTokens(metrics.repairTokens),
      ...createNote(metrics.repairTokens > 0, 'to make the window whole or exact'),
    },
  ];
}

/** Returns the time that each step of a completion took. */
export function formatTimeFigures(metrics: RequestMetrics): CompletionFigure[] {
  const first = metrics.timeToFirstTokenMs;
  return [
    { label: 'Queue', value: formatMs(metrics.queueMs) },
    { label: 'Prefill', value: formatMs(metrics.prefillMs) },
    { label: 'Decode', value: formatMs(metrics.decodeMs) },
    { label: 'First token', value: first === null ? 'none' : formatMs(first) },
    { label: 'Total', value: formatMs(metrics.totalMs) },
  ];
}

const reuseNotes: Readonly<Record<RequestMetrics['reuse'], string>> = {
  exact: '',
  rolling: 'from a window that has moved on',
  patched: 'from a patched window',
};

function createNote(isNeeded: boolean, note: string): { readonly note?: string } {
  return isNeeded ? { note } : {};
}
