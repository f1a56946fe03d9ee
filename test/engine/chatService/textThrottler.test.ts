import assert from 'node:assert/strict';
import test from 'node:test';
import { TextThrottler } from '../../../src/engine/chatService/textThrottler.ts';

function createPacing() {
  const handedOn: string[] = [];
  const clock = { nowMs: 0 };
  const text = new TextThrottler(
    () => clock.nowMs,
    (piece) => handedOn.push(piece),
  );
  return { text, handedOn, clock };
}

test('the first piece is sent at once', () => {
  const { text, handedOn } = createPacing();
  text.push('a');
  assert.deepEqual(handedOn, ['a']);
});

test('fast pieces wait until the first one is due', () => {
  const { text, handedOn, clock } = createPacing();
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

test('slow pieces are sent one by one', () => {
  const { text, handedOn, clock } = createPacing();
  for (const piece of ['a', 'b', 'c']) {
    text.push(piece);
    clock.nowMs += 60;
  }
  assert.deepEqual(handedOn, ['a', 'b', 'c']);
});

test('it is known in advance whether a piece is sent at once', () => {
  const { text, clock } = createPacing();
  assert.equal(text.isDue, true);
  text.push('a');
  assert.equal(text.isDue, false);
  clock.nowMs = 50;
  assert.equal(text.isDue, true);
});

test('at the end the buffered text is sent, once', () => {
  const { text, handedOn } = createPacing();
  text.push('a');
  text.push('b');
  text.flush();
  text.flush();
  assert.deepEqual(handedOn, ['a', 'b']);
});
