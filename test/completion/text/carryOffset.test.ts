import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { carryOffset, differenceOf } from '../../../src/completion/text/carryOffset.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 40 });

test('a place keeps the text behind it through changes above, and before it through changes below', () => {
  fc.assert(
    fc.property(
      text,
      fc.nat(40),
      fc.nat(40),
      fc.nat(10),
      text,
      (whole, place, start, removed, inserted) => {
        const offset = Math.min(place, whole.length);
        const from = Math.min(start, whole.length);
        const change = {
          start: from,
          removed: Math.min(removed, whole.length - from),
          inserted: inserted.length,
        };
        const after = whole.slice(0, from) + inserted + whole.slice(from + change.removed);
        const carried = carryOffset(offset, change);
        if (offset <= from) assert.equal(after.slice(0, carried), whole.slice(0, offset));
        else if (offset >= from + change.removed) {
          assert.equal(after.slice(carried), whole.slice(offset));
        } else assert.equal(carried, from);
      },
    ),
  );
});

test('the difference of two texts makes one from the other', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { start, removed, inserted } = differenceOf(before, after);
      const made =
        before.slice(0, start) +
        after.slice(start, start + inserted) +
        before.slice(start + removed);
      assert.equal(made, after);
      assert.ok(start + removed <= before.length);
    }),
  );
});

test('equal texts have no difference', () => {
  assert.deepEqual(differenceOf('abab', 'abab'), { start: 4, removed: 0, inserted: 0 });
});
