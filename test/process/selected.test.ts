import assert from 'node:assert/strict';
import test from 'node:test';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import type { CompleteResult, SelectedEntry } from '../../src/engine/protocol.ts';
import { EditedDocument } from '../support/editedDocument.ts';
import { enginesOfBothModels } from '../support/engineFixture.ts';

const engines = enginesOfBothModels();
let files = 0;

const above = 'export function first(values) {\n  return values.';
const behind = '\n}\n';

function open(engine: EngineProcess, typed: string): Promise<EditedDocument> {
  const file = `/workspace/selected${files++}.js`;
  return EditedDocument.open(engine, `${above}${typed}${behind}`, file);
}

function selecting(
  engine: EngineProcess,
  document: EditedDocument,
  typed: string,
  selected: SelectedEntry,
): Promise<CompleteResult> {
  const params = document.params(above.length + typed.length);
  return engine.request('tramontane/complete', { ...params, selected });
}

const start = '  return values.'.length;

/** Returns an answer without its costs. */
function saidBy(result: CompleteResult): unknown {
  return { ...result, metrics: undefined };
}

test('the completion goes on behind the selected entry, as if it had been accepted', async () => {
  for (const engine of engines) {
    // The last of them doesn't begin with the letters that it replaces.
    for (const [typed, entry] of [
      ['', 'map'],
      ['fi', 'filter'],
      ['siz', 'length'],
    ] as const) {
      const document = await open(engine, typed);
      const selected = await selecting(engine, document, typed, { text: entry, start });
      const accepted = await open(engine, entry);
      const expected = await accepted.complete(above.length + entry.length);
      assert.deepEqual(saidBy(selected), saidBy(expected), entry);
      const report = await engine.request('tramontane/prompt', {
        textDocument: { uri: document.uri },
      });
      const given = report?.parts.filter(({ kind }) => kind === 'prefix' || kind === 'given back');
      const end = given?.map(({ text }) => text).join('') ?? '';
      assert.ok(end.endsWith(`return values.${entry}`), end);
    }
  }
});

test('the next request without an entry is about the document as it is, and costs little', async () => {
  for (const engine of engines) {
    const document = await open(engine, 'fi');
    const at = above.length + 2;
    const first = await document.complete(at);
    await selecting(engine, document, 'fi', { text: 'findLastIndex', start });
    const again = await document.complete(at);
    assert.deepEqual(saidBy(again), saidBy(first));
    assert.ok(again.metrics.evaluatedTokens <= 3, JSON.stringify(again.metrics));
    const verified = await document.verify();
    assert.ok(verified === null || verified.isEqual, JSON.stringify(verified));
    await document.edit(at, 0, 'n');
    const typed = await document.complete(at + 1);
    assert.ok(typed.metrics.evaluatedTokens <= 3, JSON.stringify(typed.metrics));
    await document.mended();
    const mended = await document.verify();
    assert.ok(mended === null || mended.isEqual, JSON.stringify(mended));
  }
});

test('an entry that begins outside of the line leaves the lines around it alone', async () => {
  for (const engine of engines) {
    for (const outside of [-40, start + 40]) {
      const document = await open(engine, 'fi');
      const result = await selecting(engine, document, 'fi', { text: 'filter', start: outside });
      assert.notEqual(result.kind === 'nothing' && result.reason, 'failed');
      const report = await engine.request('tramontane/prompt', {
        textDocument: { uri: document.uri },
      });
      const prefix = report?.parts.map(({ text }) => text).join('') ?? '';
      assert.match(prefix, /export function first\(values\) \{\n/);
    }
  }
});
