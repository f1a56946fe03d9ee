import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { carryAccepted } from '../../../src/completion/suggestion/acceptedText.ts';

const accepted = { start: 10, end: 20 };

function after(start: number, removed: number, inserted: string) {
  return carryAccepted(accepted, { start, removed, inserted });
}

test('accepted text moves with what changes before it', () => {
  assert.deepEqual(after(0, 2, 'xyz'), { accepted: { start: 11, end: 21 }, isTakenBack: false });
});

test('deleting its end takes some of it back', () => {
  assert.deepEqual(after(19, 1, ''), { accepted: { start: 10, end: 19 }, isTakenBack: true });
});

test('deleting all of it leaves nothing', () => {
  assert.deepEqual(after(8, 14, ''), { accepted: undefined, isTakenBack: true });
});

test('deleting what was typed behind it takes nothing back', () => {
  assert.deepEqual(after(20, 3, ''), { accepted, isTakenBack: false });
});

test('writing another word in the place of one of its own takes nothing back', () => {
  assert.equal(after(12, 3, 'abc').isTakenBack, false);
});

test('accepted text only ever shrinks by deletions', () => {
  fc.assert(
    fc.property(fc.nat({ max: 40 }), fc.nat({ max: 40 }), (start, removed) => {
      const carried = after(start, removed, '');
      const { start: from, end: to } = carried.accepted ?? { start: 0, end: 0 };
      assert.ok(to - from <= 10);
      assert.equal(carried.isTakenBack, to - from < 10);
    }),
  );
});
