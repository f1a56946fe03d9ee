import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  findMostSimilar,
  similarityOf,
  windowsOf,
  type SourceWindow,
} from '../../../src/completion/context/similarity.ts';

const all = { limit: 4, limitPerSource: 2, least: 0, wasChosen: () => false };

function sourceWindows(source: string, text: string): SourceWindow[] {
  return windowsOf(text).map((window) => ({ ...window, source }));
}

test('windows end where a declaration ends', () => {
  const block = (name: string, length: number) =>
    [`function ${name}() {`, ...Array<string>(length).fill('  work();'), '}', ''].join('\n');
  const windows = windowsOf(
    [block('first', 25), block('second', 25), block('third', 5)].join('\n'),
  );
  assert.deepEqual(
    windows.map(({ text }) => text.split('\n')[0]),
    ['function first() {', 'function second() {'],
  );
  assert.ok(windows[0]?.text.endsWith('}'));
});

test('windows hold all lines once, in order, and none is longer than 40', () => {
  const line = fc.constantFrom('', '  ', 'a', '  b', '}', 'function x() {');
  fc.assert(
    fc.property(fc.array(line, { maxLength: 200 }), (lines) => {
      let at = 0;
      for (const { start, end, text } of windowsOf(lines.join('\n'))) {
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
    ...sourceWindows('a', 'const total = items.length;'),
    ...sourceWindows('b', 'const totalPrice = discount * taxRate;'),
    ...sourceWindows('c', 'const other = nothing;'),
  ];
  const ranked = findMostSimilar('const x = discount + taxRate;', windows, all);
  assert.equal(ranked[0]?.window.source, 'b');
});

test('a text that shares no name with any window has nothing similar', () => {
  assert.deepEqual(findMostSimilar('alpha', sourceWindows('a', 'beta gamma'), all), []);
});

test('a window that was chosen before stays until another is clearly better', () => {
  const windows = [
    ...sourceWindows('old', 'shared alpha beta'),
    ...sourceWindows('new', 'shared alpha gamma'),
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

test('similarity is symmetric, between 0 and 1, and 1 for equals', () => {
  fc.assert(
    fc.property(names, names, (a, b) => {
      const similarity = similarityOf(a, b, weight);
      assert.ok(similarity >= 0 && similarity <= 1);
      assert.ok(Math.abs(similarity - similarityOf(b, a, weight)) < 1e-9);
      assert.equal(similarityOf(a, a, weight), a.size === 0 ? 0 : 1);
    }),
  );
});

test('the limits hold, and the order is by similarity', () => {
  const text = fc.array(fc.constantFrom('aa', 'bb', 'cc', 'dd')).map((words) => words.join(' '));
  const window = fc.tuple(fc.constantFrom('x', 'y', 'z'), text);
  fc.assert(
    fc.property(text, fc.array(window), fc.nat(5), fc.nat(2), (around, entries, limit, each) => {
      const windows = entries.flatMap(([source, content]) => sourceWindows(source, content));
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
