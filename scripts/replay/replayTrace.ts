import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompleteResult, RequestMetrics } from '../../src/engine/protocol.ts';
import type { EngineProcess } from '../engine/engineProcess.ts';
import { causeOf, costlier, type Cause, type TraceEvent } from './trace.ts';

/** One request of a trace, answered. */
export interface ReplayedRequest extends RequestMetrics {
  readonly cause: Cause;
  /** What was suggested; '' for nothing. */
  readonly text: string;
  /** Why nothing was, or null. */
  readonly reason: string | null;
  /** What the person went on to type. */
  readonly expect: string;
}

export interface ReplayOptions {
  /** Longest completion, in tokens. */
  readonly maxTokens: number;
  /** Keep the trace's times instead of going as fast as the engine does. */
  readonly paced: boolean;
}

/** Does in the engine what a person did in an editor, event by event, and collects the answers. */
export async function replayTrace(
  events: readonly TraceEvent[],
  engine: EngineProcess,
  { maxTokens, paced }: ReplayOptions,
): Promise<ReplayedRequest[]> {
  const requests: ReplayedRequest[] = [];
  const startedMs = performance.now();
  let document = TextDocument.create('file:///nothing', 'plaintext', 0, '');
  let cause: Cause | undefined;
  for (const event of events) {
    if (paced) await until(startedMs + event.t);
    if (event.type === 'open') {
      const uri = await engine.open(event.text, `/trace/${event.uri}`);
      document = TextDocument.create(uri, 'plaintext', 1, event.text);
    } else if (event.type === 'edit') {
      document = await edit(engine, document, event);
    } else if (event.type === 'request') {
      const result = await engine.request('tramontane/complete', {
        textDocument: { uri: document.uri, version: document.version },
        position: document.positionAt(event.offset),
        lines: 'auto',
        maxTokens,
      });
      requests.push(replayed(result, cause ?? 'key', event.expect));
      cause = undefined;
      continue;
    }
    const next = causeOf(event);
    if (next !== undefined) cause = cause === undefined ? next : costlier(cause, next);
  }
  return requests;
}

async function edit(
  engine: EngineProcess,
  document: TextDocument,
  event: Extract<TraceEvent, { type: 'edit' }>,
): Promise<TextDocument> {
  const change = {
    range: {
      start: document.positionAt(event.offset),
      end: document.positionAt(event.offset + event.remove),
    },
    text: event.insert,
  };
  const version = document.version + 1;
  await engine.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri: document.uri, version },
    contentChanges: [change],
  });
  return TextDocument.update(document, [change], version);
}

function replayed(result: CompleteResult, cause: Cause, expect: string): ReplayedRequest {
  const said =
    result.kind === 'text'
      ? { text: result.text, reason: null }
      : { text: '', reason: result.reason };
  return { cause, ...result.metrics, ...said, expect };
}

/** Waits for a moment of the trace, as the person's editor did. */
function until(atMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, atMs - performance.now())));
}
