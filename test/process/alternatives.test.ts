import assert from 'node:assert/strict';
import test from 'node:test';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import type { AlternativesParams, AlternativesResult } from '../../src/engine/protocol.ts';
import { EditedDocument } from '../support/editedDocument.ts';
import { useEnginesOfBothModels } from '../support/engineFixture.ts';

const engines = useEnginesOfBothModels();
let files = 0;

const markedText = `export function sum(values) {
  let total = 0;
  values.║
  return total;
}

export function mean(values) {
  return sum(values) / values.length;
}
`;

async function open(engine: EngineProcess, text = markedText) {
  const at = text.indexOf('║');
  const file = `/workspace/alternatives${files++}.js`;
  return { document: await EditedDocument.open(engine, text.replace('║', ''), file), at };
}

function requestAlternatives(
  engine: EngineProcess,
  document: EditedDocument,
  at: number,
  overrides: Partial<AlternativesParams> = {},
): Promise<AlternativesResult> {
  const params = { ...document.createParams(at), shownText: '', maxCount: 3, ...overrides };
  return engine.request('tramontane/alternatives', params);
}

/** Returns the content of the file's window, without the purpose of its evaluation. */
async function listWindowRuns(document: EditedDocument) {
  const report = await document.requestReport();
  return report?.runs.map(({ part, tokens, range, reuse }) => ({ part, tokens, range, reuse }));
}

test('alternatives are different from the shown text, and each occurs once', async () => {
  for (const engine of engines) {
    const { document, at } = await open(engine);
    const first = await document.complete(at);
    const shownText = first.kind === 'text' ? first.text : '';
    const result = await requestAlternatives(engine, document, at, { shownText });
    const texts = result.alternatives.map(({ text }) => text);
    assert.ok(texts.length > 0 && texts.length <= 3, JSON.stringify([result, engine.logLines]));
    assert.equal(new Set([shownText, ...texts]).size, texts.length + 1);
    for (const alternative of result.alternatives) {
      assert.deepEqual(Object.keys(alternative).toSorted(), ['replaces', 'text']);
      assert.notEqual(alternative.text.trim(), '');
    }
    assert.ok(result.metrics.decodeSteps > 0);
    assert.equal(result.metrics.evaluatedTokens, 0, 'What is shown is known still.');
  }
});

test('the same request has the same answer, and does not affect later completions', async () => {
  for (const engine of engines) {
    const { document, at } = await open(engine);
    const first = await document.complete(at);
    const cells = await document.requestReport();
    const runs = await listWindowRuns(document);
    const shownText = first.kind === 'text' ? first.text : '';
    const one = await requestAlternatives(engine, document, at, { shownText });
    assert.deepEqual(await listWindowRuns(document), runs);
    const other = await requestAlternatives(engine, document, at, { shownText });
    assert.deepEqual(one.alternatives, other.alternatives);
    const again = await document.complete(at);
    assert.equal(again.metrics.evaluatedTokens, 0);
    assert.equal(again.metrics.decodeSteps, 0);
    assert.deepEqual({ ...again, metrics: 0 }, { ...first, metrics: 0 });
    const verified = await document.verify();
    assert.ok(verified?.isEqual, JSON.stringify(verified));
    assert.equal((await document.requestReport())?.bytes, cells?.bytes);
  }
});

test('alternatives begin with the typed part of a word, and do not change how it can continue', async () => {
  for (const engine of engines) {
    for (const begun of ['tot', 'co', 'if (val', '  ']) {
      const { document, at } = await open(engine, markedText.replace('values.║', `${begun}║`));
      const first = await document.complete(at);
      await requestAlternatives(engine, document, at, { maxCount: 8 });
      // One more letter is answered from the cached probabilities, which must still be right.
      await document.edit(at, 0, 'a');
      await document.complete(at + 1);
      const typed = await document.verify();
      assert.ok(typed === null || typed.isEqual, JSON.stringify({ begun, typed }));
      await document.edit(at, 1, '');
      const back = await document.complete(at);
      assert.deepEqual(
        back.kind === 'text' && back.text,
        first.kind === 'text' && first.text,
        begun,
      );
    }
  }
});

test('alternatives need no completion before them', async () => {
  for (const engine of engines) {
    const { document, at } = await open(engine);
    const result = await requestAlternatives(engine, document, at);
    assert.ok(result.metrics.evaluatedTokens > 0);
    const verified = await document.verify();
    assert.ok(verified?.isEqual);
  }
});

test('an empty or blank suffix does not affect the order of the texts', async () => {
  for (const engine of engines) {
    for (const rest of ['', '\n\n  \n']) {
      const { document, at } = await open(engine, `let total = 0;\ntotal ║${rest}`);
      const { alternatives: found } = await requestAlternatives(engine, document, at);
      assert.ok(found.every(({ text }) => text.trim() !== ''));
      const verified = await document.verify();
      assert.ok(verified === null || verified.isEqual);
    }
  }
});

test('in a document with CRLF alternatives have its line ends', async () => {
  for (const engine of engines) {
    const { document, at } = await open(engine, markedText.replaceAll('\n', '\r\n'));
    const { alternatives: found } = await requestAlternatives(engine, document, at);
    for (const { text } of found) assert.doesNotMatch(text, /(?<!\r)\n/);
  }
});

test('an invalid position has no alternatives', async () => {
  for (const engine of engines) {
    const { document, at } = await open(engine);
    const { textDocument } = document.createParams(at);
    const places: readonly Partial<AlternativesParams>[] = [
      { textDocument: { ...textDocument, version: 9 } },
      { textDocument: { ...textDocument, uri: 'file:///never/opened.ts' } },
      { position: { line: 99, character: 0 } },
      { maxCount: 0 },
    ];
    for (const place of places) {
      const result = await requestAlternatives(engine, document, at, place);
      assert.deepEqual(result.alternatives, []);
      assert.equal(result.metrics.evaluatedTokens, 0);
    }
    await engine.close(document.uri);
    assert.deepEqual((await requestAlternatives(engine, document, at)).alternatives, []);
  }
});

test('cancelled alternatives return nothing and have no side effects', async () => {
  for (const engine of engines) {
    const { document, at } = await open(engine);
    await document.complete(at);
    const source = new CancellationTokenSource();
    const params = { ...document.createParams(at, 200), shownText: '', maxCount: 3 };
    const cancelled = engine.request('tramontane/alternatives', params, source.token);
    // The answer to a later, cheap request shows that the first one has been received.
    await engine.request('tramontane/state', null);
    source.cancel();
    assert.deepEqual((await cancelled).alternatives, []);
    const outdated = engine.request('tramontane/alternatives', params);
    await document.edit(0, 0, '// changed\n');
    assert.deepEqual((await outdated).alternatives, []);
    const moved = at + '// changed\n'.length;
    const superseded = requestAlternatives(engine, document, moved);
    const next = await document.complete(moved);
    assert.deepEqual((await superseded).alternatives, []);
    assert.notEqual(next.kind === 'nothing' && next.outcome.rule, 'failed');
    const closed = requestAlternatives(engine, document, moved);
    const verified = await document.verify();
    assert.ok(verified?.isEqual, JSON.stringify(verified));
    await engine.close(document.uri);
    await closed;
  }
});
