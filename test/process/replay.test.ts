import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import { measureReplay } from '../../scripts/replay/measureReplay.ts';
import type { TraceEvent } from '../../scripts/replay/trace.ts';
import { startEngine } from '../support/engineFixture.ts';

let engine: EngineProcess;
before(async () => {
  engine = await startEngine();
});
after(() => engine.stop());

/** A user types a line at the end of a file, with a request after each key. */
function typeLine(start: string, line: string): TraceEvent[] {
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

test('every request of a trace is answered, and a key costs only the tokens that it adds', async () => {
  const start = 'const items = [1, 2, 3];\n'.repeat(12);
  const line = 'const total = items.reduce((sum, item) => sum + item, 0);';
  const options = { maxTokens: 16, paced: false, settleSeconds: 0 };
  const { requests, work } = await measureReplay(typeLine(start, line), engine, options);
  assert.equal(requests.length, line.length);
  assert.ok(requests.every(({ isAnswered }) => isAnswered));
  assert.equal(requests[0]?.cause, 'jump');
  // A token that may still grow isn't part of the prompt: most letters leave it unchanged.
  const evaluated = requests.slice(1).map(({ evaluatedTokens }) => evaluatedTokens);
  assert.ok(Math.max(...evaluated) <= 3, JSON.stringify(evaluated));
  const sorted = evaluated.toSorted((one, other) => one - other);
  assert.ok((sorted[sorted.length >> 1] ?? Infinity) <= 1, JSON.stringify(evaluated));
  // The work of the engine includes at least the first prompt and the steps of the answers.
  assert.ok(work.prompt + work.prefetch >= requests[0].promptTokens, JSON.stringify(work));
  assert.ok(work.decode > 0 && work.total >= work.prompt + work.decode, JSON.stringify(work));
});
