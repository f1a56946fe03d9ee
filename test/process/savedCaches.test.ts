import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import test, { after, before, type TestContext } from 'node:test';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import type { CompleteResult } from '../../src/engine/protocol.ts';
import { EditedDocument } from '../support/editedDocument.ts';
import { startTestEngine, type WithHooks } from '../support/engineFixture.ts';
import { infillModel } from '../support/models.ts';

const source = Array.from(
  { length: 60 },
  (_, index) => `function step${index}(state) {\n  state.count += ${index};\n  return state;\n}\n`,
).join('\n');
const cursor = source.indexOf('count += 40') + 'count'.length;

const file = '/workspace/kept.js';

/** Folder of an engine that has ended, with the cache of the file, and its last answer. */
let saved: { readonly directory: string; readonly answer: string };
before(async () => {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'tramontane-test-'));
  saved = { directory, answer: '' };
  saved = { directory, answer: await runSession(directory) };
});
after(() => rm(saved.directory, { recursive: true, force: true }));

/** Returns a copy of the saved folder. */
async function copySavedFolder(context: TestContext): Promise<string> {
  const directory = await createFolder(context);
  await cp(saved.directory, directory, { recursive: true });
  return directory;
}

async function createFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tramontane-test-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts an engine that saves its caches in a folder. */
async function startEngineWithFolder(
  context: WithHooks,
  directory: string,
  maxMemoryBytes = 2 ** 28,
): Promise<EngineProcess> {
  const engine = await startTestEngine(context);
  await engine.request('tramontane/loadModel', {
    path: infillModel,
    gpu: 'cpu',
    threads: 1,
    contextTokens: 512,
    cache: { mode: 'exact', maxMemoryBytes, savedStates: { directory, maxBytes: 2 ** 28 } },
  });
  return engine;
}

/** Completes in the file, waits until its window is whole, and ends the engine in an orderly way. */
async function runSession(directory: string): Promise<string> {
  const engine = await startEngineWithFolder({ after }, directory);
  const document = await EditedDocument.open(engine, source, file);
  await document.completeWindow(cursor);
  const result = await document.complete(cursor);
  await engine.stop();
  return describeResult(result);
}

function describeResult(result: CompleteResult): string {
  return result.kind === 'text' ? result.text : result.outcome.rule;
}

test('the cache of a file survives a restart', async (context) => {
  const engine = await startEngineWithFolder(context, await copySavedFolder(context));
  const document = await EditedDocument.open(engine, source, file);
  const result = await document.complete(cursor);
  assert.ok(result.metrics.evaluatedTokens <= 8, String(result.metrics.evaluatedTokens));
  assert.ok(result.metrics.promptTokens > 300);
  assert.equal(describeResult(result), saved.answer);
  const verified = await document.verify();
  assert.ok(verified === null || verified.isEqual);
});

test('a file that changed above its window finds its cache again', async (context) => {
  const engine = await startEngineWithFolder(context, await copySavedFolder(context));
  const above = '// A new line.\n';
  const document = await EditedDocument.open(engine, above + source, file);
  const { metrics } = await document.complete(above.length + cursor);
  assert.ok(metrics.evaluatedTokens <= 8, String(metrics.evaluatedTokens));
});

test('damaged saved caches are refused, and the completion still works', async (context) => {
  const directory = await copySavedFolder(context);
  const [state] = (await readdir(directory)).filter((name) => name.endsWith('.state'));
  assert.ok(state !== undefined);
  await truncate(path.join(directory, state), 5000);
  const engine = await startEngineWithFolder(context, directory);
  const document = await EditedDocument.open(engine, source, file);
  const result = await document.complete(cursor);
  assert.ok(result.metrics.evaluatedTokens > 100);
  assert.notEqual(result.kind === 'nothing' && result.outcome.rule, 'failed');
  assert.ok(!(await readdir(directory)).includes(state));
});

test('if memory holds one window, files return from saved caches', async (context) => {
  const engine = await startEngineWithFolder(context, await createFolder(context), 1);
  const one = await EditedDocument.open(engine, source, '/workspace/one.js');
  const other = await EditedDocument.open(
    engine,
    source.replaceAll('step', 'turn'),
    '/workspace/other.js',
  );
  await one.complete(cursor);
  await other.complete(cursor);
  const back = await one.complete(cursor);
  assert.ok(back.metrics.evaluatedTokens <= 8, String(back.metrics.evaluatedTokens));
  const report = await one.requestReport();
  assert.equal(report?.files.filter(({ location }) => location === 'memory').length, 1);
});

test('nothing is saved of files that look secret', async (context) => {
  const directory = await createFolder(context);
  const engine = await startEngineWithFolder(context, directory, 1);
  for (const secret of ['/workspace/.env', '/workspace/server.key', '/workspace/last.js']) {
    const document = await EditedDocument.open(engine, source, secret);
    await document.complete(cursor);
  }
  assert.deepEqual(
    (await readdir(directory)).filter((name) => name.endsWith('.state')),
    [],
  );
});

test('saved caches are deleted on request', async (context) => {
  const directory = await copySavedFolder(context);
  const engine = await startEngineWithFolder(context, directory);
  const document = await EditedDocument.open(engine, source, file);
  await document.complete(cursor);
  const { bytes } = await engine.request('tramontane/deleteSavedStates', null);
  assert.ok(bytes > 300 * 1536, String(bytes));
  assert.deepEqual(await readdir(directory), []);
});

test('a folder that cannot be used prevents only the saving', async (context) => {
  const directory = path.join(await createFolder(context), 'file');
  await writeFile(directory, 'not a folder');
  const engine = await startEngineWithFolder(context, directory, 1);
  for (const name of ['/workspace/one.js', '/workspace/other.js', '/workspace/one.js']) {
    const document = await EditedDocument.open(engine, source, name);
    const result = await document.complete(cursor);
    assert.notEqual(result.kind === 'nothing' && result.outcome.rule, 'failed');
  }
});
