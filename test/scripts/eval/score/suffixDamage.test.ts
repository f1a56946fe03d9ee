import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { findSuffixDamage } from '../../../../scripts/eval/score/suffixDamage.ts';
import { createCase, createInfill } from '../evalFixture.ts';

const callCase = createCase('const a = f(║1║);\nreturn a;\n');

const examples: readonly (readonly [name: string, text: string, damage: readonly string[]])[] = [
  ['the answer', '1', []],
  ['another answer', '2', []],
  ['a call of its own', 'g(2)', []],
  ['the bracket again', '1)', ['closer']],
  ['bracket and semicolon again', '1);', ['rest']],
  ['the next line again', '1);\nreturn a;', ['line']],
];

for (const [name, text, damage] of examples) {
  test(`${name} repeats ${damage.join(' and ') || 'nothing'}`, () => {
    const found = findSuffixDamage(callCase, createInfill(text));
    assert.deepEqual(found, damage);
  });
}

test('a text that replaces the bracket does not repeat it', () => {
  assert.deepEqual(findSuffixDamage(callCase, createInfill('1)', 1)), []);
});

test('a line that follows is repeated, even with another indentation', () => {
  const below = createCase('{\n  ║first();║\n  second();\n  third();\n}\n');
  assert.deepEqual(findSuffixDamage(below, createInfill('first();\n  second();')), ['line']);
  assert.deepEqual(findSuffixDamage(below, createInfill('first();\nsecond();')), ['line']);
  assert.deepEqual(findSuffixDamage(below, createInfill('a();\n  second();\n  third();')), [
    'line',
  ]);
  assert.deepEqual(findSuffixDamage(below, createInfill('other();')), []);
});

test('lines of brackets alone do not count', () => {
  const block = createCase('if (a) {\n  ║if (b) {\n    c();\n  }║\n}\n');
  assert.deepEqual(findSuffixDamage(block, createInfill('if (b) {\n    c();\n  }')), []);
  assert.deepEqual(findSuffixDamage(block, createInfill('if (b) {\n    c();\n  }\n}')), ['closer']);
});

test('repetitions in the true document are no damage', () => {
  const twice = createCase('║push(x);║\npush(x);\n');
  assert.deepEqual(findSuffixDamage(twice, createInfill('push(x);')), []);
});

test('the answer itself never does damage', () => {
  const text = fc.string({ unit: fc.constantFrom(...Array.from('ab();{}\n ,')) });
  fc.assert(
    fc.property(text, text, text, (prefix, answer, suffix) => {
      const evalCase = createCase('', 'typescript', { prefix, answer, suffix });
      assert.deepEqual(findSuffixDamage(evalCase, createInfill(answer)), []);
    }),
  );
});

test('an empty suffix is never damaged', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (prefix, text) => {
      assert.deepEqual(
        findSuffixDamage(createCase('', 'python', { prefix, suffix: '\n' }), createInfill(text)),
        [],
      );
    }),
  );
});
