import assert from 'node:assert/strict';
import test from 'node:test';
import { cutBeforeCloser, findCloserStop } from '../../../src/completion/generation/closerStop.ts';
import type { CompletionShape } from '../../../src/completion/generation/completionShape.ts';
import { createCursorPlace } from '../../support/cursorPlace.ts';

const line: CompletionShape = { kind: 'line', mayOpenBlock: false };
const block: CompletionShape = { kind: 'block', outerColumns: null, hasLines: true };

/** Returns the text before the excess bracket; undefined where there is none. */
function findKeptText(drawing: string, text: string, shape: CompletionShape): string | undefined {
  const length = findCloserStop(text, createCursorPlace(drawing), shape);
  return length === undefined ? undefined : text.slice(0, length);
}

type Case = readonly [name: string, drawing: string, text: string, kept: string | undefined];

const blockCases: readonly Case[] = [
  ['a bracket of an incomplete line does not count', 'if (a) {\n  ║\n}', 'b();\n}', undefined],
  ['a bracket that is closed after the cursor is excess', 'if (a) {\n  ║\n}', 'b();\n}\n', 'b();'],
  ['such a bracket at the start leaves nothing', '{\n║\n}', '}\n', ''],
  ['blanks before such a bracket are left out', '{\n║\n}', '  }\n', ''],
  ['code before it on its line is kept', 'if (a) {\n  ║\n}', 'b(); }\n', 'b(); '],
  ['a bracket that nothing opened is excess', '║', 'a();\n}\nb();\n', 'a();'],
  ['the first of several such brackets counts', '║', 'a();\n]\nb();\n]\n', 'a();'],
  ['a bracket that is open at the end may be closed', 'if (a) {\n  ║', 'b();\n}\n', undefined],
  ['but not twice', 'if (a) {\n  ║', 'b();\n}\n}\n', 'b();\n}'],
  [
    'the inner of two open brackets may be closed, the outer is closed after the cursor',
    'f() {\n  if (a) {\n    ║\n}',
    'b();\n  }\n}\n',
    'b();\n  }',
  ],
  [
    'the first excess bracket counts where more follow',
    'f() {\n  if (a) {\n    if (b) {\n    ║\n  }\n}',
    'c();\n    }\n  }\n}\n',
    'c();\n    }',
  ],
  ['a bracket that nothing opened counts before an excess one', 'f(\n  ║\n)', 'a\n}\nb\n)\n', 'a'],
  ['an excess bracket counts before one that nothing opened', 'f(\n  ║\n)', 'a\n)\nb\n}\n', 'a'],
  ['brackets of the text itself do not count', '{\n  ║\n}', 'f(a[0]);\n  {\n  }\n', undefined],
];

for (const [name, drawing, text, kept] of blockCases) {
  test(name, () => {
    assert.equal(findKeptText(drawing, text, block), kept);
  });
}

const lineCases: readonly Case[] = [
  ['a closed bracket may be typed over', 'f(║)', 'a)\n', undefined],
  ['any bracket of the first line may stay', 'f(║)', 'a }\n', undefined],
  ['the next line must not close it', 'f(║)', 'a,\n  b);\n', 'a,\n  b'],
  ['the next line must not close anything else', 'f(║)', 'a,\n}\n', 'a,'],
  ['on an empty line all brackets count', '{\n  ║\n}', '}\n', ''],
];

for (const [name, drawing, text, kept] of lineCases) {
  test(`where a line continues the cursor's line: ${name}`, () => {
    assert.equal(findKeptText(drawing, text, line), kept);
  });
}

test('in a block that continues the line, brackets of the first line count', () => {
  assert.equal(findKeptText('f(║)', 'a)\n', block), 'a');
});

test('a cut before a bracket also removes the blanks and the line end before it', () => {
  const kept = (text: string, at: number | undefined) => {
    const length = cutBeforeCloser(text, at);
    return length === undefined ? undefined : text.slice(0, length);
  };
  assert.equal(kept('a\n  }', 4), 'a');
  assert.equal(kept('a  }', 3), 'a  ');
  assert.equal(kept('  }', 2), '');
  assert.equal(kept('}', 0), '');
  assert.equal(kept('a', undefined), undefined);
});
