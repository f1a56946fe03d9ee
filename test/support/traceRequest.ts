import type { TraceRequest } from '../../scripts/replay/traceRequests.ts';

/** Creates a request at the `║` of a drawing. */
export function createTraceRequest(markedText: string): TraceRequest {
  const offset = markedText.indexOf('║');
  return {
    cause: 'key',
    text: markedText.replace('║', ''),
    offset,
    expect: '',
    typedText: '',
    keys: 0,
    pauseMs: null,
  };
}

/** Returns numbered lines. */
export function createNumberedLines(count: number, from = 0): string {
  return Array.from({ length: count }, (_, index) => `line ${from + index}\n`).join('');
}
