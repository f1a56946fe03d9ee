import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { endWithin, startWithin } from '../../../src/completion/window/fitText.ts';

const text = fc
  .array(fc.constantFrom('a', '\n', ' ', '😀', 'é'), { maxLength: 400 })
  .map((units) => units.join(''));
const room = fc.integer({ min: 8, max: 120 });
/** Counts each code unit as a token. */
const count = (piece: string): number => piece.length;

test('both the end and the beginning that are taken fit', () => {
  fc.assert(
    fc.property(text, room, (whole, tokens) => {
      // One more where a surrogate pair would have been split.
      assert.ok(whole.length - startWithin(whole, tokens, count) <= tokens + 1);
      assert.ok(endWithin(whole, tokens, count) <= tokens);
    }),
  );
});

test('a text that fits is taken whole', () => {
  assert.equal(startWithin('abc', 3, count), 0);
  assert.equal(endWithin('abc', 3, count), 3);
});

/** Returns the last line with its line end, if it has one. */
function lastLine(whole: string): string {
  return /[^\n]*\n?$/u.exec(whole)?.[0] ?? '';
}

test('an end starts at a line start unless the last line itself does not fit', () => {
  fc.assert(
    fc.property(text, room, (whole, tokens) => {
      const start = startWithin(whole, tokens, count);
      const isLineStart = start === 0 || whole[start - 1] === '\n';
      assert.ok(isLineStart || count(lastLine(whole)) > tokens);
    }),
  );
});

test('an end holds as many whole lines as fit', () => {
  fc.assert(
    fc.property(text, room, (whole, tokens) => {
      const start = startWithin(whole, tokens, count);
      if (start === 0) return;
      fc.pre(count(lastLine(whole)) <= tokens);
      const lineBefore = whole.slice(0, start - 1).lastIndexOf('\n') + 1;
      assert.ok(whole.length - lineBefore > tokens, 'The line before would have fit as well.');
    }),
  );
});

test('a line that does not fit is cut inside, and its end fills the room', () => {
  const line = `first\n${'x'.repeat(300)}`;
  assert.equal(line.length - startWithin(line, 100, count), 100);
  const short = `${'x'.repeat(300)}\nshort`;
  assert.equal(short.slice(startWithin(short, 100, count)), 'short');
});

test('no half of a surrogate pair is left at a cut', () => {
  fc.assert(
    fc.property(text, room, (whole, tokens) => {
      assert.ok(!/^[\udc00-\udfff]/u.test(whole.slice(startWithin(whole, tokens, count))));
      assert.ok(!/[\ud800-\udbff]$/u.test(whole.slice(0, endWithin(whole, tokens, count))));
    }),
  );
});

test('an end starts at a line, a beginning ends after one', () => {
  const lines = '0123456789\n'.repeat(30);
  assert.equal(startWithin(lines, 100, count) % 11, 0);
  assert.equal(endWithin(lines, 100, count), 99);
});

test('the cost of the whole text changes the number of counts and nothing else', () => {
  fc.assert(
    fc.property(text, room, (whole, tokens) => {
      assert.equal(
        startWithin(whole, tokens, count, whole.length),
        startWithin(whole, tokens, count),
      );
    }),
  );
  let counts = 0;
  const countCalls = (piece: string): number => {
    counts++;
    return piece.length;
  };
  const lines = 'about as long as the others\n'.repeat(400);
  startWithin(lines, 3000, countCalls, lines.length);
  assert.ok(counts <= 6, String(counts));
});
