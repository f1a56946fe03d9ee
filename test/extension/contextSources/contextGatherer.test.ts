import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { ContextGatherer } from '../../../src/extension/contextSources/contextGatherer.ts';
import type {
  Declaration,
  CursorLocation,
  SourceDocument,
  Sources,
} from '../../../src/extension/contextSources/sources.ts';

const cart = [
  `import { findProduct } from './inventory';`,
  'export function totalPrice(items) {',
  '  const product = findProduct(items.name);',
  '  return product.price * items.quantity;',
  '}',
].join('\n');
const inventory = [
  'const products = [];',
  'export function findProduct(name: string): Product | undefined {',
  '  return products.find((product) => product.name === name);',
  '}',
].join('\n');

function createDocument(path: string, text: string, languageId = 'typescript'): SourceDocument {
  const uri = { scheme: 'file', fsPath: path, toString: () => `file://${path}` };
  return { uri, languageId, version: 1, getText: () => text };
}

function createFocus(document: SourceDocument, line = 2): CursorLocation {
  const offset = document.getText().split('\n').slice(0, line).join('\n').length + 1;
  return { document, line, offset, cellsAbove: [] };
}

interface GathererOptions {
  readonly documents?: readonly SourceDocument[];
  /** Paths that may not contribute. */
  readonly excluded?: readonly string[];
  readonly problems?: ReturnType<Sources['getProblems']>;
  readonly declarations?: readonly Declaration[];
  /** Called when the gatherer checks whether a path may contribute. */
  readonly onContributionCheck?: (path: string) => void;
}

function createGatherer({
  documents = [],
  excluded = [],
  problems = [],
  ...world
}: GathererOptions) {
  const { declarations = [], onContributionCheck } = world;
  const looked: string[] = [];
  const mayContribute = (path: string) => !excluded.includes(path);
  const sources: Sources = {
    documents: documents.map((document) => ({
      ...document,
      getText: () => {
        looked.push(document.uri.fsPath);
        return document.getText();
      },
    })),
    mayContribute: ({ fsPath }) => {
      onContributionCheck?.(fsPath);
      return Promise.resolve(mayContribute(fsPath));
    },
    getPromptPath: ({ fsPath }) => fsPath.slice(1),
    read: ({ fsPath }) => {
      looked.push(fsPath);
      return Promise.resolve(documents.find(({ uri }) => uri.fsPath === fsPath)?.getText());
    },
    getProblems: () => problems,
  };
  const gatherer = new ContextGatherer({
    requestDeclarations: () => Promise.resolve(declarations),
    onLateAnswer: () => undefined,
  });
  const gather = (focus: CursorLocation, { signal } = new AbortController()) =>
    gatherer.gather(focus, sources, signal);
  return { gatherer, gather, looked };
}

const open = [
  createDocument('/cart.ts', cart),
  createDocument('/inventory.ts', inventory),
] as const;
const declared = { uri: open[1].uri, line: 1, end: 4 };

test('an imported declaration comes with its signature and without its body', async () => {
  const { gather } = createGatherer({ documents: open, declarations: [declared] });
  const [piece] = await gather(createFocus(open[0]));
  assert.equal(piece?.kind, 'definition');
  assert.equal(piece.path, 'inventory.ts');
  assert.equal(piece.text, 'export function findProduct(name: string): Product | undefined;');
  assert.match(piece.reason, /findProduct/);
});

test('a stored position in a file that has changed gives nothing', async () => {
  const { gather } = createGatherer({ documents: open, declarations: [{ ...declared, line: 0 }] });
  const pieces = await gather(createFocus(open[0]));
  assert.ok(pieces.every(({ kind }) => kind !== 'definition'));
});

test('code that is similar to the text at the cursor comes from other files of the language', async () => {
  const alike = createDocument(
    '/alike.js',
    'function total(items) { return findProduct(items.name) }',
    'javascript',
  );
  const other = createDocument(
    '/other.py',
    'def total(items): return findProduct(items.name)',
    'python',
  );
  const { gather } = createGatherer({ documents: [open[0], other, alike] });
  const pieces = await gather(createFocus(open[0]));
  assert.deepEqual(
    pieces.map(({ kind, path }) => [kind, path]),
    [['similar', 'alike.js']],
  );
});

test('the latest edits come, and not a second time as similar code', async () => {
  const { gather, gatherer } = createGatherer({ documents: open });
  gatherer.recordEdit('file:///inventory.ts', { start: 2, end: 2, lineEnds: 0 });
  gatherer.recordEdit('file:///cart.ts', { start: 2, end: 2, lineEnds: 0 });
  const pieces = await gather(createFocus(open[0]));
  assert.deepEqual(
    pieces.map(({ kind, path }) => [kind, path]),
    [['recent', 'inventory.ts']],
  );
});

test('problems near the cursor come, errors first', async () => {
  const createProblem = (severity: 'error' | 'warning', line: number, message: string) => ({
    ...{ severity, start: line, end: line, message },
  });
  const { gather } = createGatherer({
    problems: [
      createProblem('warning', 1, 'odd'),
      createProblem('error', 3, 'two\nlines'),
      createProblem('error', 40, 'far'),
    ],
  });
  const [piece] = await gather(createFocus(open[0]));
  assert.equal(piece?.text, 'Error: two lines\nWarning: odd');
});

test('the cells above come, the nearest first, and prose as comments', async () => {
  const { gather } = createGatherer({});
  const cell = createDocument('/book.ipynb', 'x', 'python');
  const pieces = await gather({
    ...createFocus(cell, 0),
    cellsAbove: [
      { isCode: false, text: '# Title\nProse' },
      { isCode: true, text: ' ' },
      { isCode: true, text: 'import math' },
    ],
  });
  assert.deepEqual(
    pieces.map(({ kind, text }) => [kind, text]),
    [
      ['cell', 'import math'],
      ['cell', '# # Title\n# Prose'],
    ],
  );
  assert.match(pieces[0]?.reason ?? '', /Cell 3/);
});

test('binary and huge files give nothing', async () => {
  const shared = 'findProduct items name price quantity';
  const { gather } = createGatherer({
    documents: [
      open[0],
      createDocument('/binary.ts', `${shared}\0`),
      createDocument('/huge.ts', `${shared}\n`.repeat(10_000)),
    ],
  });
  assert.deepEqual(await gather(createFocus(open[0])), []);
});

test('a file that may not contribute is never read, whatever leads to it', async () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd');
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(name), fc.array(name), async (excluded, edited) => {
      const marked = ['a', 'b', 'c', 'd'].map((each) =>
        createDocument(`/${each}.ts`, `export function findProduct() { return mark_${each}; }`),
      );
      const { gather, gatherer, looked } = createGatherer({
        documents: [open[0], ...marked],
        excluded: excluded.map((each) => `/${each}.ts`),
        declarations: marked.map(({ uri }) => ({ uri, line: 0, end: undefined })),
      });
      for (const each of edited) {
        gatherer.recordEdit(`file:///${each}.ts`, { start: 0, end: 0, lineEnds: 0 });
      }
      const text = JSON.stringify(await gather(createFocus(open[0])));
      for (const each of excluded) {
        assert.ok(!text.includes(`mark_${each}`) && !text.includes(`${each}.ts`));
        assert.ok(!looked.includes(`/${each}.ts`));
      }
    }),
  );
});

test('an aborted round reads no further file', async () => {
  const other = createDocument('/other.ts', inventory);
  const world = { documents: [...open, other], declarations: [declared] };

  const ended = new AbortController();
  ended.abort();
  const early = createGatherer(world);
  // Its declarations are cached from an earlier round.
  await early.gather(createFocus(open[0]));
  early.looked.length = 0;
  assert.deepEqual(await early.gather(createFocus(open[0]), ended), []);
  assert.deepEqual(early.looked, []);

  // At the declaration, and among the open files.
  for (const [path, looked] of [
    ['/inventory.ts', ['/inventory.ts']],
    ['/other.ts', ['/inventory.ts', '/inventory.ts', '/other.ts']],
  ] as const) {
    const round = new AbortController();
    const onContributionCheck = (checkedPath: string) => {
      if (checkedPath === path) round.abort();
    };
    const getText = () => {
      assert.ok(!round.signal.aborted, 'nothing is compared any more');
      return cart;
    };
    const late = createGatherer({ ...world, onContributionCheck });
    assert.deepEqual(await late.gather(createFocus({ ...open[0], getText }), round), []);
    assert.deepEqual(late.looked, looked);
  }
});
