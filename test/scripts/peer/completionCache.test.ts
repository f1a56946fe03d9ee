import assert from 'node:assert/strict';
import test from 'node:test';
import { CompletionCache } from '../../../scripts/peer/completionCache.ts';
import { cutDocument, type InfillParts } from '../../../scripts/peer/infillPrompt.ts';
import { createTraceRequest } from '../../support/traceRequest.ts';

function cutAtCursor(markedText: string): InfillParts {
  return cutDocument(createTraceRequest(markedText));
}

test('a completion is found where it was stored', () => {
  const cache = new CompletionCache();
  cache.store(cutAtCursor('a\nlet x = ║\nb'), 'y + 1;');
  assert.equal(cache.find(cutAtCursor('a\nlet x = ║\nb')), 'y + 1;');
});

test('the rest of a completion is found while the user types along it', () => {
  const cache = new CompletionCache();
  cache.store(cutAtCursor('a\nlet ║\nb'), 'x = y + 1;');
  assert.equal(cache.find(cutAtCursor('a\nlet x = ║\nb')), 'y + 1;');
  assert.equal(cache.find(cutAtCursor('a\nlet x = y + 1;║\nb')), '');
});

test('another text, another line and another suffix have no completion', () => {
  const cache = new CompletionCache();
  cache.store(cutAtCursor('a\nlet ║\nb'), 'x = y + 1;');
  assert.equal(cache.find(cutAtCursor('a\nlet z║\nb')), undefined);
  assert.equal(cache.find(cutAtCursor('c\nlet ║\nb')), undefined);
  assert.equal(cache.find(cutAtCursor('a\nlet ║;\nb')), undefined);
  assert.equal(cache.find(cutAtCursor('a\nle║\nb')), undefined);
});

test('a completion on a blank line is found after its indentation', () => {
  const cache = new CompletionCache();
  cache.store(cutAtCursor('a {\n  ║\n}'), '  return x;');
  assert.equal(cache.find(cutAtCursor('a {\n  ret║\n}')), 'urn x;');
});

test('further lines are found after the first one is accepted', () => {
  const cache = new CompletionCache();
  cache.storeFurtherLines(cutAtCursor('z\na {║\n}'), ' // b\n  return x;\n  more();');
  assert.equal(cache.find(cutAtCursor('z\na { // b\n  ║\n}')), '  return x;\n  more();');
});

test('further lines are not stored where text follows the cursor on its line', () => {
  const cache = new CompletionCache();
  cache.storeFurtherLines(cutAtCursor('z\na(║)\n}'), 'b,\n  c');
  assert.equal(cache.find(cutAtCursor('z\na(b,\n  ║\n}')), undefined);
});

test('the least recently used completion is evicted first', () => {
  const cache = new CompletionCache(2);
  const [one, two, three] = [cutAtCursor('1\nx║'), cutAtCursor('2\nx║'), cutAtCursor('3\nx║')];
  cache.store(one, 'one');
  cache.store(two, 'two');
  cache.find(one);
  cache.store(three, 'three');
  assert.deepEqual(
    [one, two, three].map((parts) => cache.find(parts)),
    ['one', undefined, 'three'],
  );
});
