import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { findFittingEnd, findFittingStart } from '../../../src/completion/window/fitText.ts';

const text = fc
  .array(fc.constantFrom('a', '\n', ' ', '😀', 'é'), { maxLength: 400 })
  .map((units) => units.join(''));
const room = fc.integer({ min: 8, max: 120 });
/** Counts each code unit as a token. */
const countCharacters = (piece: string): number => piece.length;

test('both the beginning and the end that are taken fit', () => {
  fc.assert(
    fc.property(text, room, (whole, tokens) => {
      // One more where a surrogate pair would have been split.
      assert.ok(whole.length - findFittingStart(whole, tokens, countCharacters) <= tokens + 1);
      assert.ok(findFittingEnd(whole, tokens, countCharacters) <= tokens);
    }),
  );
});

test('a text that fits is taken whole', () => {
  assert.equal(findFittingStart('abc', 3, countCharacters), 0);
  assert.equal(findFittingEnd('abc', 3, countCharacters), 3);
});

/** Returns the last line with its line end, if it has one. */
function takeLastLine(whole: string): string {
  return /[^\n]*\n?$/u.exec(whole)?.[0] ?? '';
}

test('an end starts at a line start unless the last line itself does not fit', () => {
  fc.assert(
    fc.property(text, room, (whole, tokens) => {
      const start = findFittingStart(whole, tokens, countCharacters);
      const isLineStart = start === 0 || whole[start - 1] === '\n';
      assert.ok(isLineStart || countCharacters(takeLastLine(whole)) > tokens);
    }),
  );
});

test('an end holds as many whole lines as fit', () => {
  fc.assert(
    fc.property(text, room, (whole, tokens) => {
      const start = findFittingStart(whole, tokens, countCharacters);
      if (start === 0) return;
      fc.pre(countCharacters(takeLastLine(whole)) <= tokens);
      const lineBefore = whole.slice(0, start - 1).lastIndexOf('\n') + 1;
      assert.ok(whole.length - lineBefore > tokens, 'The line before would have fit as well.');
    }),
  );
});

test('a line that does not fit is cut inside, and its end fills the room', () => {
  const line = `first\n${'x'.repeat(300)}`;
  assert.equal(line.length - findFittingStart(line, 100, countCharacters), 100);
  const short = `${'x'.repeat(300)}\nshort`;
  assert.equal(short.slice(findFittingStart(short, 100, countCharacters)), 'short');
});

test('a cut never splits a surrogate pair', () => {
  fc.assert(
    fc.property(text, room, (whole, tokens) => {
      assert.ok(
        !/^[\udc00-\udfff]/u.test(whole.slice(findFittingStart(whole, tokens, countCharacters))),
      );
      assert.ok(
        !/[\ud800-\udbff]$/u.test(whole.slice(0, findFittingEnd(whole, tokens, countCharacters))),
      );
    }),
  );
});

test('an end starts at a line, a beginning ends after one', () => {
  const lines = '0123456789\n'.repeat(30);
  assert.equal(findFittingStart(lines, 100, countCharacters) % 11, 0);
  assert.equal(findFittingEnd(lines, 100, countCharacters), 99);
});

test('the cost of the whole text changes only the number of counts', () => {
  fc.assert(
    fc.property(text, room, (whole, tokens) => {
      assert.equal(
        findFittingStart(whole, tokens, countCharacters, whole.length),
        findFittingStart(whole, tokens, countCharacters),
      );
    }),
  );
  let counts = 0;
  const countCalls = (piece: string): number => {
    counts++;
    return piece.length;
  };
  const lines = 'about as long as the others\n'.repeat(400);
  findFittingStart(lines, 3000, countCalls, lines.length);
  assert.ok(counts <= 6, String(counts));
});
