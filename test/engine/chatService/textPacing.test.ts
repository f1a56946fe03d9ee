import assert from 'node:assert/strict';
import test from 'node:test';
import { TextPacing } from '../../../src/engine/chatService/textPacing.ts';

function pacing() {
  const handedOn: string[] = [];
  const clock = { nowMs: 0 };
  const text = new TextPacing(
    () => clock.nowMs,
    (piece) => handedOn.push(piece),
  );
  return { text, handedOn, clock };
}

test('the first piece is handed on at once', () => {
  const { text, handedOn } = pacing();
  text.push('a');
  assert.deepEqual(handedOn, ['a']);
});

test('pieces that come fast wait for the first one that is due', () => {
  const { text, handedOn, clock } = pacing();
  text.push('a');
  clock.nowMs = 5;
  text.push('b');
  clock.nowMs = 49;
  text.push('c');
  assert.deepEqual(handedOn, ['a']);
  clock.nowMs = 50;
  text.push('d');
  assert.deepEqual(handedOn, ['a', 'bcd']);
});

test('slow pieces are handed on one by one', () => {
  const { text, handedOn, clock } = pacing();
  for (const piece of ['a', 'b', 'c']) {
    text.push(piece);
    clock.nowMs += 60;
  }
  assert.deepEqual(handedOn, ['a', 'b', 'c']);
});

test('it is known beforehand whether a piece is handed on at once', () => {
  const { text, clock } = pacing();
  assert.equal(text.isDue, true);
  text.push('a');
  assert.equal(text.isDue, false);
  clock.nowMs = 50;
  assert.equal(text.isDue, true);
});

test('at the end what is held is handed on, once', () => {
  const { text, handedOn } = pacing();
  text.push('a');
  text.push('b');
  text.flush();
  text.flush();
  assert.deepEqual(handedOn, ['a', 'b']);
});
