import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { carryOffset, findTextChange } from '../../../src/completion/text/carryOffset.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 40 });

test('an offset keeps the text after it through changes above, and the text before it through changes below', () => {
  fc.assert(
    fc.property(
      text,
      fc.nat(40),
      fc.nat(40),
      fc.nat(10),
      text,
      (whole, place, start, removedLength, inserted) => {
        const offset = Math.min(place, whole.length);
        const from = Math.min(start, whole.length);
        const change = {
          start: from,
          removedLength: Math.min(removedLength, whole.length - from),
          insertedLength: inserted.length,
        };
        const after = whole.slice(0, from) + inserted + whole.slice(from + change.removedLength);
        const carried = carryOffset(offset, change);
        if (offset <= from) assert.equal(after.slice(0, carried), whole.slice(0, offset));
        else if (offset >= from + change.removedLength) {
          assert.equal(after.slice(carried), whole.slice(offset));
        } else assert.equal(carried, from);
      },
    ),
  );
});

test('the difference of two texts converts one into the other', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { start, removedLength, insertedLength } = findTextChange(before, after);
      const made =
        before.slice(0, start) +
        after.slice(start, start + insertedLength) +
        before.slice(start + removedLength);
      assert.equal(made, after);
      assert.ok(start + removedLength <= before.length);
    }),
  );
});

test('equal texts have no difference', () => {
  assert.deepEqual(findTextChange('abab', 'abab'), {
    start: 4,
    removedLength: 0,
    insertedLength: 0,
  });
});
