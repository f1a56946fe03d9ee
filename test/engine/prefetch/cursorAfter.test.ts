import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { findCursorAfter, isAtCursor } from '../../../src/engine/prefetch/findCursorAfter.ts';

test('a change is at the cursor if its start, its end or the text between is there', () => {
  const change = { start: 3, removedLength: 2, insertedLength: 7 };
  assert.deepEqual(
    [2, 3, 4, 5, 6].map((cursor) => isAtCursor(change, cursor)),
    [false, true, true, true, false],
  );
  assert.equal(isAtCursor(change, undefined), false);
});

test('the cursor is after the text that was typed at it', () => {
  assert.equal(
    findCursorAfter([{ start: 3, removedLength: 0, insertedLength: 2 }], 3, 'a = bc'),
    5,
  );
  assert.equal(findCursorAfter([{ start: 3, removedLength: 2, insertedLength: 1 }], 5, 'a = b'), 4);
  // Backspace.
  assert.equal(findCursorAfter([{ start: 2, removedLength: 1, insertedLength: 0 }], 3, 'ab'), 2);
});

test('between brackets and quotes that the editor closed, the cursor stays', () => {
  for (const pair of ['()', '[]', '{}', '""', "''", '``']) {
    assert.equal(
      findCursorAfter([{ start: 1, removedLength: 0, insertedLength: 2 }], 1, `f${pair}`),
      2,
      pair,
    );
  }
  for (const text of ['f)(', 'f(]', 'fab']) {
    assert.equal(
      findCursorAfter([{ start: 1, removedLength: 0, insertedLength: 2 }], 1, text),
      3,
      text,
    );
  }
  // A pair within a longer text was not closed by the editor.
  assert.equal(findCursorAfter([{ start: 1, removedLength: 0, insertedLength: 4 }], 1, 'f();;'), 5);
});

test('changes elsewhere move the cursor with its text', () => {
  assert.equal(findCursorAfter([{ start: 0, removedLength: 1, insertedLength: 4 }], 5, ''), 8);
  assert.equal(findCursorAfter([{ start: 6, removedLength: 1, insertedLength: 4 }], 5, ''), 5);
});

test('several changes apply in turn', () => {
  const changes = [
    { start: 0, removedLength: 0, insertedLength: 3 },
    { start: 5, removedLength: 0, insertedLength: 1 },
  ];
  assert.equal(findCursorAfter(changes, 2, 'abcdef'), 6);
});

test('an unknown cursor is at the end of the first change, and at the start without changes', () => {
  assert.equal(
    findCursorAfter([{ start: 4, removedLength: 0, insertedLength: 1 }], undefined, 'abcde'),
    5,
  );
  assert.equal(findCursorAfter([], undefined, 'abc'), 0);
  assert.equal(findCursorAfter([], 2, 'abc'), 2);
});

test('text that is typed character by character leaves the cursor after it', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.string({ maxLength: 10 }), (start, typed) => {
      let cursor = start;
      for (const unit of typed.split('')) {
        cursor = findCursorAfter(
          [{ start: cursor, removedLength: 0, insertedLength: 1 }],
          cursor,
          unit,
        );
      }
      assert.equal(cursor, start + typed.length);
    }),
  );
});
