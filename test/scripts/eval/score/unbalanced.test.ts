import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isUnbalanced } from '../../../../scripts/eval/score/unbalanced.ts';
import { caseOf, fill } from '../evalFixture.ts';

test('what the person has opened may stay open, and no more', () => {
  const loop = caseOf('for (let i = 0; i < n;║ i++) {║\n  f(i);\n}\n');
  assert.equal(isUnbalanced(loop, fill(' i += 2) {')), false);
  assert.equal(isUnbalanced(loop, fill(' i++')), false);
  assert.equal(isUnbalanced(loop, fill(' i += f(')), true);
  assert.equal(isUnbalanced(loop, fill(' i++) {{')), true);
});

test('what is closed behind the cursor is not to be closed again', () => {
  const call = caseOf('f(║a║);\ng([1]);\n');
  assert.equal(isUnbalanced(call, fill('b')), false);
  assert.equal(isUnbalanced(call, fill('b)')), true);
  assert.equal(isUnbalanced(call, fill('b]')), true);
});

test('on a line of its own a whole statement may leave what the hole left', () => {
  const opener = caseOf('f();\n║if (a) {║\n  g();\n}\n');
  assert.equal(isUnbalanced(opener, fill('const b = g();')), false);
  assert.equal(isUnbalanced(opener, fill('while (b) {')), false);
  assert.equal(isUnbalanced(opener, fill('h(')), true);
});

test('as many lines as the fill has are compared with as many of the answer', () => {
  const block = caseOf('║if (a) {\n  g();\n}║\n');
  assert.equal(isUnbalanced(block, fill('if (b) {')), false);
  assert.equal(isUnbalanced(block, fill('if (b) {\n  g(')), true);
});

test('the answer is never less balanced than itself', () => {
  const text = fc.string({ unit: fc.constantFrom(...Array.from('a()[]{}\n "')) });
  fc.assert(
    fc.property(text, text, text, (prefix, answer, suffix) => {
      const drawn = caseOf('', 'typescript', { prefix, answer, suffix });
      assert.equal(isUnbalanced(drawn, fill(answer)), false);
    }),
  );
});
