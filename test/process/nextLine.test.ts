import assert from 'node:assert/strict';
import test from 'node:test';
import { waitFor } from '../../scripts/vscode/waitFor.ts';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import type { OutcomeRule } from '../../src/completion/outcome.ts';
import { EditedDocument } from '../support/editedDocument.ts';
import { useEnginesOfBothModels } from '../support/engineFixture.ts';

const engines = useEnginesOfBothModels();
const deadlineMs = 30_000;
const maxTokens = 16;

/** Lines after some of which a model generates no more text; which ones depends on the model. */
const lines = [
  '  let total = 0;',
  '  const count = values.length;',
  '  return total;',
  '  total += 1;',
];

/** Rules of an answer that ends the line. */
const completeRules: readonly OutcomeRule[] = ['endOfText', 'lineEnd', 'blockEnd', 'blank'];

/** Opens a document with the cursor at the end of a line to which the model adds nothing. */
async function openAtLineEnd(
  engine: EngineProcess,
): Promise<{ document: EditedDocument; cursor: number }> {
  for (const [index, line] of lines.entries()) {
    const before = `export function sum(values) {\n${line}`;
    const text = `${before}\n}\n\nexport function last(values) {\n  return values.at(-1);\n}\n`;
    const document = await EditedDocument.open(engine, text, `/workspace/next${index}.js`);
    const { length: cursor } = before;
    const result = await document.complete(cursor, maxTokens);
    if (result.kind === 'nothing' && completeRules.includes(result.outcome.rule))
      return { document, cursor };
  }
  assert.fail('The model continued each of the lines.');
}

async function waitForNextLine(document: EditedDocument): Promise<void> {
  let before = -1;
  await waitFor('the next line', deadlineMs, async () => {
    const tokens = await document.countSampledTokens();
    const isComplete = tokens > 1 && tokens === before;
    before = tokens;
    return isComplete || undefined;
  });
  await document.waitForRepair();
}

async function assertSameFromScratch(document: EditedDocument): Promise<void> {
  const verified = await document.verify();
  assert.ok(verified?.isEqual, JSON.stringify(verified));
}

test('after the end of a line the next line is generated before Enter is pressed', async () => {
  for (const engine of engines) {
    const { document, cursor } = await openAtLineEnd(engine);
    await waitForNextLine(document);
    await document.edit(cursor, 0, '\n  ');
    const { metrics } = await document.complete(cursor + 3, maxTokens);
    assert.equal(metrics.evaluatedTokens, 0);
    assert.equal(metrics.decodeSteps, 0);
    await assertSameFromScratch(document);
  }
});

test('the prompt at the end of the line stays cached', async () => {
  for (const engine of engines) {
    const { document, cursor } = await openAtLineEnd(engine);
    await waitForNextLine(document);
    const { metrics, kind } = await document.complete(cursor, maxTokens);
    assert.equal(kind, 'nothing');
    assert.equal(metrics.evaluatedTokens, 0);
    assert.equal(metrics.decodeSteps, 0);
    await assertSameFromScratch(document);
  }
});

test('a key other than Enter costs the same as without the next line', async () => {
  for (const engine of engines) {
    const { document, cursor } = await openAtLineEnd(engine);
    await waitForNextLine(document);
    await document.edit(cursor, 0, ' ');
    const { metrics } = await document.complete(cursor + 1, maxTokens);
    assert.ok(metrics.evaluatedTokens <= 2, JSON.stringify(metrics));
    await assertSameFromScratch(document);
  }
});
