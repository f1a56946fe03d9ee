import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { carryAcceptedText } from '../../../src/completion/suggestion/acceptedText.ts';

const accepted = { start: 10, end: 20 };

function carryAfterEdit(start: number, removedLength: number, insertedText: string) {
  return carryAcceptedText(accepted, { start, removedLength, insertedText });
}

test('accepted text moves with changes before it', () => {
  assert.deepEqual(carryAfterEdit(0, 2, 'xyz'), {
    accepted: { start: 11, end: 21 },
    isDeleted: false,
  });
});

test('deleting its end removes a part of it', () => {
  assert.deepEqual(carryAfterEdit(19, 1, ''), {
    accepted: { start: 10, end: 19 },
    isDeleted: true,
  });
});

test('deleting all of it leaves nothing', () => {
  assert.deepEqual(carryAfterEdit(8, 14, ''), { accepted: undefined, isDeleted: true });
});

test('deleting text that was typed after it removes nothing', () => {
  assert.deepEqual(carryAfterEdit(20, 3, ''), { accepted, isDeleted: false });
});

test('replacing one of its words by another one removes nothing', () => {
  assert.equal(carryAfterEdit(12, 3, 'abc').isDeleted, false);
});

test('accepted text shrinks only by deletions', () => {
  fc.assert(
    fc.property(fc.nat({ max: 40 }), fc.nat({ max: 40 }), (start, removed) => {
      const carried = carryAfterEdit(start, removed, '');
      const { start: from, end: to } = carried.accepted ?? { start: 0, end: 0 };
      assert.ok(to - from <= 10);
      assert.equal(carried.isDeleted, to - from < 10);
    }),
  );
});
