import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { ContextGatherer } from '../../../src/extension/contextSources/contextGatherer.ts';
import type {
  Declaration,
  Focus,
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

function documentOf(path: string, text: string, languageId = 'typescript'): SourceDocument {
  const uri = { scheme: 'file', fsPath: path, toString: () => `file://${path}` };
  return { uri, languageId, version: 1, getText: () => text };
}

function focusOn(document: SourceDocument, line = 2): Focus {
  const offset = document.getText().split('\n').slice(0, line).join('\n').length + 1;
  return { document, line, offset, cellsAbove: [] };
}

interface World {
  readonly documents?: readonly SourceDocument[];
  /** Paths that may not contribute. */
  readonly excluded?: readonly string[];
  readonly problems?: ReturnType<Sources['problemsOf']>;
  readonly declarations?: readonly Declaration[];
  /** Called when the gatherer checks whether a path may contribute. */
  readonly onAsked?: (path: string) => void;
}

function worldOf({ documents = [], excluded = [], problems = [], ...world }: World) {
  const { declarations = [], onAsked } = world;
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
      onAsked?.(fsPath);
      return Promise.resolve(mayContribute(fsPath));
    },
    pathOf: ({ fsPath }) => fsPath.slice(1),
    read: ({ fsPath }) => {
      looked.push(fsPath);
      return Promise.resolve(documents.find(({ uri }) => uri.fsPath === fsPath)?.getText());
    },
    problemsOf: () => problems,
  };
  const gatherer = new ContextGatherer({
    ask: () => Promise.resolve(declarations),
    onLateAnswer: () => undefined,
  });
  const gather = (focus: Focus, { signal } = new AbortController()) =>
    gatherer.gather(focus, sources, signal);
  return { gatherer, gather, looked };
}

const open = [documentOf('/cart.ts', cart), documentOf('/inventory.ts', inventory)] as const;
const declared = { uri: open[1].uri, line: 1, end: 4 };

test('what is imported comes with its signature and without its body', async () => {
  const { gather } = worldOf({ documents: open, declarations: [declared] });
  const [piece] = await gather(focusOn(open[0]));
  assert.equal(piece?.kind, 'definition');
  assert.equal(piece.path, 'inventory.ts');
  assert.equal(piece.text, 'export function findProduct(name: string): Product | undefined;');
  assert.match(piece.why, /findProduct/);
});

test('a place that was remembered of a file that has changed gives nothing', async () => {
  const { gather } = worldOf({ documents: open, declarations: [{ ...declared, line: 0 }] });
  const pieces = await gather(focusOn(open[0]));
  assert.ok(pieces.every(({ kind }) => kind !== 'definition'));
});

test('what is like the text at the cursor comes from other files of the language', async () => {
  const alike = documentOf(
    '/alike.js',
    'function total(items) { return findProduct(items.name) }',
    'javascript',
  );
  const other = documentOf(
    '/other.py',
    'def total(items): return findProduct(items.name)',
    'python',
  );
  const { gather } = worldOf({ documents: [open[0], other, alike] });
  const pieces = await gather(focusOn(open[0]));
  assert.deepEqual(
    pieces.map(({ kind, path }) => [kind, path]),
    [['similar', 'alike.js']],
  );
});

test('what was edited last comes, and not a second time because it is similar', async () => {
  const { gather, gatherer } = worldOf({ documents: open });
  gatherer.edited('file:///inventory.ts', { start: 2, end: 2, lineEnds: 0 });
  gatherer.edited('file:///cart.ts', { start: 2, end: 2, lineEnds: 0 });
  const pieces = await gather(focusOn(open[0]));
  assert.deepEqual(
    pieces.map(({ kind, path }) => [kind, path]),
    [['recent', 'inventory.ts']],
  );
});

test('problems come when they are near the cursor, errors first', async () => {
  const problem = (severity: 'error' | 'warning', line: number, message: string) => ({
    ...{ severity, start: line, end: line, message },
  });
  const { gather } = worldOf({
    problems: [
      problem('warning', 1, 'odd'),
      problem('error', 3, 'two\nlines'),
      problem('error', 40, 'far'),
    ],
  });
  const [piece] = await gather(focusOn(open[0]));
  assert.equal(piece?.text, 'Error: two lines\nWarning: odd');
});

test('the cells above come, the nearest first, and prose as comments', async () => {
  const { gather } = worldOf({});
  const cell = documentOf('/book.ipynb', 'x', 'python');
  const pieces = await gather({
    ...focusOn(cell, 0),
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
  assert.match(pieces[0]?.why ?? '', /Cell 3/);
});

test('binary and huge files give nothing', async () => {
  const shared = 'findProduct items name price quantity';
  const { gather } = worldOf({
    documents: [
      open[0],
      documentOf('/binary.ts', `${shared}\0`),
      documentOf('/huge.ts', `${shared}\n`.repeat(10_000)),
    ],
  });
  assert.deepEqual(await gather(focusOn(open[0])), []);
});

test('of a file that may not contribute not one byte is looked at, whatever leads to it', async () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd');
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(name), fc.array(name), async (excluded, edited) => {
      const marked = ['a', 'b', 'c', 'd'].map((each) =>
        documentOf(`/${each}.ts`, `export function findProduct() { return mark_${each}; }`),
      );
      const { gather, gatherer, looked } = worldOf({
        documents: [open[0], ...marked],
        excluded: excluded.map((each) => `/${each}.ts`),
        declarations: marked.map(({ uri }) => ({ uri, line: 0, end: undefined })),
      });
      for (const each of edited) {
        gatherer.edited(`file:///${each}.ts`, { start: 0, end: 0, lineEnds: 0 });
      }
      const text = JSON.stringify(await gather(focusOn(open[0])));
      for (const each of excluded) {
        assert.ok(!text.includes(`mark_${each}`) && !text.includes(`${each}.ts`));
        assert.ok(!looked.includes(`/${each}.ts`));
      }
    }),
  );
});

test('a round that has ended looks at no further file', async () => {
  const other = documentOf('/other.ts', inventory);
  const world = { documents: [...open, other], declarations: [declared] };

  const ended = new AbortController();
  ended.abort();
  const early = worldOf(world);
  // Its declarations are cached from an earlier round.
  await early.gather(focusOn(open[0]));
  early.looked.length = 0;
  assert.deepEqual(await early.gather(focusOn(open[0]), ended), []);
  assert.deepEqual(early.looked, []);

  // At the declaration, and among the open files.
  for (const [path, looked] of [
    ['/inventory.ts', ['/inventory.ts']],
    ['/other.ts', ['/inventory.ts', '/inventory.ts', '/other.ts']],
  ] as const) {
    const round = new AbortController();
    const onAsked = (asked: string) => {
      if (asked === path) round.abort();
    };
    const getText = () => {
      assert.ok(!round.signal.aborted, 'nothing is compared any more');
      return cart;
    };
    const late = worldOf({ ...world, onAsked });
    assert.deepEqual(await late.gather(focusOn({ ...open[0], getText }), round), []);
    assert.deepEqual(late.looked, looked);
  }
});
