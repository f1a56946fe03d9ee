import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  findMostSimilar,
  computeSimilarity,
  splitIntoWindows,
  type SourceWindow,
} from '../../../src/completion/context/similarity.ts';

const all = { limit: 4, limitPerSource: 2, minSimilarity: 0, wasChosen: () => false };

function createSourceWindows(source: string, text: string): SourceWindow[] {
  return splitIntoWindows(text).map((window) => ({ ...window, source }));
}

test('windows end at the end of a declaration', () => {
  const createBlock = (name: string, length: number) =>
    [`function ${name}() {`, ...Array<string>(length).fill('  work();'), '}', ''].join('\n');
  const windows = splitIntoWindows(
    [createBlock('first', 25), createBlock('second', 25), createBlock('third', 5)].join('\n'),
  );
  assert.deepEqual(
    windows.map(({ text }) => text.split('\n')[0]),
    ['function first() {', 'function second() {'],
  );
  assert.ok(windows[0]?.text.endsWith('}'));
});

test('windows cover all lines once, in order, with at most 40 lines each', () => {
  const line = fc.constantFrom('', '  ', 'a', '  b', '}', 'function x() {');
  fc.assert(
    fc.property(fc.array(line, { maxLength: 200 }), (lines) => {
      let at = 0;
      for (const { start, end, text } of splitIntoWindows(lines.join('\n'))) {
        assert.ok(lines.slice(at, start).every((skipped) => skipped.trim() === ''));
        assert.ok(start < end && end - start <= 40);
        assert.equal(text, lines.slice(start, end).join('\n').trimEnd());
        at = end;
      }
      assert.ok(lines.slice(at).every((skipped) => skipped.trim() === ''));
    }),
  );
});

test('the window that shares the rarer names is the most similar', () => {
  const windows = [
    ...createSourceWindows('a', 'const total = items.length;'),
    ...createSourceWindows('b', 'const totalPrice = discount * taxRate;'),
    ...createSourceWindows('c', 'const other = nothing;'),
  ];
  const ranked = findMostSimilar('const x = discount + taxRate;', windows, all);
  assert.equal(ranked[0]?.window.source, 'b');
});

test('a text that shares no name with any window has no similar window', () => {
  assert.deepEqual(findMostSimilar('alpha', createSourceWindows('a', 'beta gamma'), all), []);
});

test('a window that was selected before stays until another is clearly better', () => {
  const windows = [
    ...createSourceWindows('old', 'shared alpha beta'),
    ...createSourceWindows('new', 'shared alpha gamma'),
  ];
  const first = (text: string) =>
    findMostSimilar(text, windows, {
      ...all,
      limit: 1,
      wasChosen: ({ source }) => source === 'old',
    })[0]?.window.source;
  assert.equal(first('shared alpha'), 'old');
  assert.equal(first('shared alpha gamma'), 'new');
});

const names = fc.uniqueArray(fc.constantFrom('aa', 'bb', 'cc', 'dd', 'ee')).map((n) => new Set(n));
const weight = (name: string) => name.charCodeAt(0) - 90;

test('similarity is symmetric, between 0 and 1, and 1 for equal sets', () => {
  fc.assert(
    fc.property(names, names, (a, b) => {
      const similarity = computeSimilarity(a, b, weight);
      assert.ok(similarity >= 0 && similarity <= 1);
      assert.ok(Math.abs(similarity - computeSimilarity(b, a, weight)) < 1e-9);
      assert.equal(computeSimilarity(a, a, weight), a.size === 0 ? 0 : 1);
    }),
  );
});

test('the limits hold, and the results are ordered by similarity', () => {
  const text = fc.array(fc.constantFrom('aa', 'bb', 'cc', 'dd')).map((words) => words.join(' '));
  const window = fc.tuple(fc.constantFrom('x', 'y', 'z'), text);
  fc.assert(
    fc.property(text, fc.array(window), fc.nat(5), fc.nat(2), (around, entries, limit, each) => {
      const windows = entries.flatMap(([source, content]) => createSourceWindows(source, content));
      const ranked = findMostSimilar(around, windows, { ...all, limit, limitPerSource: each });
      assert.ok(ranked.length <= limit);
      for (const source of ['x', 'y', 'z']) {
        assert.ok(ranked.filter((entry) => entry.window.source === source).length <= each);
      }
      const similarities = ranked.map(({ similarity }) => similarity);
      assert.deepEqual(
        similarities,
        similarities.toSorted((a, b) => b - a),
      );
    }),
  );
});
