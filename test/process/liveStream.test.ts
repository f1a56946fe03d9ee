import assert from 'node:assert/strict';
import test from 'node:test';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { waitFor } from '../../scripts/vscode/waitFor.ts';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import type { CompleteResult } from '../../src/engine/protocol.ts';
import { EditedDocument } from '../support/editedDocument.ts';
import { useEnginesOfBothModels } from '../support/engineFixture.ts';

const deadlineMs = 60_000;
const engines = useEnginesOfBothModels();
let files = 0;

const text = 'export function sum(values) {\n  let total = 0;\n  for ';
const at = text.length;

function open(engine: EngineProcess, typed = ''): Promise<EditedDocument> {
  return EditedDocument.open(engine, `${text}${typed}\n}\n`, `/workspace/live${files++}.js`);
}

/** Returns the text that the model generates without an interruption. */
async function generateUninterrupted(engine: EngineProcess): Promise<string> {
  const { generationReport } = await (await open(engine)).complete(at, 24);
  assert.ok(generationReport && generationReport.raw.length > 4, JSON.stringify(generationReport));
  return generationReport.raw;
}

/** Returns an answer without its costs and its confidence, which depend on the cache. */
function omitCosts({ kind, generationReport, ...result }: CompleteResult): unknown {
  return {
    kind,
    raw: generationReport?.raw,
    text: 'text' in result ? result.text : result.outcome.rule,
  };
}

/** Waits until so many tokens are sampled. @returns how many there are. */
function waitForSampledTokens(document: EditedDocument, minTokens: number): Promise<number> {
  return waitFor(`${minTokens} tokens that are sampled`, deadlineMs, async () => {
    const tokens = await document.countSampledTokens();
    return tokens >= minTokens ? tokens : undefined;
  });
}

test('a request that is cancelled by typing its text is continued, and the next one costs nothing', async () => {
  for (const engine of engines) {
    for (const cancellation of ['changed', 'cancelled first'] as const) {
      const whole = await generateUninterrupted(engine);
      const document = await open(engine);
      const source = new CancellationTokenSource();
      // The first token is cached, so that the user can type along.
      await document.complete(at, 1);
      const pending = engine.request(
        'tramontane/complete',
        document.createParams(at, 24),
        source.token,
      );
      if (cancellation === 'cancelled first') source.cancel();
      const typed = whole.slice(0, 1);
      await document.edit(at, 0, typed);
      const givenUp = await pending;
      assert.equal(givenUp.kind, 'nothing');
      await waitForSampledTokens(document, 12);
      const next = await document.complete(at + 1, 24);
      assert.equal(next.metrics.evaluatedTokens, 0, cancellation);
      // At most half of 24: the user may type before the last of them is sampled.
      assert.ok(next.metrics.decodeSteps <= 12, `${cancellation}: ${next.metrics.decodeSteps}`);
      const raw = `${typed}${next.generationReport?.raw ?? ''}`;
      assert.ok(raw.startsWith(whole) || whole.startsWith(raw), JSON.stringify({ raw, whole }));
      const scratch = await open(engine, typed);
      assert.deepEqual(omitCosts(next), omitCosts(await scratch.complete(at + 1, 24)));
      const verified = await document.verify();
      assert.ok(verified?.isEqual, JSON.stringify(verified));
    }
  }
});

test('a request that is cancelled by typing something else is not continued', async () => {
  for (const engine of engines) {
    const document = await open(engine);
    await document.complete(at, 1);
    const pending = engine.request('tramontane/complete', document.createParams(at, 24));
    await document.edit(at, 0, '§');
    await pending;
    await document.waitForRepair();
    // Only the first token after the new prompt is sampled, which isn't in the cells.
    await document.edit(at + 1, 0, '§');
    const next = await document.complete(at + 2, 24);
    assert.notEqual(next.kind === 'nothing' && next.outcome.rule, 'failed');
    assert.ok(next.metrics.evaluatedTokens <= 8, JSON.stringify(next.metrics));
    const verified = await document.verify();
    assert.ok(verified === null || verified.isEqual, JSON.stringify(verified));
  }
});

test('the tokens after a shown text are sampled in idle time, once and not indefinitely', async () => {
  // An infill model ends its text where the suffix continues, so that no text follows.
  const [, engine] = engines;
  assert.ok(engine);
  const start = 'export function sum(values) {\n  let total = 0;\n  total += ';
  const file = `/workspace/live${files++}.js`;
  const document = await EditedDocument.open(engine, `${start}\n  return total;\n}\n`, file);
  const at = start.length;
  const shown = await document.complete(at, 24);
  assert.ok(shown.kind === 'text', JSON.stringify(shown));
  const before = await document.countSampledTokens();
  await waitForSampledTokens(document, before + 12);
  // Reporting the same cursor again doesn't restart it.
  await document.moveCursor(at);
  await document.waitForRepair();
  const sampled = await document.countSampledTokens();
  assert.ok(sampled <= before + 24 + 1, `${sampled} behind ${before}`);
  const accepted = `${shown.text}\n`;
  await document.edit(at, 0, accepted);
  const next = await document.complete(at + accepted.length, 8);
  assert.equal(next.metrics.evaluatedTokens, 0, JSON.stringify([shown, next]));
  assert.ok(next.metrics.decodeSteps <= 2, JSON.stringify([shown, next]));
  const verified = await document.verify();
  assert.ok(verified === null || verified.isEqual, JSON.stringify(verified));
});

test('work for one document ends when the user changes to another one', async () => {
  for (const engine of engines) {
    const one = await open(engine);
    await one.complete(at, 1);
    const pending = engine.request('tramontane/complete', one.createParams(at, 200));
    const other = await open(engine);
    const result = await other.complete(at, 8);
    assert.notEqual(result.kind === 'nothing' && result.outcome.rule, 'failed');
    const superseded = await pending;
    assert.equal(superseded.kind === 'nothing' && superseded.outcome.rule, 'superseded');
    await other.waitForRepair();
    for (const document of [one, other]) {
      const verified = await document.verify();
      assert.ok(verified === null || verified.isEqual, JSON.stringify(verified));
    }
  }
});
