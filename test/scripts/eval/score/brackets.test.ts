import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { requireLanguage } from '../../../../scripts/engine/codeLanguage.ts';
import { findBrackets, findImbalance } from '../../../../scripts/eval/score/brackets.ts';

/** Returns the brackets of a code as a string. */
function listBrackets(code: string, language: string): string {
  return findBrackets(code, requireLanguage(language))
    .map(({ character }) => character)
    .join('');
}

const examples: readonly (readonly [language: string, code: string, brackets: string])[] = [
  ['typescript', 'f("(", \'[\')', '()'],
  ['typescript', 'f() // (\n/* [ */ {', '(){'],
  ['typescript', 'x = /[(]/.test(y)', '()'],
  ['typescript', 'if (a) return /\\(/g', '()'],
  ['typescript', 'a / (b) / c[0]', '()[]'],
  ['typescript', '`a ${f({ b: `(${c[0]}` })} (`', '({[]})'],
  ['typescript', '`${a}` / (b)', '()'],
  ['typescript', 'f("it\\"s (")', '()'],
  ['javascript', "const a = 'open (\nf()", '()'],
  ['python', 'f("#(") # )\n[]', '()[]'],
  ['python', '"""(\n\' [\n""" {}', '{}'],
  ['python', "r'\\'(' + g()", '()'],
  ['rust', "fn f<'a>(x: &'a str) { ')' }", '(){}'],
  ['go', '// (\nf("(")', '()'],
  ['html', '<a href="(">)', '()'],
];

for (const [language, code, brackets] of examples) {
  test(`the brackets of ${JSON.stringify(code)} in ${language} are ${brackets}`, () => {
    assert.equal(listBrackets(code, language), brackets);
  });
}

test('unmatched brackets are found on both sides', () => {
  const findCodeImbalance = (code: string) => findImbalance(code, requireLanguage('typescript'));
  assert.deepEqual(findCodeImbalance('f(a[0])'), { open: '', surplus: '' });
  assert.deepEqual(findCodeImbalance('f(a[0'), { open: '([', surplus: '' });
  assert.deepEqual(findCodeImbalance('f(a))}'), { open: '', surplus: ')}' });
  assert.deepEqual(findCodeImbalance('(]'), { open: '(', surplus: ']' });
  assert.deepEqual(findCodeImbalance('{ f(a }'), { open: '(', surplus: '' });
  assert.deepEqual(findCodeImbalance('{ f[(a }}'), { open: '[(', surplus: '}' });
});

test('paired brackets are balanced, and the scanner ends on every text', () => {
  const tree = fc.letrec<{ code: string }>((tie) => ({
    code: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom('', 'a', '"("', '// {\n', '/* [ */', '`)`', "')'", ' 1 / 2 '),
      fc
        .tuple(fc.constantFrom('()', '[]', '{}'), tie('code'), tie('code'))
        .map(([pair, inner, next]) => `${pair.charAt(0)}${inner}${pair.charAt(1)};${next}`),
    ),
  })).code;
  const language = requireLanguage('typescript');
  fc.assert(
    fc.property(tree, (code) =>
      assert.deepEqual(findImbalance(code, language), { open: '', surplus: '' }),
    ),
  );
  const signs = fc.string({ unit: fc.constantFrom(...Array.from('()[]{}`$\'"\\/*#\n ab')) });
  fc.assert(
    fc.property(signs, (code) => {
      for (const { character, offset } of findBrackets(code, language)) {
        assert.equal(code[offset], character);
      }
    }),
  );
});
