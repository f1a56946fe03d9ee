import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { beginningWithin, endWithin } from '../../../src/completion/prompt/promptWindow.ts';

const text = fc.string({ unit: fc.constantFrom('a', '\n', ' ', '😀', 'é'), maxLength: 400 });
const size = fc.integer({ min: 8, max: 120 });

test('the end within a window is an end of the text and fits', () => {
  fc.assert(
    fc.property(text, size, (whole, room) => {
      const end = endWithin(whole, room);
      assert.ok(whole.endsWith(end));
      // One more where a surrogate pair would have been split.
      assert.ok(end.length <= room + 1);
    }),
  );
});

test('a text that fits is kept whole', () => {
  assert.equal(endWithin('abc', 3), 'abc');
  assert.equal(beginningWithin('abc', 3), 'abc');
});

test('at least half of a window is used when the text is longer than it', () => {
  fc.assert(
    fc.property(text, size, (whole, room) => {
      fc.pre(whole.length > room);
      assert.ok(endWithin(whole, room).length >= room / 2 - 2);
    }),
  );
});

test('between two steps typing only appends', () => {
  const line = 'const value = compute(1);\n';
  let document = line.repeat(20);
  let moves = 0;
  let before = endWithin(document, 400);
  for (let typed = 0; typed < 400; typed++) {
    document += 'x';
    const now = endWithin(document, 400);
    if (now !== `${before}x`) moves++;
    before = now;
  }
  assert.equal(moves, 4);
});

test('the end starts at a line where one starts nearby', () => {
  const end = endWithin('0123456789\n'.repeat(30), 100);
  assert.ok(end.startsWith('0123456789\n'));
});

test('the beginning within a window ends at a line end where there is one', () => {
  assert.equal(beginningWithin('one\ntwo\nthree', 9), 'one\ntwo\n');
  assert.equal(beginningWithin('onetwothree', 4), 'onet');
});

test('no half of a surrogate pair is left at a cut', () => {
  fc.assert(
    fc.property(text, size, (whole, room) => {
      assert.ok(!/^[\udc00-\udfff]/.test(endWithin(whole, room)));
      assert.ok(!/[\ud800-\udbff]$/.test(beginningWithin(whole, room)));
    }),
  );
});
