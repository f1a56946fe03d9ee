import assert from 'node:assert/strict';
import test from 'node:test';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { waitFor } from '../../scripts/vscode/waitFor.ts';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import type { CompleteResult } from '../../src/engine/protocol.ts';
import { EditedDocument } from '../support/editedDocument.ts';
import { enginesOfBothModels } from '../support/engineFixture.ts';

const deadlineMs = 60_000;
const engines = enginesOfBothModels();
let files = 0;

const text = 'export function sum(values) {\n  let total = 0;\n  for ';
const at = text.length;

function open(engine: EngineProcess, typed = ''): Promise<EditedDocument> {
  return EditedDocument.open(engine, `${text}${typed}\n}\n`, `/workspace/live${files++}.js`);
}

/** Returns the text that the model generates without an interruption. */
async function uninterrupted(engine: EngineProcess): Promise<string> {
  const { writing } = await (await open(engine)).complete(at, 24);
  assert.ok(writing && writing.raw.length > 4, JSON.stringify(writing));
  return writing.raw;
}

/** Returns an answer without its costs and its confidence, which depend on the cache. */
function saidBy({ kind, writing, ...result }: CompleteResult): unknown {
  return { kind, raw: writing?.raw, text: 'text' in result ? result.text : result.reason };
}

/** Waits until so many tokens are sampled. @returns how many there are. */
function written(document: EditedDocument, least: number): Promise<number> {
  return waitFor(`${least} tokens that are sampled`, deadlineMs, async () => {
    const tokens = await document.sampledTokens();
    return tokens >= least ? tokens : undefined;
  });
}

test('a request that is given up by typing along is written on with, and the next costs nothing', async () => {
  for (const engine of engines) {
    for (const way of ['changed', 'cancelled first'] as const) {
      const whole = await uninterrupted(engine);
      const document = await open(engine);
      const source = new CancellationTokenSource();
      // The first token is cached, so that the user can type along.
      await document.complete(at, 1);
      const pending = engine.request('tramontane/complete', document.params(at, 24), source.token);
      if (way === 'cancelled first') source.cancel();
      const typed = whole.slice(0, 1);
      await document.edit(at, 0, typed);
      const givenUp = await pending;
      assert.equal(givenUp.kind, 'nothing');
      await written(document, 12);
      const next = await document.complete(at + 1, 24);
      assert.equal(next.metrics.evaluatedTokens, 0, way);
      // At most half of 24: the user may type before the last of them is sampled.
      assert.ok(next.metrics.decodeSteps <= 12, `${way}: ${next.metrics.decodeSteps}`);
      const raw = `${typed}${next.writing?.raw ?? ''}`;
      assert.ok(raw.startsWith(whole) || whole.startsWith(raw), JSON.stringify({ raw, whole }));
      const scratch = await open(engine, typed);
      assert.deepEqual(saidBy(next), saidBy(await scratch.complete(at + 1, 24)));
      const verified = await document.verify();
      assert.ok(verified?.isEqual, JSON.stringify(verified));
    }
  }
});

test('a request that is given up by typing something else is not written on with', async () => {
  for (const engine of engines) {
    const document = await open(engine);
    await document.complete(at, 1);
    const pending = engine.request('tramontane/complete', document.params(at, 24));
    await document.edit(at, 0, '§');
    await pending;
    await document.mended();
    // Only the first token after the new prompt is sampled, which isn't in the cells.
    await document.edit(at + 1, 0, '§');
    const next = await document.complete(at + 2, 24);
    assert.notEqual(next.kind === 'nothing' && next.reason, 'failed');
    assert.ok(next.metrics.evaluatedTokens <= 8, JSON.stringify(next.metrics));
    const verified = await document.verify();
    assert.ok(verified === null || verified.isEqual, JSON.stringify(verified));
  }
});

test('what comes behind a text that is shown is sampled in idle time, once and not for ever', async () => {
  // An infill model ends its text where the suffix continues, so that no text follows.
  const [, engine] = engines;
  assert.ok(engine);
  const start = 'export function sum(values) {\n  let total = 0;\n  total += ';
  const file = `/workspace/live${files++}.js`;
  const document = await EditedDocument.open(engine, `${start}\n  return total;\n}\n`, file);
  const at = start.length;
  const shown = await document.complete(at, 24);
  assert.ok(shown.kind === 'text', JSON.stringify(shown));
  const before = await document.sampledTokens();
  await written(document, before + 12);
  // Reporting the same cursor again doesn't restart it.
  await document.moveCursor(at);
  await document.mended();
  const sampled = await document.sampledTokens();
  assert.ok(sampled <= before + 24 + 1, `${sampled} behind ${before}`);
  const accepted = `${shown.text}\n`;
  await document.edit(at, 0, accepted);
  const next = await document.complete(at + accepted.length, 8);
  assert.equal(next.metrics.evaluatedTokens, 0, JSON.stringify([shown, next]));
  assert.ok(next.metrics.decodeSteps <= 2, JSON.stringify([shown, next]));
  const verified = await document.verify();
  assert.ok(verified === null || verified.isEqual, JSON.stringify(verified));
});

test('work for one document ends when the person goes to another', async () => {
  for (const engine of engines) {
    const one = await open(engine);
    await one.complete(at, 1);
    const pending = engine.request('tramontane/complete', one.params(at, 200));
    const other = await open(engine);
    const result = await other.complete(at, 8);
    assert.notEqual(result.kind === 'nothing' && result.reason, 'failed');
    const superseded = await pending;
    assert.equal(superseded.kind === 'nothing' && superseded.reason, 'superseded');
    await other.mended();
    for (const document of [one, other]) {
      const verified = await document.verify();
      assert.ok(verified === null || verified.isEqual, JSON.stringify(verified));
    }
  }
});
