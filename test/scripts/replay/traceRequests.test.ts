import assert from 'node:assert/strict';
import test from 'node:test';
import { listTraceRequests } from '../../../scripts/replay/traceRequests.ts';

test('the requests of a trace have the document at their time', () => {
  const requests = [
    ...listTraceRequests([
      { type: 'open', t: 0, uri: 'a', text: 'one two' },
      { type: 'cursor', t: 1, offset: 3 },
      { type: 'request', t: 2, offset: 3, expect: '!' },
      { type: 'edit', t: 1002, offset: 3, remove: 4, insert: '!' },
      { type: 'request', t: 1004, offset: 4, expect: '' },
      { type: 'edit', t: 1005, offset: 0, remove: 1, insert: '' },
      { type: 'edit', t: 1006, offset: 3, remove: 0, insert: '?' },
      { type: 'request', t: 1007, offset: 4, expect: '' },
    ]),
  ];
  assert.deepEqual(
    requests.map(({ cause, text, offset }) => [cause, text, offset]),
    [
      ['jump', 'one two', 3],
      ['key', 'one!', 4],
      ['delete', 'ne!?', 4],
    ],
  );
  assert.deepEqual(
    requests.map(({ pauseMs, expect }) => [pauseMs, expect]),
    [
      [1000, '!'],
      [1, ''],
      [null, ''],
    ],
  );
});

test('a request has the text that was typed since the previous one', () => {
  const requests = [
    ...listTraceRequests([
      { type: 'open', t: 0, uri: 'a', text: '' },
      { type: 'cursor', t: 0, offset: 0 },
      { type: 'request', t: 0, offset: 0, expect: 'ab' },
      { type: 'edit', t: 1, offset: 0, remove: 0, insert: 'a' },
      { type: 'edit', t: 2, offset: 1, remove: 0, insert: 'b' },
      { type: 'request', t: 3, offset: 2, expect: '' },
    ]),
  ];
  assert.deepEqual(
    requests.map(({ typedText, keys }) => [typedText, keys]),
    [
      [null, 0],
      ['ab', 2],
    ],
  );
});
