import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { StopReason } from '../../../src/completion/outcome.ts';
import { mayReplace } from '../../../src/completion/postprocess/filter.ts';
import {
  postprocess,
  type PostprocessResult,
} from '../../../src/completion/postprocess/postprocess.ts';
import type { CompletionRule } from '../../../src/completion/rules.ts';
import { isWorse } from '../../../src/completion/syntax/codeScanner.ts';
import { CursorPlace } from '../../../src/completion/syntax/cursorPlace.ts';
import type { SyntaxTree } from '../../../src/completion/syntax/syntaxTree.ts';
import { createMarkedTextView } from '../../support/cursor.ts';
import { createCursorPlace } from '../../support/cursorPlace.ts';

function postprocessText(
  place: CursorPlace,
  text: string,
  stopReason: StopReason = 'lineEnd',
  disabledRules: readonly CompletionRule[] = [],
): PostprocessResult {
  return postprocess({ text, replaces: 0 }, { place, stopReason }, disabledRules);
}

/** Formats a result: the text, `text←n` where it replaces n characters, or the reason for none. */
function formatResult(result: PostprocessResult): string {
  if (result.kind === 'nothing') return `<${result.outcome.rule}>`;
  const { text, replaces } = result.suggestion;
  return replaces > 0 ? `${text}←${replaces}` : text;
}

function renderSuggestion(
  markedText: string,
  text: string,
  stopReason?: StopReason,
  language?: string,
): string {
  return formatResult(postprocessText(createCursorPlace(markedText, language), text, stopReason));
}

type Case = readonly [name: string, drawing: string, text: string, shown: string];

const cases: readonly Case[] = [
  ['a text is shown as it is', 'a║', 'bc', 'bc'],
  ['blanks before the first word are shown', 'a =║', ' 1;', ' 1;'],
  ['white space alone is nothing', 'a║', '  \n ', '<blank>'],
  ['white space at the end is not shown', 'a║', 'b  ', 'b'],
  ['a blank in front of more text is', 'a = ║b;', 'c + ', 'c + '],

  ['an empty line first is left out on an empty line', 'a();\n  ║', '\n  b();', 'b();'],
  ['the body keeps what it indents beyond the cursor', 'f() {\n  ║\n}', '\n    b();', '  b();'],
  ['a tab before the cursor counts for four spaces', 'f() {\n\t║\n}', '\n    b();', 'b();'],
  [
    'a body that indents less wants to leave the block',
    'f() {\n    ║\n}',
    '\n  b();',
    '<cursorLine>',
  ],
  [
    'a bracket at the indentation of the body leaves the block',
    'f() {\n  a();\n  ║',
    '}',
    '<cursorLine>',
  ],
  ['a bracket at the start of the line does not', 'f() {\n  a();\n║', '}', '}'],

  ['an auto-closed bracket is not doubled', 'f(║)', 'a, g(b))', 'a, g(b)'],
  ['an auto-closed bracket is typed over when the text continues', 'f(║)', 'a, b);', 'a, b);←1'],
  ['two of them are too', 'f(g(║))', 'a), b);', 'a), b);←2'],
  ['as many as the text closes', 'f(g(║));', 'a), b', 'a), b←1'],
  ['a quote and its bracket are typed over', "f('║')", "a', b);", "a', b);←2"],
  ['an auto-closed quote is not doubled', "f('║')", "a')", 'a'],
  ['a bracket is typed over by one that opens a block', 'if (║)\n  a();\n}', 'b) {', 'b) {←1'],
  ['a bracket is not lost in a comment', 'a = f(║)', 'b); // so', 'b); // so←1'],
  ['nothing is typed over where more text follows', 'f(║) + g();', 'a); b', 'a'],
  ['brackets in strings do not count', 'f(║)', '")", b);', '")", b);←1'],
  ['a bracket that the suffix lacks is shown', 'f(║', 'a);', 'a);'],
  ['a bracket that the text opened is shown', 'f(║)', 'g(a)', 'g(a)'],

  ['the rest of the line is not repeated', 'const ║ = 1;', 'value = 1;', 'value'],
  ['nor is it within a word', 'return comp║ute(a);', 'letely.compute(a);', 'letely.comp'],
  ['lines that follow are not repeated', 'a(║\n  b();\n}', 'x);\n  b();\n}', 'x);'],
  ['a bracket on a line below is not repeated', '{\n  ║\n}', 'a();\n}', 'a();'],
  ['a text that already follows the cursor is dropped', 'f(║)', ')', '<suffixOverlap>'],
  ['the next line is not suggested', 'a();\n║\nbee();', 'bee();', '<suffixOverlap>'],
  ['nor is it with other quotes', 'a();\n║\nb("c");', "b('c')", '<duplicateLine>'],
  ['nor is it where that is indented otherwise', 'a();\n║\n  bee();', 'bee();', '<suffixOverlap>'],
  ['lines below are not repeated in a block', '║\nb(1);', 'if (a) b();\n  b(1);', 'if (a) b();'],
  ['a line that differs in a number is', 'a();\n║\nb(2);', 'b(1);', 'b(1);'],
  ['the previous line is not suggested', 'a();\n║', 'a();', '<duplicateLine>'],
  ['one letter in common with what follows is chance', 'x = ║ a', 'beta', 'beta'],

  ['a block that nothing closes is cut', 'a();\n║', 'if (b) {', 'if (b)'],
  ['nor does a block make up for a bracket that was open', 'if (a║\n  b();\n', ' > 1) {', ' > 1)'],
  ['lines that leave a bracket open are cut', 'a();\n║', 'b();\nc(\n  d,', 'b();'],
  ['a text that consists of brackets is dropped', 'a║', '(((', '<brackets>'],
  ['a bracket that closes nothing is cut off', 'a = ║', 'b); c', 'b'],
  ['nothing is cut before more text', 'a = ║ + b;', 'c(d', '<brackets>'],
  [
    'what the text repeats is shown once',
    '║',
    'abcd.ef(ghi, jklm, nop);\nabcd.ef(ghi, jklm, nop);',
    'abcd.ef(ghi, jklm, nop);',
  ],
];

for (const [name, drawing, text, expected] of cases) {
  test(name, () => {
    assert.equal(renderSuggestion(drawing, text), expected);
  });
}

test('a truncated block keeps its complete lines', () => {
  assert.equal(renderSuggestion('f() {║\n}', '\n  a();\n  b(', 'maxTokens'), '\n  a();');
  assert.equal(renderSuggestion('f() {║\n}', '\n  a();\n  b()', 'blockEnd'), '\n  a();\n  b()');
});

test('a truncated line ends with a whole word', () => {
  assert.equal(renderSuggestion('const a = ║', 'first + seco', 'maxTokens'), 'first +');
  assert.equal(renderSuggestion('const a = ║', 'fir', 'maxTokens'), '<blank>');
  assert.equal(renderSuggestion('const a = ║', 'first + second', 'endOfText'), 'first + second');
});

test('lines are indented with tabs in a document that has them', () => {
  const markedText = 'f() {\n\ta();\n\tb();\n\tif (c) {║\n\t}\n}';
  assert.equal(
    renderSuggestion(markedText, '\n        d();\n            e();'),
    '\n\t\td();\n\t\t\te();',
  );
});

test('lines are indented with spaces in a document that has them', () => {
  const markedText = 'f() {\n  a();\n  if (c) {║\n  }\n}';
  assert.equal(renderSuggestion(markedText, '\n\t\td();'), '\n    d();');
});

test('steps of two become steps of four in a document that certainly uses those', () => {
  const body = ['a', 'b', 'c', 'd'].map((name) => `f(${name}) {\n    g();\n}\n`).join('');
  assert.equal(
    renderSuggestion(`${body}if (c) {║\n}`, '\n  d() {\n    e();\n  }'),
    '\n    d() {\n        e();\n    }',
  );
  assert.equal(renderSuggestion('if (a) {\n    b();\n}\nif (c) {║\n}', '\n  d();'), '\n  d();');
});

test('lines of a string keep their blanks', () => {
  const markedText = 'f() {\n\ta();\n\tb = ║\n}';
  assert.equal(renderSuggestion(markedText, '`\n  c\n  d`;'), '`\n  c\n  d`;');
});

test('prose may have unmatched brackets', () => {
  assert.equal(renderSuggestion('Hello ║', 'you :) and (', 'lineEnd', 'markdown'), 'you :) and (');
});

/** Returns a place with a parser that counts errors by a function of the text. */
function createFaultyPlace(markedText: string, errors: (text: string) => number): CursorPlace {
  const syntax: SyntaxTree = {
    cursorNode: 'other',
    countErrors: errors,
    findBlockEnd: () => undefined,
  };
  return new CursorPlace(createMarkedTextView(markedText), 'javascript', syntax);
}

test('a text that breaks the syntax is cut until it adds no errors', () => {
  const place = createFaultyPlace('a();\n║', (text) => (text.includes('of') ? 3 : 2));
  assert.equal(formatResult(postprocessText(place, 'b();\nc of d;')), 'b();');
  assert.equal(formatResult(postprocessText(place, 'let b of c;')), 'let b');
});

test('a text that breaks the syntax from its first word on is dropped', () => {
  const place = createFaultyPlace('a();\n║', (text) => (text === '' ? 0 : 1));
  const result = postprocessText(place, 'b();');
  assert.deepEqual(result, {
    kind: 'nothing',
    outcome: { stage: 'filter', rule: 'syntax', text: 'b();' },
  });
});

test('a text that repairs the syntax is shown', () => {
  const place = createFaultyPlace('a(\n║', (text) => (text === '' ? 2 : 1));
  assert.equal(formatResult(postprocessText(place, 'b);')), 'b);');
});

test('a disabled rule changes nothing', () => {
  assert.equal(
    formatResult(postprocessText(createCursorPlace('a = ║'), 'f(b', 'lineEnd', ['brackets'])),
    'f(b',
  );
  assert.equal(
    formatResult(
      postprocessText(createCursorPlace('a();\n║'), 'a();', 'lineEnd', ['duplicateLine']),
    ),
    'a();',
  );
});

const unit = fc.constantFrom(...'ab \t\n(){}[]"\';,'.split(''));
const part = fc.string({ unit, maxLength: 25 });
const documents = fc.tuple(part, part, fc.string({ unit, maxLength: 30 }));

function insertSuggestion(
  place: CursorPlace,
  { text, replaces }: { text: string; replaces: number },
): string {
  return place.view.prefix + text + place.view.suffix.slice(replaces);
}

function checkSuggestions(
  check: (place: CursorPlace, suggestion: { text: string; replaces: number }) => void,
) {
  fc.assert(
    fc.property(
      documents,
      fc.constantFrom('javascript', 'python', 'unknown'),
      (texts, language) => {
        const [before, after, text] = texts;
        const place = createCursorPlace(`${before}║${after}`, language);
        const result = postprocessText(place, text);
        if (result.kind === 'text') check(place, result.suggestion);
      },
    ),
    { numRuns: 2000 },
  );
}

test('a suggestion is never blank, and ends with white space only before more text', () => {
  checkSuggestions(({ view }, { text, replaces }) => {
    assert.notEqual(text.trim(), '');
    const isAtEnd = view.lineAfter.slice(replaces).trim() === '';
    if (isAtEnd) assert.equal(text, text.trimEnd());
  });
});

test('a suggestion adds no unbalanced brackets', () => {
  checkSuggestions((place, { text, replaces }) => {
    const worse = isWorse(place.computeImbalance(text, replaces), place.imbalance);
    assert.ok(!worse, JSON.stringify(insertSuggestion(place, { text, replaces })));
  });
});

test('overtyped characters occur in the suggestion, in order, and are only brackets and quotes', () => {
  checkSuggestions(({ view }, { text, replaces }) => {
    const replaced = view.lineAfter.slice(0, replaces);
    assert.ok(mayReplace(replaced, text));
    assert.match(replaced, /^[\s)\]}'"`;,]*$/);
  });
});

test('a suggestion is never a line that already follows', () => {
  checkSuggestions(({ view, nextLine }, { text, replaces }) => {
    const line = view.lineBefore + text + view.lineAfter.slice(replaces);
    if (/\w/.test(line)) assert.notEqual(line.trimEnd(), nextLine?.trimEnd());
  });
});

test('a suggestion that is postprocessed again stays the same', () => {
  const markedText = fc.constantFrom(
    ...[
      'f(║)',
      'if (║) {\n  a();\n}',
      '{\n  ║\n}',
      'a = ║;',
      'a = ║ + b;',
      '[\n  a,\n  ║\n];',
      '║',
    ],
  );
  const piece = fc.constantFrom(
    ...['a', 'b', '(', ')', '[', ']', '{', '}', ' ', ', ', ';', '\n', '\n  ', '"c"', ' => '],
  );
  const texts = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(markedText, texts, (drawing, text) => {
      const place = createCursorPlace(drawing);
      const result = postprocessText(place, text);
      if (result.kind === 'nothing' || result.suggestion.replaces > 0) return;
      assert.equal(
        formatResult(postprocessText(place, result.suggestion.text)),
        result.suggestion.text,
      );
    }),
    { numRuns: 2000 },
  );
});

test('an apostrophe leaves nothing open in markup and in unknown languages', () => {
  const texts: readonly (readonly [language: string, text: string])[] = [
    ['html', "<p>Don't</p>"],
    ['vue', "<b>It's {{ count }}</b>"],
    ['clojure', "'(a b)"],
    ['ocaml', "fun (x : 'a list) -> x"],
    ['julia', "# don't"],
    ['unheard-of', "let x' = 1"],
  ];
  for (const [language, text] of texts)
    assert.equal(renderSuggestion('║', text, 'lineEnd', language), text);
});
