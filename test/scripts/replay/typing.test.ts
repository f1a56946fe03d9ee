import assert from 'node:assert/strict';
import test from 'node:test';
import type { TraceEvent } from '../../../scripts/replay/trace.ts';
import { Typing } from '../../../scripts/replay/typing.ts';

function createEdit(offset: number, insert: string, remove = 0): TraceEvent {
  return { type: 'edit', t: 0, offset, remove, insert };
}

test('keys at the cursor are typed text, and an Enter is one key', () => {
  const typing = new Typing();
  typing.add({ type: 'cursor', t: 0, offset: 4 });
  typing.take();
  for (const event of [createEdit(4, 'a'), createEdit(5, '\n  '), createEdit(8, 'b')])
    typing.add(event);
  assert.deepEqual(typing.take(), { typedText: 'a\n  b', keys: 3 });
  assert.deepEqual(typing.take(), { typedText: '', keys: 0 });
});

test('a jump, a deletion and a paste interrupt the typed text', () => {
  for (const event of [
    { type: 'cursor', t: 0, offset: 9 } as const,
    createEdit(3, '', 1),
    createEdit(4, 'a whole line'),
    createEdit(7, 'a'),
  ]) {
    const typing = new Typing();
    typing.add({ type: 'cursor', t: 0, offset: 4 });
    typing.take();
    typing.add(event);
    assert.equal(typing.take().typedText, null, JSON.stringify(event));
  }
});

test('there is no typed text before the first key', () => {
  const typing = new Typing();
  typing.add({ type: 'open', t: 0, uri: 'a.ts', text: '' });
  assert.deepEqual(typing.take(), { typedText: null, keys: 0 });
});
