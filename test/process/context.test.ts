import assert from 'node:assert/strict';
import test from 'node:test';
import { waitFor } from '../../scripts/vscode/waitFor.ts';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import type { ContextParams, PromptReport } from '../../src/engine/protocol.ts';
import { EditedDocument } from '../support/editedDocument.ts';
import { enginesOfBothModels } from '../support/engineFixture.ts';

const deadlineMs = 60_000;
const engines = enginesOfBothModels();
let files = 0;

type Piece = ContextParams['pieces'][number];

const definition: Piece = {
  kind: 'definition',
  path: 'src/tax.js',
  text: 'export function taxOf(price, rate)',
  why: 'It is imported.',
};
const diagnostic = (text: string): Piece => ({ kind: 'diagnostic', path: '', text, why: 'Here.' });
const text = 'import { taxOf } from "./tax.js";\n\nexport function total(prices) {\n  ║\n}\n';
const at = text.indexOf('║');

function open(engine: EngineProcess, of = text): Promise<EditedDocument> {
  return EditedDocument.open(engine, of.replace('║', ''), `/workspace/told${files++}.js`);
}

function tell(engine: EngineProcess, { uri }: EditedDocument, ...pieces: Piece[]): Promise<void> {
  return engine.notify('tramontane/context', { textDocument: { uri }, pieces, share: 0.25 });
}

function prompt(engine: EngineProcess, { uri }: EditedDocument): Promise<PromptReport | null> {
  return engine.request('tramontane/prompt', { textDocument: { uri } });
}

function joined(report: PromptReport | null, kind?: string): string {
  const parts = report?.parts.filter((part) => kind === undefined || part.kind === kind) ?? [];
  return parts.map((part) => part.text).join('');
}

test('the report adds up to the tokens of the prompt, and says each piece with its reason', async () => {
  for (const engine of engines) {
    const document = await open(engine, text.replace('║', 'let sum = tax║'));
    await tell(engine, document, definition, diagnostic('error: sum is never read'));
    const offset = at + 'let sum = tax'.length;
    const { metrics } = await document.complete(offset);
    const report = await prompt(engine, document);
    const parts = report?.parts ?? [];
    const tokens = parts.reduce((sum, part) => sum + part.tokens, 0);
    assert.equal(tokens, metrics.promptTokens, JSON.stringify(report));
    const context = joined(report, 'context');
    const name = document.uri.slice(document.uri.lastIndexOf('/') + 1);
    assert.match(context, /taxOf\(price, rate\)[^]*sum is never read/);
    assert.ok(context.trimEnd().endsWith(name), context);
    const prefix = `${joined(report, 'prefix')}${joined(report, 'given back')}`;
    assert.ok(prefix.endsWith('let sum = tax'), prefix);
    assert.match(joined(report), /export function total/);
    const whys = parts.map(({ why }) => why);
    assert.ok(whys.includes(definition.why) && whys.includes('Here.'));
  }
});

test('without context the prompt names no file', async () => {
  for (const engine of engines) {
    const document = await open(engine);
    await document.complete(at);
    const report = await prompt(engine, document);
    assert.equal(joined(report, 'context'), '');
    assert.doesNotMatch(joined(report), /told\d+\.js/);
  }
});

test('a notebook cell goes on behind the cells above, under the mark of a cell', async () => {
  for (const engine of engines) {
    const cell: Piece = {
      kind: 'cell',
      path: '',
      text: 'import numpy as np',
      why: 'The cell above.',
    };
    const uri = `vscode-notebook-cell:/workspace/notes${files++}.ipynb#W1sZmlsZQ%3D%3D`;
    const document = await EditedDocument.open(engine, 'array = np.', uri);
    await tell(engine, document, cell);
    await document.complete('array = np.'.length);
    const context = joined(await prompt(engine, document), 'context');
    assert.match(context, /%%\s+import numpy as np\s+.*%%\s*$/);
    assert.doesNotMatch(context, /ipynb|W1s/);
  }
});

test('context that changes while the person types costs no key a token, and is in after idle time', async () => {
  for (const engine of engines) {
    const document = await open(engine);
    await tell(engine, document, definition, diagnostic('error 0'));
    await document.whole(at);
    let offset = at;
    await document.complete(offset);
    for (const [index, key] of Array.from('return ').entries()) {
      await tell(engine, document, definition, diagnostic(`error ${index + 1}`));
      await document.edit(offset, 0, key);
      offset++;
      const { metrics } = await document.complete(offset);
      assert.ok(metrics.evaluatedTokens <= 2, JSON.stringify({ key, metrics }));
    }
    await waitFor('the context that was told last', deadlineMs, async () => {
      await document.mended();
      await document.complete(offset);
      return joined(await prompt(engine, document), 'context').includes('error 7') || undefined;
    });
    const { metrics } = await document.complete(offset);
    assert.equal(metrics.evaluatedTokens, 0);
    const report = await prompt(engine, document);
    assert.doesNotMatch(joined(report, 'context'), /error [0-6]/);
    const tokens = report?.parts.reduce((sum, part) => sum + part.tokens, 0);
    assert.equal(tokens, metrics.promptTokens);
    const verified = await document.verify();
    assert.ok(verified === null || verified.isEqual, JSON.stringify(verified));
  }
});

test('a place that is not cached is answered from two small windows at most, and holds all context after a pause', async () => {
  const lines = Array.from({ length: 120 }, (_, line) => `export const rate${line} = ${line * 3};`);
  const large: Piece = { ...definition, kind: 'similar', text: lines.join('\n') };
  for (const engine of engines) {
    const document = await open(engine);
    await tell(engine, document, large);
    const cold = await document.complete(at);
    assert.ok(cold.metrics.promptTokens <= 352, String(cold.metrics.promptTokens));
    assert.match(joined(await prompt(engine, document), 'prefix'), /export function total/);
    await document.mended();
    const whole = await document.complete(at);
    assert.equal(whole.metrics.evaluatedTokens, 0);
    assert.match(joined(await prompt(engine, document), 'context'), /rate10 = 30/);
  }
});
