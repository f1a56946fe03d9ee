import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import { replayTrace } from '../../scripts/replay/replayTrace.ts';
import type { TraceEvent } from '../../scripts/replay/trace.ts';
import { startEngine } from '../support/engineFixture.ts';

let engine: EngineProcess;
before(async () => {
  engine = await startEngine();
});
after(() => engine.stop());

/** Somebody types a line at the end of a file, and asks after each key. */
function typing(start: string, line: string): TraceEvent[] {
  const open: TraceEvent = { type: 'open', t: 0, uri: 'typed.ts', text: start };
  const keys = Array.from(line).flatMap((key, index): TraceEvent[] => {
    const offset = start.length + index;
    const expect = line.slice(index + 1);
    return [
      { type: 'edit', t: index, offset, remove: 0, insert: key },
      { type: 'request', t: index, offset: offset + 1, expect },
    ];
  });
  return [open, ...keys];
}

test('every request of a trace is answered, and typing costs what was typed', async () => {
  const start = 'const items = [1, 2, 3];\n'.repeat(12);
  const line = 'const total = items.reduce((sum, item) => sum + item, 0);';
  const requests = await replayTrace(typing(start, line), engine, { maxTokens: 16, paced: false });
  assert.equal(requests.length, line.length);
  assert.ok(requests.every(({ reason }) => reason !== 'failed' && reason !== 'documentChanged'));
  assert.equal(requests[0]?.cause, 'jump');
  // What may be torn isn't part of the prompt: most letters change nothing in it.
  const evaluated = requests.slice(1).map(({ evaluatedTokens }) => evaluatedTokens);
  assert.ok(Math.max(...evaluated) <= 3, JSON.stringify(evaluated));
  const sorted = evaluated.toSorted((one, other) => one - other);
  assert.ok((sorted[sorted.length >> 1] ?? Infinity) <= 1, JSON.stringify(evaluated));
});
