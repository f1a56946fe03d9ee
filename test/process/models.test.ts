import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { ResponseError } from 'vscode-languageserver/node';
import type { EngineFailure, EngineState } from '../../src/engine/protocol.ts';
import { completeMarkedText, startTestEngine, loadModel } from '../support/engineFixture.ts';
import { baseModel, infillModel } from '../support/models.ts';
import {
  writeModelWithValue,
  writeTruncatedModel,
  writeVocabularyOnly,
} from '../support/spoiledModels.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tramontane-models-'));
after(() => {
  rmSync(folder, { recursive: true });
});

function getPath(name: string): string {
  return path.join(folder, name);
}

async function captureFailure(loading: Promise<unknown>): Promise<EngineFailure> {
  try {
    await loading;
  } catch (error) {
    assert.ok(error instanceof ResponseError);
    return error.data as EngineFailure;
  }
  throw new Error('The model loaded.');
}

test('after each invalid model the engine is alive, and the next valid one works', async (context) => {
  writeFileSync(getPath('random.gguf'), randomBytes(50_000));
  const bad: readonly (readonly [string, string])[] = [
    [getPath('missing.gguf'), 'modelNotFound'],
    [folder, 'modelNotAFile'],
    [writeTruncatedModel(infillModel, getPath('truncated.gguf'), 3_000_000), 'modelTruncated'],
    [getPath('random.gguf'), 'modelNotGguf'],
    [writeVocabularyOnly(infillModel, getPath('vocabulary.gguf')), 'modelUnsupported'],
    [
      writeModelWithValue(infillModel, getPath('shape.gguf'), 'llama.embedding_length', 7),
      'modelLoadFailed',
    ],
  ];
  const engine = await startTestEngine(context);
  await loadModel(engine, infillModel);
  for (const [file, code] of bad) {
    const failure = await captureFailure(loadModel(engine, file));
    assert.equal(failure.code, code);
    assert.ok(failure.message.includes(path.basename(file)), failure.message);
    const state = await engine.request('tramontane/state', null);
    assert.deepEqual(state, { kind: 'failed', path: file, failure });
    const nothing = await completeMarkedText(engine, 'const a = ║');
    assert.equal(nothing.kind === 'nothing' && nothing.outcome.rule, 'noModel');
    await loadModel(engine, infillModel);
    assert.ok((await completeMarkedText(engine, 'const a = ║')).metrics.decodeSteps > 0);
  }
  await engine.stop();
});

test('a file that crashes llama.cpp ends the engine, not its client', async (context) => {
  const file = writeModelWithValue(
    infillModel,
    getPath('abort.gguf'),
    'llama.feed_forward_length',
    0,
  );
  const engine = await startTestEngine(context);
  const loading = loadModel(engine, file);
  const outcome = await Promise.race([
    loading.then(
      () => 'loaded',
      () => 'rejected',
    ),
    engine.exitStatus,
  ]);
  assert.notEqual(outcome, 'loaded');
});

test('loading is reported from start to end', async (context) => {
  const engine = await startTestEngine(context);
  const states: EngineState[] = [];
  engine.onNotification('tramontane/stateChanged', (state) => states.push(state));
  assert.deepEqual(await engine.request('tramontane/state', null), { kind: 'empty' });
  const summary = await loadModel(engine, baseModel);
  const kinds = states.map((state) => state.kind);
  assert.equal(kinds[0], 'loading');
  assert.equal(kinds.at(-1), 'ready');
  const fractions = states.flatMap((state) => (state.kind === 'loading' ? [state.fraction] : []));
  assert.deepEqual(
    fractions,
    [...fractions].sort((a, b) => a - b),
  );
  assert.equal(summary.infillFormat, 'plain');
  assert.equal(summary.chatFormat, 'mistral-v1');
  await engine.stop();
});

test('a model is replaced while completions and a chat run, and all are answered', async (context) => {
  const engine = await startTestEngine(context);
  assert.equal((await loadModel(engine, infillModel)).infillFormat, 'codestral');
  const chat = engine
    .request('tramontane/chat', {
      chatId: 'replaced',
      turns: [{ role: 'user', text: 'Write a long story.' }],
      maxTokens: 400,
      temperature: 0,
    })
    .catch((error: unknown) => error);
  const completion = completeMarkedText(engine, `${'const a = 1;\n'.repeat(80)}const b = ║`);
  const replaced = await loadModel(engine, baseModel);
  assert.equal(replaced.infillFormat, 'plain');
  assert.ok(await chat);
  assert.ok(await completion);
  assert.ok((await completeMarkedText(engine, 'const a = ║')).metrics.decodeSteps > 0);
  await engine.stop();
});

test('of several models requested at once the last one is loaded', async (context) => {
  const engine = await startTestEngine(context);
  await loadModel(engine, infillModel);
  const loads = [baseModel, infillModel, baseModel].map((model) =>
    loadModel(engine, model).then(
      () => 'loaded',
      () => 'overtaken',
    ),
  );
  assert.equal((await Promise.all(loads)).at(-1), 'loaded');
  const state = await engine.request('tramontane/state', null);
  assert.equal(state.kind === 'ready' && state.model.path, baseModel);
  await engine.stop();
});

test('on a machine without a graphics card auto is the CPU, or names the device that it found', async (context) => {
  const engine = await startTestEngine(context);
  const { device, threads } = await loadModel(engine, baseModel, 'auto');
  assert.match(device, /^(cpu$|(metal|cuda|vulkan): \S)/);
  assert.ok(threads >= 1 && threads <= os.availableParallelism());
  await engine.stop();
});
