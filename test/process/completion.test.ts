import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import { completeMarkedText, openMarkedText, startEngine } from '../support/engineFixture.ts';

const functions = `export function add(a: number, b: number): number {
  return a + b;
}

export function subtract(a: number, b: number): number {
  ║
}
`;

let engine: EngineProcess;
before(async () => {
  engine = await startEngine();
});
after(() => engine.stop());

test('a completion has a text and its costs', async () => {
  const result = await completeMarkedText(engine, functions);
  assert.equal(result.kind, 'text');
  const { metrics } = result;
  assert.equal(metrics.promptTokens, metrics.reusedTokens + metrics.evaluatedTokens);
  assert.ok(metrics.decodeSteps > 0 && metrics.decodeSteps <= 33);
  assert.ok(metrics.timeToFirstTokenMs !== null && metrics.timeToFirstTokenMs <= metrics.totalMs);
});

test('a completion that is not shown has its reason, and the reason why decoding ended', async () => {
  // A model may or may not generate text after a complete statement.
  const result = await completeMarkedText(engine, 'const a = 1;║');
  if (result.kind === 'nothing') assert.notEqual(result.stopReason, undefined, result.outcome.rule);
  else assert.notEqual(result.text.trim(), '');
  const unknown = await engine.request('tramontane/complete', {
    ...(await openMarkedText(engine, 'a║')),
    position: { line: 7, character: 0 },
  });
  assert.ok(unknown.kind === 'nothing' && unknown.stopReason === undefined);
});

test('the same request again evaluates nothing and gives the same text', async () => {
  const first = await completeMarkedText(engine, functions);
  const second = await completeMarkedText(engine, functions);
  assert.equal(second.metrics.evaluatedTokens, 0);
  assert.equal(second.metrics.decodeSteps, 0);
  assert.equal(second.kind === 'text' && second.text, first.kind === 'text' && first.text);
});

test('a completion that was cut by its time limit grows to the text without a limit', async () => {
  const whole = await completeMarkedText(engine, functions, '/workspace/whole.ts');
  assert.ok(whole.kind === 'text', JSON.stringify(whole));
  const params = await openMarkedText(engine, functions, '/workspace/cut.ts');
  const request = (maxMs: number) => engine.request('tramontane/complete', { ...params, maxMs });
  const first = await request(0);
  assert.ok(first.kind === 'text' && first.stopReason === 'timeLimit', JSON.stringify(first));
  // With draft tokens the first step may generate all of it.
  assert.ok(whole.text.startsWith(first.text), first.text);
  const rest = await request(60_000);
  assert.equal(rest.kind === 'text' && rest.text, whole.text);
  assert.equal(rest.metrics.evaluatedTokens, 0);
  // The tokens of the first words are not sampled again.
  const sampled = first.metrics.decodeSteps + rest.metrics.decodeSteps;
  assert.equal(sampled, whole.metrics.decodeSteps);
});

test('a key costs the tokens that it changes', async () => {
  const params = await openMarkedText(engine, functions, '/workspace/typed.ts');
  await engine.request('tramontane/complete', params);
  const { line, character } = params.position;
  await engine.connection.sendNotification('textDocument/didChange', {
    textDocument: { ...params.textDocument, version: 2 },
    contentChanges: [
      { range: { start: { line, character }, end: { line, character } }, text: 'ret' },
    ],
  });
  const result = await engine.request('tramontane/complete', {
    ...params,
    textDocument: { ...params.textDocument, version: 2 },
    position: { line, character: character + 3 },
  });
  assert.ok(result.metrics.evaluatedTokens <= 1, JSON.stringify(result));
});

test('a request for another version of the document is answered with a reason', async () => {
  const params = await openMarkedText(engine, functions);
  const textDocument = { ...params.textDocument, version: 7 };
  const result = await engine.request('tramontane/complete', { ...params, textDocument });
  assert.equal(result.kind === 'nothing' && result.outcome.rule, 'documentChanged');
});

test('a document that changes during the request gives a reason, and the next request works', async () => {
  const params = await openMarkedText(engine, createLongText('changing'), '/workspace/changing.ts');
  const pending = engine.request('tramontane/complete', { ...params, maxTokens: 400 });
  await engine.connection.sendNotification('textDocument/didChange', {
    textDocument: { ...params.textDocument, version: 2 },
    contentChanges: [
      { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '//\n' },
    ],
  });
  const result = await pending;
  assert.equal(result.kind === 'nothing' && result.outcome.rule, 'documentChanged');
  const next = await engine.request('tramontane/complete', {
    ...params,
    textDocument: { ...params.textDocument, version: 2 },
    position: { ...params.position, line: params.position.line + 1 },
  });
  assert.notEqual(next.kind === 'nothing' && next.outcome.rule, 'documentChanged');
});

test('the newest of several requests wins', async () => {
  const params = await openMarkedText(engine, createLongText('raced'), '/workspace/raced.ts');
  const results = await Promise.all(
    [1, 2, 3].map(() => engine.request('tramontane/complete', params)),
  );
  const reasons = results.map((result) =>
    result.kind === 'nothing' ? result.outcome.rule : 'text',
  );
  assert.deepEqual(reasons.slice(0, 2), ['superseded', 'superseded']);
  assert.notEqual(reasons[2], 'superseded');
});

test('a cancelled request ends soon, and the next one reuses the tokens that it evaluated', async () => {
  const params = await openMarkedText(
    engine,
    createLongText('cancelled'),
    '/workspace/cancelled.ts',
  );
  const source = new CancellationTokenSource();
  const pending = engine.request('tramontane/complete', params, source.token);
  // The answer to a later, cheap request shows that the first one has been received.
  await engine.request('tramontane/state', null);
  source.cancel();
  const result = await pending;
  assert.equal(result.kind === 'nothing' && result.outcome.rule, 'cancelled');
  const next = await engine.request('tramontane/complete', params);
  assert.ok(next.metrics.reusedTokens >= result.metrics.evaluatedTokens);
  assert.ok(result.metrics.evaluatedTokens < next.metrics.promptTokens);
});

test('an editor that supports only LSP 3.18 is served by the standard request', async () => {
  const params = await openMarkedText(engine, functions);
  const items = await engine.connection.sendRequest<{ insertText: string }[]>(
    'textDocument/inlineCompletion',
    { ...params, context: { triggerKind: 1 } },
  );
  assert.equal(items.length, 1);
  assert.ok((items[0]?.insertText.length ?? 0) > 0);
});

test('the standard request is announced unless the client brings its own provider', async (context) => {
  for (const [options, announced] of [
    [{}, true],
    [{ hasOwnInlineCompletion: true }, undefined],
    [null, true],
  ] as const) {
    const other = new EngineProcess();
    context.after(() => {
      other.kill();
    });
    const capabilities = await other.initialize(options);
    assert.equal(capabilities['inlineCompletionProvider'], announced);
    await other.stop();
    assert.equal(await other.exitStatus, 0);
  }
});

/** Returns a text with enough tokens before the cursor for many slices, different for each name. */
function createLongText(name: string): string {
  const lines = Array.from({ length: 60 }, (_, line) => `const ${name}${line} = ${line * 7};`);
  return `${lines.join('\n')}\nconst sum = ║`;
}
