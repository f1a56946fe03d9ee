import assert from 'node:assert/strict';
import test from 'node:test';
import type { WindowLayout } from '../../../src/completion/window/windowLayout.ts';
import { findCellRuns } from '../../../src/engine/reports/cellRuns.ts';
import { invalidate, KvWindow } from '../../../src/engine/kv/kvWindow.ts';
import { FakeSequence, fakeVocabulary, makeSampled } from '../../support/fakeSequence.ts';

function tokensOf(text: string): number[] {
  return fakeVocabulary.tokenize(text);
}

const parts: WindowLayout['parts'] = [
  { kind: 'head', tokens: [1, 2] },
  { kind: 'suffix', tokens: tokensOf(');\n}\n') },
  { kind: 'head', tokens: [3] },
  { kind: 'prefix', tokens: tokensOf('f() {\n  g(') },
];

const layout: WindowLayout = {
  place: { anchor: 0, suffix: ');\n}\n', context: '' },
  parts,
  tokens: parts.flatMap(({ tokens }) => tokens),
  heldBack: '',
  hasAdvanced: false,
};

const places = { anchor: { line: 4, character: 0 }, cursor: { line: 5, character: 4 } };

/** Returns a window that holds the prompt and some of the sampled tokens. */
function windowWith(after = ''): KvWindow {
  const sequence = new FakeSequence();
  sequence.tokens = [...layout.tokens, ...tokensOf(after)];
  const window = new KvWindow(sequence, undefined);
  window.adopt({ kind: 'ready', layout, sampled: makeSampled(...tokensOf(`${after}x`)) });
  return window;
}

function runsOf(window: KvWindow, newFrom = Infinity) {
  return findCellRuns({ window, newFrom }, fakeVocabulary, places);
}

test('an empty window has no runs', () => {
  assert.deepEqual(runsOf(new KvWindow(new FakeSequence(), undefined)), []);
});

test('runs follow the parts of the prompt, and those in the document have its lines', () => {
  assert.deepEqual(
    runsOf(windowWith('1, 2')).map(({ part, tokens, range }) => [part, tokens, range]),
    [
      ['head', 2, null],
      ['suffix', 5, { start: { line: 5, character: 4 }, end: { line: 7, character: 0 } }],
      ['head', 1, null],
      ['prefix', 10, { start: { line: 4, character: 0 }, end: { line: 5, character: 4 } }],
      ['sampled', 4, null],
    ],
  );
});

test('runs are split where cells are of another origin, or were evaluated for the last request', () => {
  const window = windowWith();
  window.origins.patchAfter(4);
  assert.deepEqual(
    runsOf(window, 10).map(({ part, tokens, reuse, isNew }) => [part, tokens, reuse, isNew]),
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

test('a prompt that may come next is no part of the document', async () => {
  const window = windowWith();
  const { state } = window;
  assert.equal(state.kind, 'ready');
  const next = [...layout.tokens, ...tokensOf('1);\n')];
  await window.sequence.load('', next);
  window.adopt({
    kind: 'ahead',
    layout: {
      ...layout,
      tokens: next,
      parts: [...parts.slice(0, -1), { kind: 'prefix', tokens: next.slice(8) }],
    },
    sampled: [],
    base: { layout, sampled: state.sampled },
  });
  assert.deepEqual(
    runsOf(window)
      .slice(-2)
      .map(({ part, tokens }) => [part, tokens]),
    [
      ['prefix', 10],
      ['sampled', 4],
    ],
  );
});

test('the runs of a window that is moving are those of its cells', async () => {
  const window = windowWith();
  invalidate(window);
  await window.sequence.keep(5);
  assert.deepEqual(
    runsOf(window).map(({ part, tokens }) => [part, tokens]),
    [
      ['head', 2],
      ['suffix', 3],
    ],
  );
});
