import assert from 'node:assert/strict';
import test from 'node:test';
import { ContextStore } from '../../../src/engine/documents/contextStore.ts';
import type { ContextParams } from '../../../src/engine/protocol.ts';

const uri = 'file:///a.ts';
const countTokens = (text: string) => text.length;

function createParams(maxShare: number, ...texts: string[]): ContextParams {
  const pieces = texts.map(
    (text) => ({ kind: 'similar', path: 'b.ts', text, reason: 'because' }) as const,
  );
  return { textDocument: { uri }, pieces, maxShare };
}

function createStore(open = new Set([uri])): ContextStore {
  return new ContextStore((document) => (open.has(document) ? 'typescript' : undefined));
}

test('the latest context is rendered, without any of the earlier context', () => {
  const context = createStore();
  context.set(createParams(0.5, 'old'));
  context.set(createParams(0.5, 'new'));
  assert.equal(context.render(uri, 1000, countTokens).text, '// b.ts\nnew\n');
  context.set(createParams(0.5));
  assert.equal(context.render(uri, 1000, countTokens).text, '');
});

test('no context is stored for a document that is not open, or was closed', () => {
  const open = new Set<string>();
  const context = createStore(open);
  context.set(createParams(0.5, 'early'));
  open.add(uri);
  assert.equal(context.render(uri, 1000, countTokens).text, '');
  context.set(createParams(0.5, 'text'));
  context.removeDocument(uri);
  assert.equal(context.render(uri, 1000, countTokens).text, '');
});

test('context takes its share of the window, and at most half of it', () => {
  const context = createStore();
  const text = 'x\n'.repeat(400);
  for (const [share, most] of [
    [0.2, 200],
    [5, 500],
    [-1, 0],
  ] as const) {
    context.set(createParams(share, text));
    const { length } = context.render(uri, 1000, countTokens).text;
    assert.ok(length <= most && length >= most - 8, `${share}: ${length}`);
  }
});

test('the same context is rendered once', () => {
  const context = createStore();
  context.set(createParams(0.5, 'text'));
  let counted = 0;
  const count = (text: string) => {
    counted++;
    return text.length;
  };
  const first = context.render(uri, 1000, count);
  const before = counted;
  assert.equal(context.render(uri, 1000, count), first);
  assert.equal(counted, before);
  context.set(createParams(0.5, 'other'));
  assert.notEqual(context.render(uri, 1000, count).text, first.text);
});

test('a model with a format of its own gets the paths in that format', () => {
  const context = createStore();
  context.set(createParams(0.5, 'text'));
  assert.equal(context.render(uri, 1000, countTokens).text, '// b.ts\ntext\n');
  assert.equal(context.render(uri, 1000, countTokens, 'codestral').text, '+++++ b.ts\ntext\n');
});
