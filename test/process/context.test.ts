import assert from 'node:assert/strict';
import test from 'node:test';
import { waitFor } from '../../scripts/vscode/waitFor.ts';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import type { ContextParams, PromptReport } from '../../src/engine/protocol.ts';
import { EditedDocument } from '../support/editedDocument.ts';
import { useEnginesOfBothModels } from '../support/engineFixture.ts';

const deadlineMs = 60_000;
const engines = useEnginesOfBothModels();
let files = 0;

type Piece = ContextParams['pieces'][number];

const definition: Piece = {
  kind: 'definition',
  path: 'src/tax.js',
  text: 'export function taxOf(price, rate)',
  reason: 'It is imported.',
};
const createDiagnostic = (text: string): Piece => ({
  kind: 'diagnostic',
  path: '',
  text,
  reason: 'Here.',
});
const text = 'import { taxOf } from "./tax.js";\n\nexport function total(prices) {\n  ║\n}\n';
const at = text.indexOf('║');

function open(engine: EngineProcess, of = text): Promise<EditedDocument> {
  return EditedDocument.open(engine, of.replace('║', ''), `/workspace/told${files++}.js`);
}

function sendContext(
  engine: EngineProcess,
  { uri }: EditedDocument,
  ...pieces: Piece[]
): Promise<void> {
  return engine.notify('tramontane/context', { textDocument: { uri }, pieces, maxShare: 0.25 });
}

function requestPrompt(
  engine: EngineProcess,
  { uri }: EditedDocument,
): Promise<PromptReport | null> {
  return engine.request('tramontane/prompt', { textDocument: { uri } });
}

function joinParts(report: PromptReport | null, kind?: string): string {
  const parts = report?.parts.filter((part) => kind === undefined || part.kind === kind) ?? [];
  return parts.map((part) => part.text).join('');
}

test('the report adds up to the tokens of the prompt, and has each piece with its reason', async () => {
  for (const engine of engines) {
    const document = await open(engine, text.replace('║', 'let sum = tax║'));
    await sendContext(engine, document, definition, createDiagnostic('error: sum is never read'));
    const offset = at + 'let sum = tax'.length;
    const { metrics } = await document.complete(offset);
    const report = await requestPrompt(engine, document);
    const parts = report?.parts ?? [];
    const tokens = parts.reduce((sum, part) => sum + part.tokens, 0);
    assert.equal(tokens, metrics.promptTokens, JSON.stringify(report));
    const context = joinParts(report, 'context');
    const name = document.uri.slice(document.uri.lastIndexOf('/') + 1);
    assert.match(context, /taxOf\(price, rate\)[^]*sum is never read/);
    assert.ok(context.trimEnd().endsWith(name), context);
    const prefix = `${joinParts(report, 'prefix')}${joinParts(report, 'partialToken')}`;
    assert.ok(prefix.endsWith('let sum = tax'), prefix);
    assert.match(joinParts(report), /export function total/);
    const whys = parts.map(({ reason }) => reason);
    assert.ok(whys.includes(definition.reason) && whys.includes('Here.'));
  }
});

test('without context the prompt names no file', async () => {
  for (const engine of engines) {
    const document = await open(engine);
    await document.complete(at);
    const report = await requestPrompt(engine, document);
    assert.equal(joinParts(report, 'context'), '');
    assert.doesNotMatch(joinParts(report), /told\d+\.js/);
  }
});

test('a notebook cell continues the cells above, after the marker of a cell', async () => {
  for (const engine of engines) {
    const cell: Piece = {
      kind: 'cell',
      path: '',
      text: 'import numpy as np',
      reason: 'The cell above.',
    };
    const uri = `vscode-notebook-cell:/workspace/notes${files++}.ipynb#W1sZmlsZQ%3D%3D`;
    const document = await EditedDocument.open(engine, 'array = np.', uri);
    await sendContext(engine, document, cell);
    await document.complete('array = np.'.length);
    const context = joinParts(await requestPrompt(engine, document), 'context');
    assert.match(context, /%%\s+import numpy as np\s+.*%%\s*$/);
    assert.doesNotMatch(context, /ipynb|W1s/);
  }
});

test('context that changes while the user types costs no key a token, and is included after idle time', async () => {
  for (const engine of engines) {
    const document = await open(engine);
    await sendContext(engine, document, definition, createDiagnostic('error 0'));
    await document.completeWindow(at);
    let offset = at;
    await document.complete(offset);
    for (const [index, key] of Array.from('return ').entries()) {
      await sendContext(engine, document, definition, createDiagnostic(`error ${index + 1}`));
      await document.edit(offset, 0, key);
      offset++;
      const { metrics } = await document.complete(offset);
      assert.ok(metrics.evaluatedTokens <= 2, JSON.stringify({ key, metrics }));
    }
    await waitFor('the last context', deadlineMs, async () => {
      await document.waitForRepair();
      await document.complete(offset);
      return (
        joinParts(await requestPrompt(engine, document), 'context').includes('error 7') || undefined
      );
    });
    const { metrics } = await document.complete(offset);
    assert.equal(metrics.evaluatedTokens, 0);
    const report = await requestPrompt(engine, document);
    assert.doesNotMatch(joinParts(report, 'context'), /error [0-6]/);
    const tokens = report?.parts.reduce((sum, part) => sum + part.tokens, 0);
    assert.equal(tokens, metrics.promptTokens);
    const verified = await document.verify();
    assert.ok(verified === null || verified.isEqual, JSON.stringify(verified));
  }
});

test('a place that is not cached is answered from at most two small windows, and has all context after a pause', async () => {
  const lines = Array.from({ length: 120 }, (_, line) => `export const rate${line} = ${line * 3};`);
  const large: Piece = { ...definition, kind: 'similar', text: lines.join('\n') };
  for (const engine of engines) {
    const document = await open(engine);
    await sendContext(engine, document, large);
    const cold = await document.complete(at);
    assert.ok(cold.metrics.promptTokens <= 352, String(cold.metrics.promptTokens));
    assert.match(
      joinParts(await requestPrompt(engine, document), 'prefix'),
      /export function total/,
    );
    await document.waitForRepair();
    const whole = await document.complete(at);
    assert.equal(whole.metrics.evaluatedTokens, 0);
    assert.match(joinParts(await requestPrompt(engine, document), 'context'), /rate10 = 30/);
  }
});
