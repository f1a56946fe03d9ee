import assert from 'node:assert/strict';
import test from 'node:test';
import type { CompleteResult, WorkCounts } from '../../src/engine/protocol.ts';
import { EditedDocument } from '../support/editedDocument.ts';
import { sumWork } from '../support/totalWork.ts';
import { loadWithWindows, useRealEngine } from './realModel.ts';

const engine = useRealEngine();
let files = 0;

function open(text: string): Promise<EditedDocument> {
  return EditedDocument.open(engine.current, text, `/workspace/file${files++}.ts`);
}

function getText(result: CompleteResult): string {
  return result.kind === 'text' ? result.text : '';
}

function requestWork(): Promise<WorkCounts> {
  return engine.current.request('tramontane/work', null);
}

/** Returns a file of some 700 tokens with a phrase in its first line that its last line requires. */
function createFileWithPhrase(name: string, value: string): string {
  const functions = Array.from(
    { length: 14 },
    (_, index) => `function scale${index}(value: number, factor: number): number {
  const scaled = value * factor + ${index};
  return Math.round(scaled);
}
`,
  );
  return `const ${name} = '${value}';\n\n${functions.join('\n')}\nconsole.log(${name.slice(0, 5)}`;
}

const phrases = [
  ['harbourMasterName', 'Quentin'],
  ['zebraCrossingWidth', 'four'],
  ['violetLanternCode', 'x-17'],
  ['marbleStaircaseId', 'west'],
] as const;

for (const windows of [1, 2, 3]) {
  test(`with memory for ${windows} windows the prompt has each of four files whole after a pause`, async () => {
    await loadWithWindows(engine.current, windows);
    const documents = [];
    for (const [name, value] of phrases) {
      const text = createFileWithPhrase(name, value);
      const document = await open(text);
      await document.completeWindow(text.length);
      documents.push({ document, text, name });
    }
    for (const { document, text, name } of [...documents, ...documents.slice(0, 2)]) {
      await document.completeWindow(text.length);
      const result = await document.complete(text.length);
      assert.ok(result.metrics.promptTokens > 450, `${result.metrics.promptTokens} tokens`);
      const rest = name.slice(5);
      assert.ok(getText(result).startsWith(rest), `${name}: ${JSON.stringify(result)}`);
    }
  });
}

const rect = `export interface Rect { left: number; top: number; right: number; bottom: number }

export function widthOf(rect: Rect): number {
  return rect.right - rect.left;
}

export function heightOf(rect: Rect): number {
  ║
}

export function area(rect: Rect): number {
  return widthOf(rect) * heightOf(rect);
}
`;

test('typing after a pause gives the text of a new engine, and does not repeat the line', async () => {
  await loadWithWindows(engine.current, 2);
  const cursor = rect.indexOf('║');
  const document = await open(rect.replace('║', ''));
  await document.moveCursor(cursor);
  await document.waitForRepair();
  let offset = cursor;
  for (const key of 'return ') {
    await document.edit(offset, 0, key);
    offset++;
  }
  const rested = await document.complete(offset);
  await loadWithWindows(engine.current, 2);
  const fresh = await open(rect.replace('║', 'return '));
  const expected = await fresh.complete(offset);
  assert.equal(getText(rested), getText(expected));
  assert.equal(getText(rested), 'rect.bottom - rect.top;');
});

test('the suffix is never kept after a cursor that it was not read for', async () => {
  await loadWithWindows(engine.current, 2, 'exact');
  const cursor = rect.indexOf('║');
  const document = await open(rect.replace('║', ''));
  let offset = cursor;
  for (const piece of ['return ', 'rect.', 'bottom', ' - ', 'rect']) {
    await document.edit(offset, 0, piece);
    offset += piece.length;
    await document.complete(offset);
    const verified = await document.verify();
    assert.ok(verified === null || verified.isEqual, JSON.stringify({ piece, verified }));
  }
});

test('eight clicks evaluate at most eight small windows, and none while prefetching is off', async () => {
  await loadWithWindows(engine.current, 2);
  const text = createFileWithPhrase('harbourMasterName', 'Quentin');
  const document = await open(text);
  const click = async (index: number) => {
    await document.moveCursor(text.indexOf(`function scale${index}(`));
    await document.waitForRepair();
  };
  const before = await requestWork();
  for (const index of [9, 2, 12, 5, 7, 1, 13, 4]) await click(index);
  const after = await requestWork();
  const total = sumWork(after) - sumWork(before);
  assert.ok(total > 0 && total <= 8 * 192, `${total} tokens`);
  await engine.current.notify('tramontane/prefetch', { enabled: false });
  await document.moveCursor(text.indexOf('function scale8('));
  assert.equal(sumWork(await requestWork()), sumWork(after));
  await engine.current.notify('tramontane/prefetch', { enabled: true });
});
