import assert from 'node:assert/strict';
import test from 'node:test';
import { evaluateFrom, patchCells, undoPatch, type Patch } from '../../../scripts/measure/patch.ts';
import { FakeSequence } from '../../support/fakeSequence.ts';

const prompt = [1, 2, 3, 4, 5, 6, 7, 8];
const patches: readonly (readonly [name: string, patch: Patch])[] = [
  ['deletes', { at: 3, erased: [21, 22], inserted: [] }],
  ['inserts', { at: 3, erased: [], inserted: [4, 5] }],
  ['replaces', { at: 3, erased: [21], inserted: [4, 5] }],
];

for (const [name, patch] of patches) {
  for (const lead of [0, 2, 16]) {
    test(`a patch that ${name}, with a lead of ${lead}, leads from the prompt before it to the one after it`, async () => {
      const sequence = new FakeSequence();
      await sequence.evaluate(undoPatch(prompt, patch));
      await patchCells(sequence, patch, lead);
      assert.deepEqual(sequence.tokens, prompt);
    });
  }
}

test('a prompt is evaluated again from a position on, even if the sequence already holds it', async () => {
  const sequence = new FakeSequence();
  const long = Array.from({ length: 70 }, (_, index) => index);
  await evaluateFrom(sequence, 0, long);
  assert.deepEqual(sequence.tokens, long);
  sequence.evaluated.length = 0;
  await evaluateFrom(sequence, 69, sequence.tokens);
  assert.deepEqual([sequence.tokens, sequence.evaluated], [long, [1]]);
});
