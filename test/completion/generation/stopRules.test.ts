import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { resolveShape } from '../../../src/completion/generation/completionShape.ts';
import { findStop } from '../../../src/completion/generation/stopRules.ts';
import type { CompletionRule } from '../../../src/completion/rules.ts';
import { CursorPlace } from '../../../src/completion/syntax/cursorPlace.ts';
import { createMarkedTextView } from '../../support/cursor.ts';
import { createCursorPlace } from '../../support/cursorPlace.ts';

interface GenerationOptions {
  readonly languageId?: string;
  readonly lines?: 'auto' | 'single';
  readonly disabledRules?: readonly CompletionRule[];
}

/** Applies the rules to a text character by character. Returns the kept text and the reason, if any. */
function applyStopRules(
  markedText: string,
  text: string,
  { languageId = 'javascript', lines = 'auto', disabledRules = [] }: GenerationOptions = {},
): readonly [text: string, reason: string] | undefined {
  const place = createCursorPlace(markedText, languageId);
  const shape = resolveShape(place, lines);
  for (let length = 1; length <= text.length; length++) {
    const stop = findStop(text.slice(0, length), { place, shape, disabledRules });
    if (stop) return [text.slice(0, stop.length), stop.reason];
  }
  return undefined;
}

type Case = readonly [
  name: string,
  drawing: string,
  text: string,
  stopped: readonly [text: string, reason: string] | undefined,
  language?: string,
];

const cases: readonly Case[] = [
  ['a line ends at its end', 'const a = ║', ' 1;\nconst b', [' 1;', 'lineEnd']],
  [
    'on an empty line, empty lines before the first text do not count',
    '// a║\n',
    '\nb();\nc',
    ['', 'lineEnd'],
  ],
  ['a model that generates only empty lines is stopped', 'a();\n║', '\n\n\n\n', ['', 'blockEnd']],
  [
    'a block ends with its closing bracket',
    'if (a) {║',
    '\n  b();\n}\nc();\n',
    ['\n  b();\n}', 'blockEnd'],
  ],
  [
    'a block continues after a bracket that opens another',
    'if (a) {║',
    '\n  b();\n} else {\n  c();\n}\nd',
    ['\n  b();\n} else {\n  c();\n}', 'blockEnd'],
  ],
  [
    'a block leaves the closing bracket to the suffix that has it',
    'if (a) {\n  ║\n}',
    'b();\n}\n',
    ['b();', 'closerReached'],
  ],
  [
    'a bracket that is opened again is not the one of the suffix',
    'if (a) {\n  ║\n}',
    'b();\n} else {\n  c();\n}\n',
    ['b();\n} else {\n  c();', 'closerReached'],
  ],
  [
    'brackets in strings and comments close nothing',
    'if (a) {\n  ║\n}',
    'b("}");\n  // }\n  c(/[}]/);\n',
    undefined,
  ],
  [
    'a block of Python ends before the line that leaves it',
    'def f():\n    ║',
    'return 1\n\ndef g():\n',
    ['return 1\n', 'blockEnd'],
    'python',
  ],
  [
    'a nested block is part of the block',
    'def f():\n    ║',
    'if a:\n        b\n    c\n',
    undefined,
    'python',
  ],
  [
    'lines of a docstring end no block',
    'def f():\n    ║',
    '"""\nSays so.\n"""\n    return 1\n',
    undefined,
    'python',
  ],
  [
    'a Python block continues after a loop to the end of the function',
    'def f():\n    for a in b:\n        c(a)\n        ║\n\nx = 1',
    'd(a)\n    return 1\ny = 1\n',
    ['d(a)\n    return 1', 'blockEnd'],
    'python',
  ],
  [
    'a paragraph of a continued block ends at an empty line',
    '{\n  a();\n  ║\n}',
    'b();\n  c();\n\n  d',
    ['b();\n  c();\n', 'blockEnd'],
  ],
  [
    'a line that opens a block continues to its end',
    'const f = ║',
    '() => {\n  a();\n};\nb',
    ['() => {\n  a();\n};', 'blockEnd'],
  ],
  [
    'a next line that does not indent more is not that block',
    'const f = ║\ng();',
    '() => {\n  a();\n};\nb',
    ['() => {\n  a();\n};', 'blockEnd'],
  ],
  [
    'a line that opens a block whose lines already follow is a line',
    'if (a║\n  b();\n}',
    ') {\n  c();\n',
    [') {', 'lineEnd'],
  ],
  [
    'the lines that follow in the document end the text',
    'if (a) {\n  ║\n  return computed;\n}',
    'c();\n  return computed;\n',
    ['c();', 'suffixReached'],
  ],
  [
    'a short line in common with what follows is chance until the next one agrees',
    '{\n  ║\n  i++;\n  list.push(i);\n}',
    'a();\n  i++;\n  b();\n  i++;\n  list.push(i);\n',
    ['a();\n  i++;\n  b();', 'suffixReached'],
  ],
  [
    'lines that follow are known with other quotes and blanks',
    'f(\n  ║\n  "first", second,\n)',
    "a,\n  'first',  second\n",
    ['a,', 'suffixReached'],
  ],
  [
    'a line that differs in a name from what follows is another line',
    '{\n  ║\n  const height = box.height();\n}',
    'const weight = box.weight();\n',
    undefined,
  ],
  [
    'the rest of the line ends the text where it begins',
    'const ║ = compute(first);',
    'value = compute(first); more',
    ['value', 'suffixReached'],
  ],
  ['a short rest of the line may be part of the text', 'f(║);', 'g(a);', undefined],
  [
    'the bracket of an inner block is not the one that follows in the document',
    '  if (a) {\n    ║\n  }\n}',
    'for (;;) {\n      c();\n    }\n    d();\n  }\n',
    ['for (;;) {\n      c();\n    }\n    d();', 'closerReached'],
  ],
  [
    'a repeated long line is cut off',
    'if (a) {║',
    '\n  first.call(second, third);\n  first.call(second, third);\n',
    ['\n  first.call(second, third);', 'repetition'],
  ],
  [
    'a short line may stand there twice, not thrice',
    'if (a) {║',
    '\n  b();\n  b();\n  b();\n',
    ['\n  b();', 'repetition'],
  ],
  [
    'a line that only repeats itself leaves nothing',
    'x = ║',
    'abc abc abc abc ',
    ['', 'repetition'],
  ],
];

for (const [name, markedText, text, stopped, languageId] of cases) {
  test(name, () => {
    assert.deepEqual(applyStopRules(markedText, text, languageId ? { languageId } : {}), stopped);
  });
}

test('a single line stays one, even if it opens a block', () => {
  const kept = applyStopRules('const f = ║', '() => {\n  a();\n', { lines: 'single' });
  assert.deepEqual(kept, ['() => {', 'lineEnd']);
});

test('on an empty line, a line may follow up to two empty ones', () => {
  for (const [text, kept] of [
    ['\nb();\nc', '\nb();'],
    ['\n\nb();\nc', '\n\nb();'],
    ['\n\n\nb();\nc', ''],
  ] as const) {
    assert.deepEqual(applyStopRules('a();\n║', text, { lines: 'single' }), [kept, 'lineEnd']);
  }
});

/** Returns the length of a block's text, with a parser that finds its end at an offset. */
function parsedLength(text: string, end: number | undefined, hasLines = false): number | undefined {
  const syntax = { cursorNode: 'other', countErrors: () => 0, findBlockEnd: () => end } as const;
  const place = new CursorPlace(createMarkedTextView('if (a) {║'), 'javascript', syntax);
  return findStop(text, { place, shape: { kind: 'block', outerColumns: 0, hasLines } })?.length;
}

test('a block ends with the line in which the parser finds its end, once that line is complete', () => {
  const text = '\n  b() } // c\n  d();\n';
  const lineEnd = '\n  b() } // c'.length;
  assert.equal(parsedLength(text, 9), lineEnd);
  assert.equal(parsedLength(text, lineEnd), lineEnd);
  assert.equal(parsedLength(text.trimEnd(), 9), undefined, 'Its last line is incomplete.');
  assert.equal(parsedLength(text, undefined), undefined);
  assert.equal(parsedLength(text, text.length), undefined);
});

test('of the ends by indentation and by the parser the first applies', () => {
  const text = '\n  b();\n}\nc();\n';
  assert.equal(parsedLength(text, 4), '\n  b();'.length);
  assert.equal(parsedLength(text, 12), '\n  b();\n}'.length);
});

test('the parser does not end a paragraph of a block', () => {
  assert.equal(parsedLength('\n  b() }\n  c();\n', 9, true), undefined);
});

test('a line that opens a block ends where the parser finds its end', () => {
  const syntax = { cursorNode: 'other', countErrors: () => 0, findBlockEnd: () => 10 } as const;
  const place = new CursorPlace(createMarkedTextView('f = ║'), 'javascript', syntax);
  const shape = { kind: 'line', mayOpenBlock: true } as const;
  assert.deepEqual(findStop('() => {\n  a()\n  b()\n', { place, shape }), {
    length: '() => {\n  a()'.length,
    reason: 'blockEnd',
  });
});

test('a block has at most eight lines', () => {
  const lines = Array.from({ length: 12 }, (_, index) => `  call${index}();\n`).join('');
  const [text = ''] = applyStopRules('if (a) {║', `\n${lines}`) ?? [];
  assert.equal(text.trim().split('\n').length, 7);
});

test('a disabled rule stops nothing', () => {
  const both = 'b();\n}\n';
  assert.equal(applyStopRules('if (a) {\n  ║\n}', both)?.[1], 'closerReached');
  assert.equal(
    applyStopRules('if (a) {\n  ║\n}', both, { disabledRules: ['closerReached'] })?.[1],
    'blockEnd',
  );
  assert.equal(applyStopRules('a = ║', '1;\n', { disabledRules: ['lineEnd'] }), undefined);
  assert.equal(
    applyStopRules('if (a) {║', '\n b\n}\n', { disabledRules: ['blockEnd'] }),
    undefined,
  );
  const below = '{\n  ║\n  return computed;\n}';
  assert.equal(applyStopRules(below, 'return computed;\n')?.[1], 'suffixReached');
  assert.equal(
    applyStopRules(below, 'return computed;\n', { disabledRules: ['suffixReached'] }),
    undefined,
  );
  const loop = 'abc abc abc abc ';
  assert.equal(applyStopRules('x = ║', loop, { disabledRules: ['repetition'] }), undefined);
});

test('a stop never keeps more than was generated', () => {
  const unit = fc.constantFrom('a', 'b', ' ', '\n', '}', '{', '(', ')', ';', '"', '`', '/', '#');
  fc.assert(
    fc.property(
      fc.constantFrom('if (a) {║', 'x = ║', 'def f():\n    ║', '  {\n    ║\n  }\nend', '║'),
      fc.constantFrom('javascript', 'python', 'plaintext', 'unknown'),
      fc.string({ unit, maxLength: 60 }),
      (drawing, languageId, text) => {
        const place = createCursorPlace(drawing, languageId);
        const stop = findStop(text, { place, shape: resolveShape(place, 'auto') });
        assert.ok(stop === undefined || (stop.length >= 0 && stop.length <= text.length));
      },
    ),
  );
});

test('a generation that continues with the suffix stops before the suffix', () => {
  const statement = fc.constantFrom('alpha(beta);', 'const gamma = delta();', 'return epsilon;');
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 3 }), (statements) => {
      const text = statements.map((line, index) => `${line} // ${index}`).join('\n  ');
      const suffix = '\n  finally(the, suffix, begins);\n}\n';
      const [kept = ''] = applyStopRules(`function f() {\n  ║${suffix}`, `${text}${suffix}`) ?? [];
      assert.equal(kept, text);
    }),
  );
});
