import assert from 'node:assert/strict';
import test from 'node:test';
import { keepSyntax } from '../../../src/completion/postprocess/keepSyntax.ts';
import { applyFilter } from './filterFixture.ts';

/** A parser that counts errors by a function. Records what it parsed. */
function createParser(errors: (text: string) => number) {
  const parsed: (readonly [text: string, replaces: number])[] = [];
  const syntax = {
    cursorNode: 'other' as const,
    countErrors: (text: string, replaces: number) => {
      parsed.push([text, replaces]);
      return errors(text);
    },
    findBlockEnd: () => undefined,
  };
  return { syntax, parsed };
}

/** Counts each `!` as an error, in addition to those of the document. */
const marked = (ofDocument: number) => (text: string) => ofDocument + text.split('!').length - 1;

test('without a parser a text is kept', () => {
  assert.equal(applyFilter(keepSyntax, '║', 'a !'), 'a !');
});

test('a text that adds no error is kept, with what it replaces', () => {
  const { syntax, parsed } = createParser(marked(2));
  assert.equal(applyFilter(keepSyntax, 'f(║)', 'a);', { syntax, replaces: 1 }), 'a);←1');
  assert.deepEqual(parsed, [
    ['', 0],
    ['a);', 1],
  ]);
});

test('a text that removes an error is kept', () => {
  const { syntax } = createParser((text) => (text === '' ? 1 : 0));
  assert.equal(applyFilter(keepSyntax, '║', 'a;', { syntax }), 'a;');
});

test('a text that adds an error is shortened, and replaces nothing then', () => {
  const { syntax } = createParser(marked(2));
  assert.equal(applyFilter(keepSyntax, 'f(║)', 'a, b! c', { syntax, replaces: 1 }), 'a, b');
});

test('a text that adds an error in each part is dropped', () => {
  const { syntax } = createParser((text) => text.length);
  assert.equal(applyFilter(keepSyntax, '║', 'a b', { syntax }), '<dropped>');
});

test('parts without words, without balance and within strings are not parsed', () => {
  const { syntax, parsed } = createParser((text) => (text === '' ? 0 : 1));
  assert.equal(applyFilter(keepSyntax, '║', '; a("b c") !', { syntax }), '<dropped>');
  assert.deepEqual(
    parsed.map(([text]) => text),
    ['', '; a("b c") !', '; a("b c")', '; a'],
  );
});

test('within a string or a comment, parts of it are parsed', () => {
  const { syntax } = createParser(marked(0));
  assert.equal(applyFilter(keepSyntax, 'a = "║"', 'b c! d', { syntax }), 'b c');
});

test('at most twelve parts are parsed', () => {
  const text = Array.from({ length: 20 }, (_, index) => `w${index}`).join(' ');
  const { syntax, parsed } = createParser((part) => (part === '' || part === 'w0' ? 0 : 1));
  assert.equal(applyFilter(keepSyntax, '║', text, { syntax }), '<dropped>');
  // The document and the whole text are parsed first.
  assert.equal(parsed.length, 2 + 12);
  const enough = createParser((part) => (part === '' || part.endsWith('w7') ? 0 : 1));
  assert.match(applyFilter(keepSyntax, '║', text, { syntax: enough.syntax }), /w7$/);
});
