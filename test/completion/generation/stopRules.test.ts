import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { shapeAt } from '../../../src/completion/generation/completionShape.ts';
import { stopAt } from '../../../src/completion/generation/stopRules.ts';
import { viewOf } from '../../support/cursor.ts';

/** Feeds a text character by character, as a model writes, and tells where it is stopped. */
function written(drawing: string, text: string): { text: string; reason: string } | undefined {
  const view = viewOf(drawing);
  const shape = shapeAt(view, 'auto');
  for (let length = 1; length <= text.length; length++) {
    const stop = stopAt(text.slice(0, length), shape, view);
    if (stop) return { text: text.slice(0, stop.length), reason: stop.reason };
  }
  return undefined;
}

test('a line ends at its end', () => {
  assert.deepEqual(written('const a = ║', ' 1;\nconst b'), { text: ' 1;', reason: 'lineEnd' });
});

test('on an empty line, empty lines before the first text do not count', () => {
  assert.deepEqual(written('a();\n║', '\nb();\nc'), { text: '\nb();', reason: 'lineEnd' });
});

test('a model that writes nothing but empty lines is stopped', () => {
  assert.deepEqual(written('a();\n║', '\n\n\n\n'), { text: '', reason: 'lineEnd' });
});

test('a block ends with its closing bracket', () => {
  assert.deepEqual(written('if (a) {║', '\n  b();\n}\nc();\n'), {
    text: '\n  b();\n}',
    reason: 'blockEnd',
  });
});

test('a block leaves the closing bracket to the suffix that has it', () => {
  assert.deepEqual(written('if (a) {\n  ║\n}', '  b();\n}\n'), {
    text: '  b();',
    reason: 'blockEnd',
  });
});

test('a block of Python ends before the line that leaves it', () => {
  assert.deepEqual(written('def f():\n    ║', '    return 1\n\ndef g():\n'), {
    text: '    return 1\n',
    reason: 'blockEnd',
  });
});

test('a nested block is part of the block', () => {
  assert.equal(written('def f():\n    ║', '    if a:\n        b\n    c\n'), undefined);
});

test('a block is eight lines long at the most', () => {
  const lines = Array.from({ length: 12 }, (_, index) => `  call${index}();\n`).join('');
  assert.equal(written('if (a) {║', `\n${lines}`)?.text.trim().split('\n').length, 8);
});

test('the line that follows in the document ends the text', () => {
  assert.deepEqual(written('if (a) {\n  ║\n  return b;\n}', '  c();\n  return b;\n'), {
    text: '  c();',
    reason: 'suffix',
  });
});

test('the bracket of an inner block is not the one that follows in the document', () => {
  const inner = '    for (;;) {\n      c();\n    }\n    d();\n  }\n';
  assert.deepEqual(written('  if (a) {\n    ║\n  }\n}', inner), {
    text: '    for (;;) {\n      c();\n    }\n    d();',
    reason: 'blockEnd',
  });
});

test('a repeated line is cut off', () => {
  assert.deepEqual(written('if (a) {║', '\n  b();\n  b();\n'), {
    text: '\n  b();',
    reason: 'repetition',
  });
});

test('a line that runs in circles leaves nothing', () => {
  assert.deepEqual(written('x = ║', 'abc abc abc abc '), { text: '', reason: 'repetition' });
});

test('a stop never keeps more than was written', () => {
  const unit = fc.constantFrom('a', 'b', ' ', '\n', '}', '{', '(', ')', ';');
  fc.assert(
    fc.property(
      fc.constantFrom('if (a) {║', 'x = ║', 'def f():\n    ║', '  {\n    ║\n  }\nend', '║'),
      fc.string({ unit, maxLength: 60 }),
      (drawing, text) => {
        const view = viewOf(drawing);
        const stop = stopAt(text, shapeAt(view, 'auto'), view);
        assert.ok(stop === undefined || (stop.length >= 0 && stop.length <= text.length));
      },
    ),
  );
});
