import assert from 'node:assert/strict';
import test from 'node:test';
import type { WindowLayout } from '../../../src/completion/window/windowLayout.ts';
import { findCellRuns } from '../../../src/engine/reports/cellRuns.ts';
import { invalidate, KvWindow } from '../../../src/engine/kv/kvWindow.ts';
import { FakeSequence, fakeVocabulary, makeSampled } from '../../support/fakeSequence.ts';

function toTokens(text: string): number[] {
  return fakeVocabulary.tokenize(text);
}

const parts: WindowLayout['parts'] = [
  { kind: 'head', tokens: [1, 2] },
  { kind: 'suffix', tokens: toTokens(');\n}\n') },
  { kind: 'head', tokens: [3] },
  { kind: 'prefix', tokens: toTokens('f() {\n  g(') },
];

const layout: WindowLayout = {
  position: { anchor: 0, suffix: ');\n}\n', context: '' },
  parts,
  tokens: parts.flatMap(({ tokens }) => tokens),
  healedPrefix: '',
  hasAdvanced: false,
};

const places = { anchor: { line: 4, character: 0 }, cursor: { line: 5, character: 4 } };

/** Returns a window that holds the prompt and some of the sampled tokens. */
function createWindow(after = ''): KvWindow {
  const sequence = new FakeSequence();
  sequence.tokens = [...layout.tokens, ...toTokens(after)];
  const window = new KvWindow(sequence, undefined);
  window.adopt({ kind: 'ready', layout, sampledTokens: makeSampled(...toTokens(`${after}x`)) });
  return window;
}

function listRuns(window: KvWindow, firstNewCell = Infinity) {
  return findCellRuns({ window, firstNewCell }, fakeVocabulary, places);
}

test('an empty window has no runs', () => {
  assert.deepEqual(listRuns(new KvWindow(new FakeSequence(), undefined)), []);
});

test('runs follow the parts of the prompt, and those in the document have its lines', () => {
  assert.deepEqual(
    listRuns(createWindow('1, 2')).map(({ part, tokens, range }) => [part, tokens, range]),
    [
      ['head', 2, null],
      ['suffix', 5, { start: { line: 5, character: 4 }, end: { line: 7, character: 0 } }],
      ['head', 1, null],
      ['prefix', 10, { start: { line: 4, character: 0 }, end: { line: 5, character: 4 } }],
      ['sampled', 4, null],
    ],
  );
});

test('runs are split where cells have another origin, or were evaluated for the last request', () => {
  const window = createWindow();
  window.origins.patchAfter(4);
  assert.deepEqual(
    listRuns(window, 10).map(({ part, tokens, reuse, isNew }) => [part, tokens, reuse, isNew]),
    [
      ['head', 2, 'exact', false],
      ['suffix', 2, 'exact', false],
      ['suffix', 3, 'patched', false],
      ['head', 1, 'patched', false],
      ['prefix', 2, 'patched', false],
      ['prefix', 8, 'patched', true],
    ],
  );
});

test('a prefetched next prompt is not part of the document', async () => {
  const window = createWindow();
  const { state } = window;
  assert.equal(state.kind, 'ready');
  const next = [...layout.tokens, ...toTokens('1);\n')];
  await window.sequence.load('', next);
  window.adopt({
    kind: 'ahead',
    layout: {
      ...layout,
      tokens: next,
      parts: [...parts.slice(0, -1), { kind: 'prefix', tokens: next.slice(8) }],
    },
    sampledTokens: [],
    base: { layout, sampledTokens: state.sampledTokens },
  });
  assert.deepEqual(
    listRuns(window)
      .slice(-2)
      .map(({ part, tokens }) => [part, tokens]),
    [
      ['prefix', 10],
      ['sampled', 4],
    ],
  );
});

test('the runs of a moving window are those of its cells', async () => {
  const window = createWindow();
  invalidate(window);
  await window.sequence.truncate(5);
  assert.deepEqual(
    listRuns(window).map(({ part, tokens }) => [part, tokens]),
    [
      ['head', 2],
      ['suffix', 3],
    ],
  );
});
