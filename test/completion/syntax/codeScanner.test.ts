import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { codeLanguage } from '../../../src/completion/syntax/codeLanguage.ts';
import {
  CodeScanner,
  isWorse,
  type Imbalance,
} from '../../../src/completion/syntax/codeScanner.ts';

function scannerFor(languageId: string): CodeScanner {
  const language = codeLanguage(languageId);
  assert.ok(language);
  return new CodeScanner(language);
}

/** Counts what is unbalanced in a piece of code: stray, unclosed and unended. */
function unbalanced(code: string, languageId = 'javascript'): readonly number[] {
  const scanner = scannerFor(languageId);
  scanner.scan(code);
  const { stray, unclosed, unended } = scanner.imbalance;
  return [stray, unclosed.length, unended];
}

const balanced: readonly (readonly [name: string, languageId: string, code: string])[] = [
  ['a string', 'javascript', `f(")", '(', "\\")")`],
  ['a comment', 'javascript', "a(); // it's )\n/* ( */ b();"],
  ['a template', 'javascript', 'f(`( ${g({ a: `)` })} (`)'],
  ['a regular expression', 'javascript', 'a.split(/[/(]\\)/g); return /"/.test(b) / 2 / (c);'],
  ['a division', 'javascript', '(a) / b / (c)'],
  ['a comment of Python', 'python', 'f("#", \'(\') # (\n'],
  ['a docstring', 'python', '"""It\'s (\nso"""\nf(r"\\(")'],
  ['an apostrophe within a docstring', 'python', "'''don't (\n'''"],
  ['a character', 'c', "f('(', '\\'', '\\\\', '\\x41');"],
  ['a lifetime', 'rust', "fn f<'a>(b: &'a str) -> &'a str { g('(') }"],
  ['an attribute', 'rust', '#[derive(A)]\nstruct B;'],
  ['a parameter expansion', 'shellscript', 'f() { echo "${#a} $# (" # (\n}'],
  ['a query', 'sql', "SELECT f('(') -- (\nFROM a"],
  ['a raw string', 'go', 'f(`"(`)'],
];

for (const [name, languageId, code] of balanced) {
  test(`brackets in ${name} don't count (${languageId})`, () => {
    assert.deepEqual(unbalanced(code, languageId), [0, 0, 0]);
  });
}

test('what is unbalanced is told apart', () => {
  assert.deepEqual(unbalanced('f(a))'), [1, 0, 0]);
  assert.deepEqual(unbalanced('f((a)'), [0, 1, 0]);
  assert.deepEqual(unbalanced('f({ a)'), [0, 1, 0]);
  assert.deepEqual(unbalanced('a = "b\nc'), [0, 0, 1]);
  assert.deepEqual(unbalanced('a = "b'), [0, 0, 1]);
  assert.deepEqual(unbalanced('a = `b'), [0, 0, 1]);
});

test('a bracket says where the one stands that it closes', () => {
  const scanner = scannerFor('javascript');
  scanner.scan('f(');
  assert.deepEqual(scanner.scan('g()) }'), [
    { index: 2, opened: 'here', depthBefore: 2, depth: 1 },
    { index: 3, opened: 'before', depthBefore: 1, depth: 0 },
    { index: 5, opened: 'nowhere', depthBefore: 0, depth: 0 },
  ]);
});

test('a scanner knows what goes on at the end', () => {
  const kindBehind = (code: string, languageId = 'javascript') => {
    const scanner = scannerFor(languageId);
    scanner.scan(code);
    return [scanner.kind, scanner.isWithinLines, scanner.quote];
  };
  assert.deepEqual(kindBehind('f("a'), ['string', false, '"']);
  assert.deepEqual(kindBehind('f(`a ${b} c'), ['string', true, '`']);
  assert.deepEqual(kindBehind('f(`a ${b'), ['code', false, undefined]);
  assert.deepEqual(kindBehind('// a'), ['comment', false, undefined]);
  assert.deepEqual(kindBehind('/* a\n'), ['comment', true, undefined]);
  assert.deepEqual(kindBehind("'''a\n", 'python'), ['string', true, "'''"]);
});

test('prose has no scanner, an unknown language has one', () => {
  assert.equal(codeLanguage('markdown'), undefined);
  assert.deepEqual(unbalanced('f("(")', 'a new language'), [0, 0, 0]);
});

test('more of one kind is worse, whatever is better', () => {
  const one: Imbalance = { stray: 1, unclosed: ['('], unended: 0 };
  assert.ok(isWorse({ ...one, stray: 2, unclosed: [] }, one));
  assert.ok(isWorse({ ...one, unclosed: ['{'] }, one));
  assert.ok(!isWorse({ ...one, unclosed: [] }, one));
  assert.ok(!isWorse({ ...one, stray: 0 }, one));
  assert.ok(!isWorse(one, one));
});

test('code that is scanned line by line is what it is when scanned at once', () => {
  const unit = fc.constantFrom(...'ab ()[]{}"\'`/*#$\\\n'.split(''));
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit, maxLength: 12 }), { maxLength: 6 }),
      fc.constantFrom('javascript', 'python', 'rust', 'shellscript', 'unknown'),
      (lines, languageId) => {
        const whole = scannerFor(languageId);
        whole.scan(lines.map((line) => `${line}\n`).join(''));
        let piecewise = scannerFor(languageId);
        for (const line of lines) {
          piecewise = piecewise.copy();
          piecewise.scan(`${line}\n`);
        }
        assert.deepEqual(piecewise.imbalance, whole.imbalance);
        assert.equal(piecewise.kind, whole.kind);
      },
    ),
  );
});

test('plain code that is skipped leaves the scanner as going through it does', () => {
  const pieces = fc.constantFrom(
    ...['return', 'a', ' ', '\n', '  ', '/', '*', '"', "'", '`', '#', '(', ')', '[', ']', '{', '}'],
    ...[
      '${',
      '//',
      '/*',
      '*/',
      '"""',
      '=',
      ';',
      '\\',
      'some longer plain code here, ',
      '<!--',
      '-->',
    ],
  );
  const languages = fc.constantFrom('typescript', 'python', 'rust', 'shellscript', 'sql', 'html');
  const codes = fc
    .tuple(fc.array(pieces, { maxLength: 40 }), fc.integer({ min: 1, max: 9 }))
    .map(([all, times]) => all.join('').repeat(times));
  fc.assert(
    fc.property(languages, codes, codes, (languageId, first, second) => {
      const language = codeLanguage(languageId);
      fc.pre(language !== undefined);
      const scanner = new CodeScanner(language);
      const slow = new CodeScanner(language, undefined, /(?!)/y);
      for (const code of [first, second, `${first}/a(/`]) {
        assert.deepEqual(scanner.scan(code), slow.scan(code));
        assert.deepEqual(scanner.imbalance, slow.imbalance);
        assert.deepEqual([scanner.kind, scanner.quote], [slow.kind, slow.quote]);
      }
    }),
    { numRuns: 1000 },
  );
});
