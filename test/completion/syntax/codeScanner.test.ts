import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { getCodeLanguage } from '../../../src/completion/syntax/codeLanguage.ts';
import {
  CodeScanner,
  isWorse,
  type Imbalance,
} from '../../../src/completion/syntax/codeScanner.ts';

function requireScanner(languageId: string): CodeScanner {
  const language = getCodeLanguage(languageId);
  assert.ok(language);
  return new CodeScanner(language);
}

/** Counts what is unbalanced in a piece of code: stray, unclosed and unended. */
function listUnbalanced(code: string, languageId = 'javascript'): readonly number[] {
  const scanner = requireScanner(languageId);
  scanner.scan(code);
  const { stray, unclosed, unterminated } = scanner.imbalance;
  return [stray, unclosed.length, unterminated];
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
    assert.deepEqual(listUnbalanced(code, languageId), [0, 0, 0]);
  });
}

test('unbalanced brackets are counted by kind', () => {
  assert.deepEqual(listUnbalanced('f(a))'), [1, 0, 0]);
  assert.deepEqual(listUnbalanced('f((a)'), [0, 1, 0]);
  assert.deepEqual(listUnbalanced('f({ a)'), [0, 1, 0]);
  assert.deepEqual(listUnbalanced('a = "b\nc'), [0, 0, 1]);
  assert.deepEqual(listUnbalanced('a = "b'), [0, 0, 1]);
  assert.deepEqual(listUnbalanced('a = `b'), [0, 0, 1]);
});

test('a closing bracket has the location of its opening bracket', () => {
  const scanner = requireScanner('javascript');
  scanner.scan('f(');
  assert.deepEqual(scanner.scan('g()) }'), [
    { index: 2, openerLocation: 'here', depthBefore: 2, depth: 1 },
    { index: 3, openerLocation: 'before', depthBefore: 1, depth: 0 },
    { index: 5, openerLocation: 'nowhere', depthBefore: 0, depth: 0 },
  ]);
});

test('a scanner reports the kind of text at its end', () => {
  const scanToEnd = (code: string, languageId = 'javascript') => {
    const scanner = requireScanner(languageId);
    scanner.scan(code);
    return [scanner.kind, scanner.isMultiline, scanner.quote];
  };
  assert.deepEqual(scanToEnd('f("a'), ['string', false, '"']);
  assert.deepEqual(scanToEnd('f(`a ${b} c'), ['string', true, '`']);
  assert.deepEqual(scanToEnd('f(`a ${b'), ['code', false, undefined]);
  assert.deepEqual(scanToEnd('// a'), ['comment', false, undefined]);
  assert.deepEqual(scanToEnd('/* a\n'), ['comment', true, undefined]);
  assert.deepEqual(scanToEnd("'''a\n", 'python'), ['string', true, "'''"]);
});

test('prose has no scanner, and an unknown language has one', () => {
  assert.equal(getCodeLanguage('markdown'), undefined);
  assert.deepEqual(listUnbalanced('f("(")', 'a new language'), [0, 0, 0]);
});

test('more imbalance of one kind is worse, even if another kind improves', () => {
  const one: Imbalance = { stray: 1, unclosed: ['('], unterminated: 0 };
  assert.ok(isWorse({ ...one, stray: 2, unclosed: [] }, one));
  assert.ok(isWorse({ ...one, unclosed: ['{'] }, one));
  assert.ok(!isWorse({ ...one, unclosed: [] }, one));
  assert.ok(!isWorse({ ...one, stray: 0 }, one));
  assert.ok(!isWorse(one, one));
});

test('scanning line by line gives the same result as scanning at once', () => {
  const unit = fc.constantFrom(...'ab ()[]{}"\'`/*#$\\\n'.split(''));
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit, maxLength: 12 }), { maxLength: 6 }),
      fc.constantFrom('javascript', 'python', 'rust', 'shellscript', 'unknown'),
      (lines, languageId) => {
        const whole = requireScanner(languageId);
        whole.scan(lines.map((line) => `${line}\n`).join(''));
        let piecewise = requireScanner(languageId);
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

test('skipping plain code leaves the scanner in the same state as scanning it', () => {
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
      const language = getCodeLanguage(languageId);
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
