import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import type { CacheMode, CompleteResult } from '../../src/engine/protocol.ts';
import { startEngine } from '../support/engineFixture.ts';
import { EditedDocument } from '../support/editedDocument.ts';
import { sumWork } from '../support/totalWork.ts';
import { memoryOnlyCache } from '../support/inMemory.ts';
import { baseModel, infillModel } from '../support/models.ts';

/** Size of windows, in tokens. */
const windowTokens = 512;

/** A file of some 9,000 tokens: larger than any window here. */
const functions = Array.from(
  { length: 160 },
  (_, index) => `/** Adds ${index} to a value. */
export function add${index}(value: number, times: number): number {
  let result = value;
  for (let round = 0; round < times; round++) result += ${index};
  return result;
}
`,
);
const source = functions.join('\n');
/** A file that a window holds whole. */
const short = source.slice(0, 1000);
const endOfShort = 900;
/** Start of a line far above the end. */
const farAbove = source.indexOf('\n', 500) + 1;

let engine: EngineProcess;
let files = 0;
before(async () => {
  engine = await startEngine();
});
after(() => {
  engine.kill();
});

async function load(
  mode: CacheMode,
  model: string = infillModel,
  contextTokens = windowTokens,
): Promise<void> {
  await engine.request('tramontane/loadModel', {
    path: model,
    gpu: 'cpu',
    threads: 1,
    contextTokens,
    cache: { ...memoryOnlyCache, mode },
  });
}

function open(text: string): Promise<EditedDocument> {
  return EditedDocument.open(engine, text, `/workspace/file${files++}.ts`);
}

/** Returns an offset within the first line of a function's body. */
function findBodyOffset(index: number): number {
  return (
    source.indexOf('let result = value;', source.indexOf(`add${index}(`)) + 'let result'.length
  );
}

function getEvaluatedTokens({ metrics }: CompleteResult): number {
  return metrics.evaluatedTokens;
}

test('a key typed at the cursor evaluates the tokens that it changes', async () => {
  await load('patched');
  const document = await open(source);
  await document.complete(findBodyOffset(10));
  let offset = findBodyOffset(10);
  for (const key of '\n  const total = value') {
    await document.edit(offset, 0, key);
    offset++;
    assert.ok(getEvaluatedTokens(await document.complete(offset)) <= 3, key);
  }
});

test('a window that moves evaluates no more than a key', async () => {
  await load('rolling');
  const document = await open('');
  let offset = 0;
  let steps = 0;
  let cells = 0;
  for (const line of source.slice(0, 3600).split('\n')) {
    await document.edit(offset, 0, `${line}\n`);
    offset += line.length + 1;
    const { metrics } = await document.complete(offset, 1);
    assert.ok(metrics.evaluatedTokens <= 48, `${metrics.evaluatedTokens} for ${line}`);
    assert.ok(metrics.cacheTokens < windowTokens);
    assert.equal(metrics.cacheBytes, windowTokens * 1536);
    if (metrics.cacheTokens < cells) steps++;
    cells = metrics.cacheTokens;
  }
  assert.ok(steps >= 4, `${steps} steps`);
});

test('in exact mode a reused cache gives the same text as one from scratch', async () => {
  for (const model of [infillModel, baseModel]) {
    await load('exact', model);
    const document = await open(source);
    let offset = findBodyOffset(20);
    await document.complete(offset);
    for (const piece of ['\n', '  if (', 'times', ' > 1', ') {', '\n    ', 'result']) {
      await document.edit(offset, 0, piece);
      offset += piece.length;
      await document.complete(offset);
      const verified = await document.verify();
      assert.ok(verified?.isEqual, JSON.stringify({ piece, verified }));
    }
  }
});

test('in patched mode a change far above evaluates its own tokens', async () => {
  await load('patched');
  const document = await open(short);
  const cursor = endOfShort;
  // Twice: a window that is cold at first is whole then.
  await document.complete(cursor);
  await document.completeWindow(cursor);
  await document.complete(cursor);
  const inserted = '// a note\n';
  await document.edit(farAbove, 0, inserted);
  const after = await document.complete(cursor + inserted.length);
  assert.ok(getEvaluatedTokens(after) <= 4 + 8, String(getEvaluatedTokens(after)));
  assert.equal(after.metrics.reuse, 'patched');
  await document.edit(farAbove, inserted.length, '');
  const removed = await document.complete(cursor);
  assert.ok(getEvaluatedTokens(removed) <= 8, String(getEvaluatedTokens(removed)));
});

test('patched cells are evaluated again in idle time', async () => {
  await load('patched');
  const document = await open(short);
  const cursor = endOfShort;
  await document.completeWindow(cursor);
  await document.edit(farAbove, 0, '// a note\n');
  const patched = await document.complete(cursor + 10);
  assert.equal(patched.metrics.reuse, 'patched');
  await document.waitForRepair();
  const repairedResult = await document.complete(cursor + 10);
  assert.equal(repairedResult.metrics.reuse, 'exact');
  const verified = await document.verify();
  assert.ok(verified?.isEqual, JSON.stringify(verified));
});

test('returning to a place costs nothing, in each mode', async () => {
  for (const mode of ['exact', 'rolling', 'patched'] as const) {
    await load(mode);
    const document = await open(source);
    await document.complete(findBodyOffset(30));
    await document.complete(findBodyOffset(120));
    const back = await document.complete(findBodyOffset(30));
    assert.ok(getEvaluatedTokens(back) <= 8, `${mode}: ${getEvaluatedTokens(back)}`);
    const forth = await document.complete(findBodyOffset(120));
    assert.ok(getEvaluatedTokens(forth) <= 8, `${mode}: ${getEvaluatedTokens(forth)}`);
  }
});

test('a jump is answered from the lines around the cursor, and the window grows in idle time', async () => {
  // A smaller window would be read at once: it costs no more than a few of the lines around the cursor.
  await load('patched', infillModel, 1024);
  const document = await open(source);
  await document.complete(findBodyOffset(40));
  const cold = await document.complete(findBodyOffset(100));
  assert.ok(cold.metrics.promptTokens <= 192);
  await document.waitForRepair();
  const whole = await document.complete(findBodyOffset(100));
  assert.ok(whole.metrics.promptTokens > 600, String(whole.metrics.promptTokens));
  assert.equal(getEvaluatedTokens(whole), 0);
  assert.ok(whole.metrics.repairTokens > 500);
});

test('a file that costs little more than a cold window is read whole at once', async () => {
  await load('patched');
  const document = await open(source.slice(0, 800));
  const first = await document.complete(700);
  await document.waitForRepair();
  const whole = await document.complete(700);
  assert.equal(whole.metrics.promptTokens, first.metrics.promptTokens);
  assert.equal(getEvaluatedTokens(whole) + whole.metrics.repairTokens, 0);
});

test('a window of another text under the same name is repaired too', async () => {
  await load('patched', infillModel, 1024);
  const file = `/workspace/file${files++}.ts`;
  for (const index of [0, 80, 10]) {
    const text = functions.slice(index, index + 7).join('\n');
    const document = await EditedDocument.open(engine, text, file);
    await document.completeWindow(text.indexOf(' += '));
    const { metrics } = await document.complete(text.indexOf(' += '));
    assert.ok(metrics.repairTokens > 0, 'The window was read at once.');
    if (index > 0) {
      const verified = await document.verify();
      assert.ok(verified === null || verified.isEqual, JSON.stringify({ index, verified }));
    }
    await engine.close(document.uri);
  }
});

test('disabled rules also apply to prefetched prompts', async () => {
  await load('patched');
  const document = await open(short);
  await document.moveCursor(findBodyOffset(2), ['suffixBlock']);
  await document.waitForRepair();
  const report = await document.requestReport();
  assert.ok(report?.runs.every(({ part }) => part !== 'suffix'));
});

test('returning to a cached file costs nothing', async () => {
  await load('patched');
  const one = await open(source);
  const other = await open(source.replaceAll('add', 'plus'));
  const first = await one.complete(findBodyOffset(50));
  await other.complete(findBodyOffset(60));
  const back = await one.complete(findBodyOffset(50));
  assert.equal(getEvaluatedTokens(back), 0);
  assert.deepEqual(back.kind === 'text' && back.text, first.kind === 'text' && first.text);
});

test('typing a suggestion costs nothing', async () => {
  await load('exact');
  const document = await open(source);
  let offset = source.indexOf(' += 7;');
  const first = await document.complete(offset);
  if (first.kind !== 'text') return;
  for (const key of first.text.trimEnd().slice(0, 3)) {
    await document.edit(offset, 0, key);
    offset++;
  }
  const typed = await document.complete(offset);
  assert.ok(getEvaluatedTokens(typed) <= 2);
  const verified = await document.verify();
  assert.ok(verified === null || verified.isEqual);
});

test('a click reads the small window around the cursor, and nothing more until a request', async () => {
  await load('patched');
  const document = await open(source);
  await document.moveCursor(findBodyOffset(70));
  await document.waitForRepair();
  const { metrics } = await document.complete(findBodyOffset(70));
  assert.ok(
    metrics.prefetchedTokens > 60 && metrics.prefetchedTokens <= 192,
    `${metrics.prefetchedTokens}`,
  );
  assert.equal(metrics.evaluatedTokens, metrics.prefetchedTokens);
  assert.equal(metrics.repairTokens, 0);
});

test('eight clicks evaluate at most eight small windows', async () => {
  await load('patched');
  const document = await open(source);
  const before = await engine.request('tramontane/work', null);
  for (const index of [70, 10, 100, 40, 130, 20, 80, 71]) {
    await document.moveCursor(findBodyOffset(index));
    await document.waitForRepair();
  }
  const after = await engine.request('tramontane/work', null);
  const total = sumWork(after) - sumWork(before);
  assert.ok(total > 200 && total <= 8 * 192, `${total}`);
});

test('nothing is evaluated before requests while prefetching is off', async () => {
  await load('patched');
  await engine.notify('tramontane/prefetch', { enabled: false });
  const document = await open(source);
  const before = await engine.request('tramontane/work', null);
  await document.moveCursor(findBodyOffset(70));
  await document.edit(findBodyOffset(70), 0, ' ');
  // A request is answered; nothing follows it.
  const { metrics } = await document.complete(findBodyOffset(70) + 1);
  const after = await engine.request('tramontane/work', null);
  assert.equal(metrics.prefetchedTokens, 0);
  assert.equal(
    after.prefetch + after.repair + after.speculative,
    before.prefetch + before.repair + before.speculative,
  );
  await engine.notify('tramontane/prefetch', { enabled: true });
  await document.waitForRepair();
  const later = await engine.request('tramontane/work', null);
  assert.ok(later.repair > after.repair);
});

test('the cache report of a file shows its content', async () => {
  await load('patched');
  const document = await open(source);
  await document.complete(findBodyOffset(80));
  const report = await document.requestReport();
  assert.ok(report);
  const parts = report.runs.map(({ part }) => part);
  assert.deepEqual([...new Set(parts)], ['head', 'suffix', 'prefix', 'sampled']);
  const prefix = report.runs.find(({ part }) => part === 'prefix');
  const line = source.slice(0, findBodyOffset(80)).split('\n').length - 1;
  assert.equal(prefix?.range?.end.line, line);
  assert.ok(report.files.some(({ uri }) => uri === document.uri));
});
