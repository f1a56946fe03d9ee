import assert from 'node:assert/strict';
import test from 'node:test';
import {
  shapeAt,
  type CompletionShape,
} from '../../../src/completion/generation/completionShape.ts';
import { viewOf } from '../../support/cursor.ts';

const line: CompletionShape = { kind: 'line' };
const cases: readonly (readonly [name: string, drawing: string, shape: CompletionShape])[] = [
  ['the middle of a line is a line', 'const a = ║', line],
  ['text behind the cursor makes it a line', 'if (a) {║ b', line],
  ['a brace at the line end opens a block', 'if (a) {║', { kind: 'block', openerColumns: 0 }],
  ['an auto-closed brace is no text', 'f(() => {║})', { kind: 'block', openerColumns: 0 }],
  [
    'an empty line below an opener is in a block',
    '  for (;;) {\n    ║\n  }',
    { kind: 'block', openerColumns: 2 },
  ],
  ["Python's colon opens a block", 'def f():\n    ║', { kind: 'block', openerColumns: 0 }],
  ['an empty line below a statement is a line', 'a();\n║', line],
  ['an empty document is a line', '║', line],
];

for (const [name, drawing, shape] of cases) {
  test(name, () => {
    assert.deepEqual(shapeAt(viewOf(drawing), 'auto'), shape);
  });
}

test('single never gives a block', () => {
  assert.deepEqual(shapeAt(viewOf('if (a) {║'), 'single'), line);
});
