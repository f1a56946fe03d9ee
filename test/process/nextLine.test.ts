import assert from 'node:assert/strict';
import test from 'node:test';
import { waitFor } from '../../scripts/vscode/waitFor.ts';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import { EditedDocument } from '../support/editedDocument.ts';
import { enginesOfBothModels } from '../support/engineFixture.ts';

const engines = enginesOfBothModels();
const deadlineMs = 30_000;
const maxTokens = 16;

/** Lines after some of which a model generates no more text; which ones depends on the model. */
const lines = [
  '  let total = 0;',
  '  const count = values.length;',
  '  return total;',
  '  total += 1;',
];

/** Opens a document with the cursor at the end of a line to which the model adds nothing. */
async function atLineEnd(
  engine: EngineProcess,
): Promise<{ document: EditedDocument; cursor: number }> {
  for (const [index, line] of lines.entries()) {
    const before = `export function sum(values) {\n${line}`;
    const text = `${before}\n}\n\nexport function last(values) {\n  return values.at(-1);\n}\n`;
    const document = await EditedDocument.open(engine, text, `/workspace/next${index}.js`);
    const { length: cursor } = before;
    const result = await document.complete(cursor, maxTokens);
    if (result.kind === 'nothing' && ['endOfText', 'blank'].includes(result.reason))
      return { document, cursor };
  }
  assert.fail('The model went on behind each of the lines.');
}

async function nextLineWritten(document: EditedDocument): Promise<void> {
  let before = -1;
  await waitFor('the next line', deadlineMs, async () => {
    const tokens = await document.sampledTokens();
    const isWritten = tokens > 1 && tokens === before;
    before = tokens;
    return isWritten || undefined;
  });
  await document.mended();
}

async function sameFromScratch(document: EditedDocument): Promise<void> {
  const verified = await document.verify();
  assert.ok(verified?.isEqual, JSON.stringify(verified));
}

test('behind the end of a line the next one is written before Enter is pressed', async () => {
  for (const engine of engines) {
    const { document, cursor } = await atLineEnd(engine);
    await nextLineWritten(document);
    await document.edit(cursor, 0, '\n  ');
    const { metrics } = await document.complete(cursor + 3, maxTokens);
    assert.equal(metrics.evaluatedTokens, 0);
    assert.equal(metrics.decodeSteps, 0);
    await sameFromScratch(document);
  }
});

test('what was known at the end of the line stays known', async () => {
  for (const engine of engines) {
    const { document, cursor } = await atLineEnd(engine);
    await nextLineWritten(document);
    const { metrics, kind } = await document.complete(cursor, maxTokens);
    assert.equal(kind, 'nothing');
    assert.equal(metrics.evaluatedTokens, 0);
    assert.equal(metrics.decodeSteps, 0);
    await sameFromScratch(document);
  }
});

test('another key than Enter costs what it would have cost', async () => {
  for (const engine of engines) {
    const { document, cursor } = await atLineEnd(engine);
    await nextLineWritten(document);
    await document.edit(cursor, 0, ' ');
    const { metrics } = await document.complete(cursor + 1, maxTokens);
    assert.ok(metrics.evaluatedTokens <= 2, JSON.stringify(metrics));
    await sameFromScratch(document);
  }
});
