import type { TraceRequest } from '../../scripts/replay/traceRequests.ts';

/** Creates a request at the `║` of a drawing. */
export function requestAt(drawing: string): TraceRequest {
  const offset = drawing.indexOf('║');
  return {
    cause: 'key',
    text: drawing.replace('║', ''),
    offset,
    expect: '',
    typed: '',
    keys: 0,
    pauseMs: null,
  };
}

/** Returns numbered lines. */
export function numberedLines(count: number, from = 0): string {
  return Array.from({ length: count }, (_, index) => `line ${from + index}\n`).join('');
}
