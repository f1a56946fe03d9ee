import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { suffixDamage } from '../../../../scripts/eval/score/suffixDamage.ts';
import { caseOf, fill } from '../evalFixture.ts';

const callCase = caseOf('const a = f(║1║);\nreturn a;\n');

const examples: readonly (readonly [name: string, text: string, damage: readonly string[]])[] = [
  ['the answer', '1', []],
  ['another answer', '2', []],
  ['a call of its own', 'g(2)', []],
  ['the bracket again', '1)', ['closer']],
  ['bracket and semicolon again', '1);', ['rest']],
  ['the next line again', '1);\nreturn a;', ['line']],
];

for (const [name, text, damage] of examples) {
  test(`${name} doubles ${damage.join(' and ') || 'nothing'}`, () => {
    const found = suffixDamage(callCase, fill(text));
    assert.deepEqual(found, damage);
  });
}

test('what takes the place of the bracket does not double it', () => {
  assert.deepEqual(suffixDamage(callCase, fill('1)', 1)), []);
});

test('a line that stands below is doubled, with another indentation too', () => {
  const below = caseOf('{\n  ║first();║\n  second();\n  third();\n}\n');
  assert.deepEqual(suffixDamage(below, fill('first();\n  second();')), ['line']);
  assert.deepEqual(suffixDamage(below, fill('first();\nsecond();')), ['line']);
  assert.deepEqual(suffixDamage(below, fill('a();\n  second();\n  third();')), ['line']);
  assert.deepEqual(suffixDamage(below, fill('other();')), []);
});

test('lines of brackets alone say nothing', () => {
  const block = caseOf('if (a) {\n  ║if (b) {\n    c();\n  }║\n}\n');
  assert.deepEqual(suffixDamage(block, fill('if (b) {\n    c();\n  }')), []);
  assert.deepEqual(suffixDamage(block, fill('if (b) {\n    c();\n  }\n}')), ['closer']);
});

test('what the true document repeats is no damage', () => {
  const twice = caseOf('║push(x);║\npush(x);\n');
  assert.deepEqual(suffixDamage(twice, fill('push(x);')), []);
});

test('the answer itself never damages, whatever it is', () => {
  const text = fc.string({ unit: fc.constantFrom(...Array.from('ab();{}\n ,')) });
  fc.assert(
    fc.property(text, text, text, (prefix, answer, suffix) => {
      const drawn = caseOf('', 'typescript', { prefix, answer, suffix });
      assert.deepEqual(suffixDamage(drawn, fill(answer)), []);
    }),
  );
});

test('where nothing stands behind, nothing is damaged', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (prefix, text) => {
      assert.deepEqual(
        suffixDamage(caseOf('', 'python', { prefix, suffix: '\n' }), fill(text)),
        [],
      );
    }),
  );
});
