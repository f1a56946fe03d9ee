import assert from 'node:assert/strict';
import test from 'node:test';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import { EditedDocument } from '../support/editedDocument.ts';
import { useEnginesOfBothModels } from '../support/engineFixture.ts';

const engines = useEnginesOfBothModels();
let files = 0;

const source = `export function sum(values) {
  let total = 0;
  ║
  return total;
}
`;

interface Key {
  readonly key: string;
  readonly evaluated: number;
}

/** Types a text key by key into a drawing, with a request after each key. */
async function typeText(engine: EngineProcess, markedText: string, text: string): Promise<Key[]> {
  const at = markedText.indexOf('║');
  const file = `/workspace/typed${files++}.js`;
  const document = await EditedDocument.open(engine, markedText.replace('║', ''), file);
  await document.complete(at);
  const keys: Key[] = [];
  let offset = at;
  let line = markedText.slice(markedText.lastIndexOf('\n', at) + 1, at);
  for (const key of text) {
    await document.edit(offset, 0, key);
    offset += key.length;
    const result = await document.complete(offset);
    assert.notEqual(result.kind === 'nothing' && result.outcome.rule, 'failed');
    keys.push({ key, evaluated: result.metrics.evaluatedTokens });
    line += key;
    const verified = await document.verify();
    assert.ok(verified === null || verified.isEqual, JSON.stringify({ line, verified }));
  }
  return keys;
}

function listCosts(keys: readonly Key[]): number[] {
  return keys.map(({ evaluated }) => evaluated);
}

test('a letter within a word evaluates nothing, and gives the text of an evaluation from scratch', async () => {
  for (const engine of engines) {
    for (const word of ['return', 'for', 'const', 'value']) {
      const keys = await typeText(engine, source, word);
      // The first letter may differ from the prediction.
      assert.ok((keys[0]?.evaluated ?? 0) <= 1, JSON.stringify(keys));
      assert.deepEqual(
        listCosts(keys).slice(1),
        listCosts(keys).slice(1).fill(0),
        JSON.stringify(keys),
      );
    }
  }
});

test('over a whole line the median key evaluates nothing, and no key more than three tokens', async () => {
  for (const engine of engines) {
    const keys = await typeText(engine, source, 'for (const value of values) total += value;');
    const costs = listCosts(keys).toSorted((one, other) => one - other);
    assert.equal(costs[costs.length >> 1], 0, JSON.stringify(keys));
    assert.ok((costs.at(-1) ?? 0) <= 3, JSON.stringify(keys));
  }
});

test('blanks after a word evaluate its last token at most once', async () => {
  for (const engine of engines) {
    const keys = await typeText(engine, source, 'total    = 1');
    const blanks = listCosts(keys.slice('total'.length, 'total    '.length));
    const sum = blanks.reduce((total, cost) => total + cost, 0);
    assert.ok(sum <= 1, JSON.stringify(keys));
  }
});

test('in a document with CRLF keys cost the same as elsewhere', async () => {
  for (const engine of engines) {
    const keys = await typeText(engine, source, 'if (total');
    const crlf = await typeText(engine, source.replaceAll('\n', '\r\n'), 'if (total');
    assert.deepEqual(listCosts(crlf), listCosts(keys));
  }
});

test('after characters of several bytes a letter evaluates at most those characters', async () => {
  const markedText = "const smile = '😀é日';\nconst again = '😀║';\n";
  for (const engine of engines) {
    const keys = await typeText(engine, markedText, '😀é日 smile');
    // Characters without a token of their own take one per byte; the last ones are evaluated again.
    for (const { key, evaluated } of keys) assert.ok(evaluated <= 8, JSON.stringify({ key, keys }));
    assert.deepEqual(listCosts(keys.slice(-4)), [0, 0, 0, 0], JSON.stringify(keys));
  }
});

test('a cursor in the middle of blanks is answered, and reads the suffix block again', async () => {
  for (const engine of engines) {
    const text = 'if (a) {\n        \n}\n';
    const start = text.indexOf('\n') + 1;
    const document = await EditedDocument.open(engine, text, `/workspace/typed${files++}.js`);
    const metrics = [];
    for (let blanks = 0; blanks <= 8; blanks++) {
      const result = await document.complete(start + blanks);
      assert.notEqual(result.kind === 'nothing' && result.outcome.rule, 'failed');
      metrics.push(result.metrics);
      const verified = await document.verify();
      assert.ok(verified === null || verified.isEqual, JSON.stringify({ blanks, verified }));
    }
    for (const { promptTokens, evaluatedTokens } of metrics) {
      assert.ok(evaluatedTokens <= promptTokens, JSON.stringify(metrics));
    }
  }
});

test('deleting letters of a word evaluates at most one token', async () => {
  for (const engine of engines) {
    const at = source.indexOf('║') + 'return'.length;
    const text = source.replace('║', 'return');
    const document = await EditedDocument.open(engine, text, `/workspace/typed${files++}.js`);
    await document.complete(at);
    const costs: number[] = [];
    for (let left = 5; left > 0; left--) {
      await document.edit(at - 6 + left, 1, '');
      const { metrics } = await document.complete(at - 6 + left);
      costs.push(metrics.evaluatedTokens);
      const verified = await document.verify();
      assert.ok(verified === null || verified.isEqual, JSON.stringify({ left, verified }));
    }
    assert.ok(
      costs.every((cost) => cost <= 1),
      JSON.stringify(costs),
    );
  }
});
