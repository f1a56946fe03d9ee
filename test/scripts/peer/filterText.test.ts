import assert from 'node:assert/strict';
import test from 'node:test';
import { filterText, fitToCursor } from '../../../scripts/peer/filterText.ts';
import { cutDocument } from '../../../scripts/peer/infillPrompt.ts';
import { requestAt } from '../../support/traceRequest.ts';

function filter(drawing: string, text: string): string | undefined {
  const request = requestAt(drawing);
  return filterText(text, cutDocument(request), request);
}

test('blank lines at the end are removed, and a blank text is dropped', () => {
  assert.equal(filter('a║', ' = 1;\n\n  \n'), ' = 1;');
  assert.equal(filter('a║', '  \n'), undefined);
  assert.equal(filter('a║', ''), undefined);
});

test('only one line is shown where text follows the cursor on its line', () => {
  assert.equal(filter('f(║);\nb', 'a, b);'), 'a, b');
  assert.equal(filter('f(║);\nb', 'a,\n  b'), 'a,');
  assert.equal(filter('f(║);\nb', 'a'), 'a');
});

test('a text that follows the cursor already is dropped', () => {
  assert.equal(filter('f(║);\nb', ');'), undefined);
  assert.equal(filter('f(║);\nb\nc', ');\nb\nc'), undefined);
  assert.equal(filter('a ║\n\na b;\nc', 'b;'), undefined);
  assert.equal(filter('a ║\n\na b;\ncd', 'b;\nc'), undefined);
  assert.equal(filter('a ║\n\na b;\nc', 'b;\nd'), 'b;\nd');
});

test('the indentation before the cursor is not shown twice', () => {
  const parts = cutDocument(requestAt('a\n    ║'));
  assert.equal(fitToCursor('    return;', parts), 'return;');
  assert.equal(fitToCursor('      return;', parts), '  return;');
  assert.equal(fitToCursor('return;', parts), 'return;');
});
