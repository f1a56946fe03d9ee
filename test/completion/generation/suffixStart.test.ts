import assert from 'node:assert/strict';
import test from 'node:test';
import { findSuffixStart } from '../../../src/completion/generation/suffixStart.ts';
import { createCursorPlace } from '../../support/cursorPlace.ts';

type Case = readonly [name: string, drawing: string, text: string, kept: string | undefined];

const cases: readonly Case[] = [
  // The rest of the cursor's line.
  ['the rest of the line ends a text', 'a = ║compute(first);', 'b + compute(first);', 'b + '],
  ['it may be all of the text', 'a = ║compute(first);', 'compute(first);', ''],
  ['a blank before it belongs to it', 'a ║ = compute(first);', 'b = compute(first);', 'b'],
  ['a blank within it does not', 'a = ║compute(first, b);', 'b + compute(first, b);', 'b + '],
  ['blanks at its end do not matter', 'a = ║compute(first);  ', 'b + compute(first);', 'b + '],
  ['with twelve characters it is no coincidence', 'a = ║compute(on);', 'b+compute(on);', 'b+'],
  ['with eleven it may be one', 'a = ║compute(o);', 'b+compute(o);', undefined],
  ['blanks do not count', 'a = ║f(a,  b,  c);', 'b+f(a,  b,  c);', undefined],
  ['in a later line it is other code', 'a = ║compute(first);', 'b;\ncompute(first);', undefined],
  ['other text may follow it', 'a = ║compute(first);', 'b+compute(first);\nc', 'b+'],

  // Lines below the cursor.
  [
    'a line from below ends a text',
    '{\n  ║\n  return computed;\n}',
    'a();\n  return computed;\n',
    'a();',
  ],
  ['it may be all of the text', '{\n  ║\n  return computed;\n}', 'return computed;\n', ''],
  [
    'an incomplete line is not compared',
    '{\n  ║\n  return computed;\n}',
    'return computed;',
    undefined,
  ],
  [
    'empty lines do not matter',
    '{\n  ║\n\n  return computed;\n}',
    'a();\n\n  return computed;\n',
    'a();\n',
  ],
  ['twelve characters are no coincidence', '{\n  ║\n  returned(0);\n}', 'returned(0);\n', ''],
  ['eleven may be one', '{\n  ║\n  returned(0)\n}', 'returned(0)\nb();\n', undefined],
  [
    'short lines are none where the next line agrees',
    '{\n  ║\n  a();\n  b();\n  c();\n}',
    'x();\n  a();\n  b();\n  c();\n',
    'x();',
  ],
  ['all of the lines below are none, however short', '║\na()\nb()', 'x()\na()\nb()\nc()\n', 'x()'],
  ['a single short line below may be one', '║\na()', 'x()\na()\n', undefined],
  [
    'a line that continues the cursor line is not compared',
    '{\n  x ║\n  return computed;\n}',
    'return computed;\n',
    undefined,
  ],
  [
    'the lines after it are compared',
    '{\n  x ║\n  return computed;\n}',
    '= a;\n  return computed;\n',
    '= a;',
  ],
  [
    'the line right after the cursor line is compared',
    '{\n  x = ║\n  return computed;\n}',
    '\n  return computed;\n',
    '',
  ],
  [
    'a line with another indentation needs three times as many characters',
    '{\n  ║\n    return computed;\n}',
    'a();\n  return computed;\n',
    undefined,
  ],
  [
    'and is the same line with as many',
    '{\n  ║\n    return computed(first, second, third, fourth);\n}',
    'a();\n  return computed(first, second, third, fourth);\n',
    'a();',
  ],
  [
    'brackets with another indentation are other brackets',
    '{\n  ║\n  }\n  return computed;\n',
    'a();\n    }\n  return computed;\n',
    undefined,
  ],
  [
    'brackets with the same indentation are the same',
    '{\n  ║\n  }\n  return computed;\n',
    'a();\n  }\n  return computed;\n',
    'a();',
  ],
  [
    'the indentation of the first line includes the blanks before the cursor',
    '{\n  ║\n  returned(0);\n}',
    'returned(0);\n',
    '',
  ],
];

for (const [name, drawing, text, kept] of cases) {
  test(`${name}: ${JSON.stringify(text)}`, () => {
    const length = findSuffixStart(text, createCursorPlace(drawing));
    assert.equal(length === undefined ? undefined : text.slice(0, length), kept);
  });
}

test('forty lines below the cursor are compared', () => {
  const startBelow = (blankLines: number) => {
    const place = createCursorPlace(`║${'\n'.repeat(blankLines)}\nreturn computed;`);
    return findSuffixStart('return computed;\n', place);
  };
  assert.equal(startBelow(39), 0);
  assert.equal(startBelow(40), undefined);
});
