import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  accept,
  isWrong,
  measureKeystrokes,
  type TypedRequest,
} from '../../../scripts/replay/keystrokes.ts';

/** Returns the requests of a user who types a line, with suggestions before it and after each key. */
function createRequests(line: string, suggest: (typed: number) => string): TypedRequest[] {
  return Array.from({ length: line.length + 1 }, (_, typed) => ({
    text: suggest(typed),
    expect: line.slice(typed),
    isCancelled: false,
    typedText: typed === 0 ? null : line.charAt(typed - 1),
    keys: typed === 0 ? 0 : 1,
  }));
}

const line = 'const a = b;';

test('a correct suggestion at the start costs one key for the whole line', () => {
  const figures = measureKeystrokes(createRequests(line, (typed) => line.slice(typed)));
  assert.equal(figures.keystrokeSaving, 1 - 1 / line.length);
  assert.equal(figures.suggestionsShown, 1);
  assert.equal(figures.wrongShown, 0);
  assert.equal(figures.flickers, 0);
});

test('without suggestions nothing is saved and nothing is shown', () => {
  const figures = measureKeystrokes(createRequests(line, () => ''));
  assert.deepEqual(figures, {
    keys: line.length,
    keystrokeSaving: 0,
    suggestionsShown: 0,
    wrongShown: 0,
    wrongShownPer100Keys: 0,
    flickers: 0,
  });
});

test('without keys there are no shares', () => {
  const figures = measureKeystrokes([]);
  assert.equal(figures.keystrokeSaving, null);
  assert.equal(figures.wrongShownPer100Keys, null);
});

test('a suggestion that becomes wrong is accepted up to its last correct word', () => {
  assert.deepEqual(accept('const a = c;', line), { length: 'const a ='.length, keys: 3 });
  assert.deepEqual(accept('constant', line), { length: 0, keys: 0 });
  assert.deepEqual(accept(line, `${line}\nmore`), { length: line.length, keys: 1 });
  assert.deepEqual(accept('a();\nb();\nx', 'a();\nb();\ny'), { length: 10, keys: 2 });
});

test('a wrong suggestion counts once while it stays', () => {
  const figures = measureKeystrokes(createRequests('ab', () => 'xyz'));
  // After each key another one begins, because the user doesn't type along the first.
  assert.equal(figures.wrongShown, 2);
  assert.equal(figures.suggestionsShown, 3);
  assert.equal(figures.flickers, 0);
});

test('if the next text is unknown, nothing is wrong', () => {
  assert.equal(isWrong('anything', ''), false);
  assert.equal(isWrong('foo(bar)', 'foo'), false);
  assert.equal(isWrong('foo', 'bar'), true);
  assert.equal(isWrong('const b', line), false);
});

test('a suggestion that is replaced while the user types it flickers', () => {
  const other = measureKeystrokes(
    createRequests('abc', (typed) => ['abc', 'xy', 'c', ''][typed] ?? ''),
  );
  assert.equal(other.flickers, 1);
  const gone = measureKeystrokes(
    createRequests('abc', (typed) => ['abc', '', '', ''][typed] ?? ''),
  );
  assert.equal(gone.flickers, 1);
  const grown = measureKeystrokes(
    createRequests('abc', (typed) => ['ab', 'bc', 'c', ''][typed] ?? ''),
  );
  assert.equal(grown.flickers, 0);
  assert.equal(grown.suggestionsShown, 1);
});

test('a jump removes the shown suggestion and the accepted text', () => {
  const [first, ...others] = createRequests('abcd', (typed) => 'abcd'.slice(typed));
  assert.ok(first);
  const jumped = [first, ...others.map((request) => ({ ...request, typedText: null }))];
  const figures = measureKeystrokes(jumped);
  assert.equal(figures.keystrokeSaving, 0);
  assert.equal(figures.flickers, 0);
});

test('a cancelled answer shows nothing, and hides nothing', () => {
  const requests = createRequests('abc', (typed) => (typed === 1 ? '' : 'abc'.slice(typed)));
  const cancelled = requests.map((request, index) => ({ ...request, isCancelled: index === 1 }));
  const figures = measureKeystrokes(cancelled);
  assert.equal(figures.flickers, 0);
  assert.equal(figures.suggestionsShown, 1);
});

const anyTyping = fc
  .tuple(
    fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n'), minLength: 1, maxLength: 12 }),
    fc.array(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n'), maxLength: 6 }), {
      minLength: 13,
      maxLength: 13,
    }),
  )
  .map(([typed, texts]) => createRequests(typed, (index) => texts[index] ?? ''));

test('savings are a share, wrong suggestions are shown ones, and a suggestion flickers at most once', () => {
  fc.assert(
    fc.property(anyTyping, (requests) => {
      const figures = measureKeystrokes(requests);
      assert.ok(figures.keystrokeSaving !== null);
      assert.ok(figures.keystrokeSaving >= 0 && figures.keystrokeSaving < 1);
      assert.ok(figures.wrongShown <= figures.suggestionsShown);
      assert.ok(figures.flickers <= figures.suggestionsShown);
    }),
  );
});

test('accepted text is correct, and takes no more keys than code units', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '(') });
  fc.assert(
    fc.property(text, text, (suggestion, expect) => {
      const { length, keys } = accept(suggestion, expect);
      assert.ok(expect.startsWith(suggestion.slice(0, length)));
      assert.ok(keys <= length);
    }),
  );
});
