import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isUnbalanced } from '../../../../scripts/eval/score/unbalanced.ts';
import { createCase, createInfill } from '../evalFixture.ts';

test('brackets that the user opened may stay open, and no others', () => {
  const loop = createCase('for (let i = 0; i < n;║ i++) {║\n  f(i);\n}\n');
  assert.equal(isUnbalanced(loop, createInfill(' i += 2) {')), false);
  assert.equal(isUnbalanced(loop, createInfill(' i++')), false);
  assert.equal(isUnbalanced(loop, createInfill(' i += f(')), true);
  assert.equal(isUnbalanced(loop, createInfill(' i++) {{')), true);
});

test('brackets that are closed after the cursor must not be closed again', () => {
  const call = createCase('f(║a║);\ng([1]);\n');
  assert.equal(isUnbalanced(call, createInfill('b')), false);
  assert.equal(isUnbalanced(call, createInfill('b)')), true);
  assert.equal(isUnbalanced(call, createInfill('b]')), true);
});

test('on a line of its own a whole statement may leave the imbalance of the hole', () => {
  const opener = createCase('f();\n║if (a) {║\n  g();\n}\n');
  assert.equal(isUnbalanced(opener, createInfill('const b = g();')), false);
  assert.equal(isUnbalanced(opener, createInfill('while (b) {')), false);
  assert.equal(isUnbalanced(opener, createInfill('h(')), true);
});

test('a text is compared with as many lines of the answer as it has', () => {
  const block = createCase('║if (a) {\n  g();\n}║\n');
  assert.equal(isUnbalanced(block, createInfill('if (b) {')), false);
  assert.equal(isUnbalanced(block, createInfill('if (b) {\n  g(')), true);
});

test('the answer is never less balanced than itself', () => {
  const text = fc.string({ unit: fc.constantFrom(...Array.from('a()[]{}\n "')) });
  fc.assert(
    fc.property(text, text, text, (prefix, answer, suffix) => {
      const evalCase = createCase('', 'typescript', { prefix, answer, suffix });
      assert.equal(isUnbalanced(evalCase, createInfill(answer)), false);
    }),
  );
});
