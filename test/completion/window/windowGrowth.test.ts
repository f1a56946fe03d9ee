import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { WindowPosition } from '../../../src/completion/window/windowLayout.ts';
import { findGrowth } from '../../../src/completion/window/windowGrowth.ts';
import { createWindowView } from '../../../src/completion/window/windowView.ts';

/** Format in which a code unit is a token. */
const format = { tokenizeContinuation: (text: string) => Array.from(text, () => 1) };

const before = 'one\ntwo\nthree\nfour\n';
const after = 'five\nsix\nseven\n';
const at = createWindowView(before + after, before.length);
const goal: WindowPosition = { anchor: 0, suffix: after, context: '// a\n// b\n' };

/** Returns all places of a window that grows to the goal. */
function listGrowth(place: WindowPosition, maxTokens: number): WindowPosition[] {
  const next = findGrowth(at, place, goal, maxTokens, format);
  return next === undefined ? [] : [next, ...listGrowth(next, maxTokens)];
}

test('the nearest lines above come first, then those after the suffix block, then the context', () => {
  const start = { anchor: before.indexOf('four'), suffix: 'five\n', context: '' };
  assert.deepEqual(
    listGrowth(start, 8).map(({ anchor, suffix, context }) => [
      before.slice(anchor, start.anchor),
      suffix.slice(start.suffix.length),
      context,
    ]),
    [
      ['three\n', '', ''],
      ['one\ntwo\nthree\n', '', ''],
      ['one\ntwo\nthree\n', 'six\n', ''],
      ['one\ntwo\nthree\n', 'six\nseven\n', ''],
      ['one\ntwo\nthree\n', 'six\nseven\n', '// b\n'],
      ['one\ntwo\nthree\n', 'six\nseven\n', '// a\n// b\n'],
    ],
  );
});

test('a line that is longer than a piece is read in pieces, its end first', () => {
  const start = { anchor: before.indexOf('four'), suffix: after, context: goal.context };
  const [first, second] = listGrowth(start, 4);
  assert.equal(before.slice(first?.anchor, start.anchor), 'ree\n');
  assert.equal(before.slice(second?.anchor, start.anchor), 'three\n');
});

test('a window with other text does not grow', () => {
  const place = { ...goal, suffix: 'six', context: '' };
  assert.equal(findGrowth(at, place, goal, 8, format), undefined);
  assert.equal(findGrowth(at, { ...goal, context: '// c\n' }, goal, 8, format), undefined);
  assert.equal(findGrowth(at, goal, goal, 8, format), undefined);
});

test('a piece that holds no token adds nothing', () => {
  const starts = [{ anchor: 4 }, { suffix: 'five\n' }, { context: '// b\n' }];
  for (const start of starts) {
    assert.equal(findGrowth(at, { ...goal, ...start }, goal, 0, format), undefined);
  }
});

test('with pieces of any size a window reaches its goal, and no piece is larger', () => {
  const anyStart = fc.record({
    anchor: fc.nat(before.length),
    suffix: fc.nat(after.length).map((length) => after.slice(0, length)),
    context: fc.nat(goal.context.length).map((length) => goal.context.slice(length)),
  });
  fc.assert(
    fc.property(anyStart, fc.integer({ min: 1, max: 20 }), (start, maxTokens) => {
      // A copy, because `fc.record` may make objects without a prototype, which never equal the goal.
      const places = [{ ...start }, ...listGrowth(start, maxTokens)];
      assert.deepEqual(places.at(-1), goal);
      const sizes = places.map(
        ({ anchor, suffix, context }) => suffix.length + context.length - anchor,
      );
      for (const [index, size] of sizes.slice(1).entries()) {
        assert.ok(size - (sizes[index] ?? 0) <= maxTokens);
      }
    }),
  );
});
