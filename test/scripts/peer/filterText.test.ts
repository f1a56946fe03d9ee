import assert from 'node:assert/strict';
import test from 'node:test';
import { filterText, fitToCursor } from '../../../scripts/peer/filterText.ts';
import { cutDocument } from '../../../scripts/peer/infillPrompt.ts';
import { createTraceRequest } from '../../support/traceRequest.ts';

function filterAtCursor(markedText: string, text: string): string | undefined {
  const request = createTraceRequest(markedText);
  return filterText(text, cutDocument(request), request);
}

test('blank lines at the end are removed, and a blank text is dropped', () => {
  assert.equal(filterAtCursor('a║', ' = 1;\n\n  \n'), ' = 1;');
  assert.equal(filterAtCursor('a║', '  \n'), undefined);
  assert.equal(filterAtCursor('a║', ''), undefined);
});

test('only one line is shown where text follows the cursor on its line', () => {
  assert.equal(filterAtCursor('f(║);\nb', 'a, b);'), 'a, b');
  assert.equal(filterAtCursor('f(║);\nb', 'a,\n  b'), 'a,');
  assert.equal(filterAtCursor('f(║);\nb', 'a'), 'a');
});

test('a text that already follows the cursor is dropped', () => {
  assert.equal(filterAtCursor('f(║);\nb', ');'), undefined);
  assert.equal(filterAtCursor('f(║);\nb\nc', ');\nb\nc'), undefined);
  assert.equal(filterAtCursor('a ║\n\na b;\nc', 'b;'), undefined);
  assert.equal(filterAtCursor('a ║\n\na b;\ncd', 'b;\nc'), undefined);
  assert.equal(filterAtCursor('a ║\n\na b;\nc', 'b;\nd'), 'b;\nd');
});

test('the indentation before the cursor is not shown twice', () => {
  const parts = cutDocument(createTraceRequest('a\n    ║'));
  assert.equal(fitToCursor('    return;', parts), 'return;');
  assert.equal(fitToCursor('      return;', parts), '  return;');
  assert.equal(fitToCursor('return;', parts), 'return;');
});
