import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import { EditedDocument } from '../support/editedDocument.ts';
import { engineFor } from '../support/engineFixture.ts';
import { fillInModel } from '../support/models.ts';

const source = Array.from(
  { length: 60 },
  (_, index) => `function step${index}(state) {\n  state.count += ${index};\n  return state;\n}\n`,
).join('\n');
const cursor = source.indexOf('count += 40') + 'count'.length;

async function folderFor(context: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tramontane-test-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts an engine that saves its caches in a folder. */
async function engineWith(
  context: TestContext,
  directory: string,
  memoryBytes = 2 ** 28,
): Promise<EngineProcess> {
  const engine = await engineFor(context);
  await engine.request('tramontane/loadModel', {
    path: fillInModel,
    gpu: 'cpu',
    threads: 1,
    contextTokens: 1024,
    cache: { mode: 'exact', memoryBytes, saved: { directory, limitBytes: 2 ** 28 } },
  });
  return engine;
}

/** Completes in a file, waits until its window is whole, and ends the engine in an orderly way. */
async function sessionIn(context: TestContext, directory: string, file: string): Promise<string> {
  const engine = await engineWith(context, directory);
  const document = await EditedDocument.open(engine, source, file);
  await document.whole(cursor);
  const result = await document.complete(cursor);
  await engine.stop();
  return result.kind === 'text' ? result.text : result.reason;
}

test('the cache of a file survives a restart', async (context) => {
  const directory = await folderFor(context);
  const before = await sessionIn(context, directory, '/workspace/kept.js');
  const engine = await engineWith(context, directory);
  const document = await EditedDocument.open(engine, source, '/workspace/kept.js');
  const result = await document.complete(cursor);
  assert.ok(result.metrics.evaluatedTokens <= 8, String(result.metrics.evaluatedTokens));
  assert.ok(result.metrics.promptTokens > 600);
  assert.equal(result.kind === 'text' ? result.text : result.reason, before);
  const verified = await document.verify();
  assert.ok(verified === null || verified.isEqual);
});

test('a file that changed meanwhile above its window finds its cache again', async (context) => {
  const directory = await folderFor(context);
  await sessionIn(context, directory, '/workspace/kept.js');
  const engine = await engineWith(context, directory);
  const above = '// A new line.\n';
  const document = await EditedDocument.open(engine, above + source, '/workspace/kept.js');
  const { metrics } = await document.complete(above.length + cursor);
  assert.ok(metrics.evaluatedTokens <= 8, String(metrics.evaluatedTokens));
});

test('saved caches that were damaged are refused, and the completion comes all the same', async (context) => {
  const directory = await folderFor(context);
  await sessionIn(context, directory, '/workspace/kept.js');
  const [state] = (await readdir(directory)).filter((name) => name.endsWith('.state'));
  assert.ok(state !== undefined);
  const file = path.join(directory, state);
  await truncate(file, 5000);
  const engine = await engineWith(context, directory);
  const document = await EditedDocument.open(engine, source, '/workspace/kept.js');
  const result = await document.complete(cursor);
  assert.ok(result.metrics.evaluatedTokens > 100);
  assert.notEqual(result.kind === 'nothing' && result.reason, 'failed');
  assert.ok(!(await readdir(directory)).includes(state));
});

test('where memory holds one window, files come back from what was saved', async (context) => {
  const engine = await engineWith(context, await folderFor(context), 1);
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
  const report = await one.report();
  assert.equal(report?.files.filter(({ where }) => where === 'memory').length, 1);
});

test('of files that look secret nothing is saved', async (context) => {
  const directory = await folderFor(context);
  const engine = await engineWith(context, directory, 1);
  for (const file of ['/workspace/.env', '/workspace/server.key', '/workspace/last.js']) {
    const document = await EditedDocument.open(engine, source, file);
    await document.complete(cursor);
  }
  assert.deepEqual(
    (await readdir(directory)).filter((name) => name.endsWith('.state')),
    [],
  );
});

test('saved caches are deleted when that is asked for', async (context) => {
  const directory = await folderFor(context);
  await sessionIn(context, directory, '/workspace/kept.js');
  const engine = await engineWith(context, directory);
  const document = await EditedDocument.open(engine, source, '/workspace/kept.js');
  await document.complete(cursor);
  const { bytes } = await engine.request('tramontane/deleteSavedStates', null);
  assert.ok(bytes > 600 * 1536, String(bytes));
  assert.deepEqual(await readdir(directory), []);
});

test('a folder that can not be used costs nothing but the saving', async (context) => {
  const directory = path.join(await folderFor(context), 'file');
  await writeFile(directory, 'not a folder');
  const engine = await engineWith(context, directory, 1);
  for (const file of ['/workspace/one.js', '/workspace/other.js', '/workspace/one.js']) {
    const document = await EditedDocument.open(engine, source, file);
    const result = await document.complete(cursor);
    assert.notEqual(result.kind === 'nothing' && result.reason, 'failed');
  }
});
