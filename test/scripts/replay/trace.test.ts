import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import {
  findCause,
  pickCostlier,
  readTrace,
  type TraceEvent,
} from '../../../scripts/replay/trace.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tramontane-trace-'));
after(() => {
  rmSync(folder, { recursive: true });
});

function writeTrace(...lines: readonly string[]): string {
  const file = path.join(folder, 'trace.jsonl');
  writeFileSync(file, lines.join('\n'));
  return file;
}

const open = '{"type":"open","t":0,"uri":"a.ts","languageId":"typescript","text":""}';

test('a trace is read line by line', async () => {
  const request = '{"type":"request","t":5,"offset":0,"expect":"x"}';
  const events = await readTrace(writeTrace(open, request, ''));
  assert.deepEqual(
    events.map(({ type }) => type),
    ['open', 'request'],
  );
});

test('an invalid line is reported', async () => {
  await assert.rejects(
    readTrace(writeTrace(open, '{"type":"edit","t":5}')),
    /trace\.jsonl:2 is not/,
  );
  await assert.rejects(readTrace(writeTrace(open, '{"type":"sneeze","t":5}')), /:2 is not/);
});

test('a trace begins with an open file', async () => {
  await assert.rejects(readTrace(writeTrace('{"type":"cursor","t":5,"offset":0}')), /"open" event/);
});

const causes: readonly (readonly [TraceEvent, string | undefined])[] = [
  [{ type: 'edit', t: 0, offset: 0, remove: 0, insert: 'a' }, 'key'],
  [{ type: 'edit', t: 0, offset: 0, remove: 0, insert: '\n    ' }, 'enter'],
  [{ type: 'edit', t: 0, offset: 0, remove: 3, insert: '' }, 'delete'],
  [{ type: 'edit', t: 0, offset: 0, remove: 0, insert: 'a whole line\n' }, 'paste'],
  [{ type: 'cursor', t: 0, offset: 7 }, 'jump'],
  [{ type: 'request', t: 0, offset: 7, expect: '' }, undefined],
];

for (const [event, cause] of causes) {
  test(`the cause of ${JSON.stringify(event)} is ${String(cause)}`, () => {
    assert.equal(findCause(event), cause);
  });
}

test('the costliest of several causes applies to the request', () => {
  assert.equal(pickCostlier('key', 'jump'), 'jump');
  assert.equal(pickCostlier('jump', 'key'), 'jump');
  assert.equal(pickCostlier('enter', 'delete'), 'delete');
});
