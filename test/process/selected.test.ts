import assert from 'node:assert/strict';
import test from 'node:test';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import type { CompleteResult, SelectedCompletion } from '../../src/engine/protocol.ts';
import { EditedDocument } from '../support/editedDocument.ts';
import { useEnginesOfBothModels } from '../support/engineFixture.ts';

const engines = useEnginesOfBothModels();
let files = 0;

const textBefore = 'export function first(values) {\n  return values.';
const textAfter = '\n}\n';

function open(engine: EngineProcess, typed: string): Promise<EditedDocument> {
  const file = `/workspace/selected${files++}.js`;
  return EditedDocument.open(engine, `${textBefore}${typed}${textAfter}`, file);
}

function completeSelected(
  engine: EngineProcess,
  document: EditedDocument,
  typed: string,
  selectedCompletion: SelectedCompletion,
): Promise<CompleteResult> {
  const params = document.createParams(textBefore.length + typed.length);
  return engine.request('tramontane/complete', { ...params, selectedCompletion });
}

const start = '  return values.'.length;

/** Returns an answer without its costs. */
function omitCosts(result: CompleteResult): unknown {
  return { ...result, metrics: undefined };
}

test('the completion continues the selected entry, as if it had been accepted', async () => {
  for (const engine of engines) {
    // The last of them doesn't begin with the letters that it replaces.
    for (const [typed, entry] of [
      ['', 'map'],
      ['fi', 'filter'],
      ['siz', 'length'],
    ] as const) {
      const document = await open(engine, typed);
      const selected = await completeSelected(engine, document, typed, { text: entry, start });
      const accepted = await open(engine, entry);
      const expected = await accepted.complete(textBefore.length + entry.length);
      assert.deepEqual(omitCosts(selected), omitCosts(expected), entry);
      const report = await engine.request('tramontane/prompt', {
        textDocument: { uri: document.uri },
      });
      const prefixParts = report?.parts.filter(
        ({ kind }) => kind === 'prefix' || kind === 'partialToken',
      );
      const end = prefixParts?.map(({ text }) => text).join('') ?? '';
      assert.ok(end.endsWith(`return values.${entry}`), end);
    }
  }
});

test('the next request without an entry uses the actual document, and costs little', async () => {
  for (const engine of engines) {
    const document = await open(engine, 'fi');
    const at = textBefore.length + 2;
    const first = await document.complete(at);
    await completeSelected(engine, document, 'fi', { text: 'findLastIndex', start });
    const again = await document.complete(at);
    assert.deepEqual(omitCosts(again), omitCosts(first));
    assert.ok(again.metrics.evaluatedTokens <= 3, JSON.stringify(again.metrics));
    const verified = await document.verify();
    assert.ok(verified === null || verified.isEqual, JSON.stringify(verified));
    await document.edit(at, 0, 'n');
    const typed = await document.complete(at + 1);
    assert.ok(typed.metrics.evaluatedTokens <= 3, JSON.stringify(typed.metrics));
    await document.waitForRepair();
    const verifiedAfterRepair = await document.verify();
    assert.ok(
      verifiedAfterRepair === null || verifiedAfterRepair.isEqual,
      JSON.stringify(verifiedAfterRepair),
    );
  }
});

test('an entry that begins outside of the line does not change the lines around it', async () => {
  for (const engine of engines) {
    for (const outside of [-40, start + 40]) {
      const document = await open(engine, 'fi');
      const result = await completeSelected(engine, document, 'fi', {
        text: 'filter',
        start: outside,
      });
      assert.notEqual(result.kind === 'nothing' && result.outcome.rule, 'failed');
      const report = await engine.request('tramontane/prompt', {
        textDocument: { uri: document.uri },
      });
      const prefix = report?.parts.map(({ text }) => text).join('') ?? '';
      assert.match(prefix, /export function first\(values\) \{\n/);
    }
  }
});
