import assert from 'node:assert/strict';
import test from 'node:test';
import { before, patchCells, type Patch } from '../../../scripts/measure/patch.ts';
import { FakeSequence } from '../../support/fakeSequence.ts';

const prompt = [1, 2, 3, 4, 5, 6, 7, 8];
const patches: readonly (readonly [name: string, patch: Patch])[] = [
  ['deletes', { at: 3, erased: [21, 22], inserted: [] }],
  ['inserts', { at: 3, erased: [], inserted: [4, 5] }],
  ['replaces', { at: 3, erased: [21], inserted: [4, 5] }],
];

for (const [name, patch] of patches) {
  for (const lead of [0, 2, 16]) {
    test(`a patch that ${name}, with a lead of ${lead}, leads from the prompt before to the one behind`, async () => {
      const sequence = new FakeSequence();
      await sequence.evaluate(before(prompt, patch));
      await patchCells(sequence, patch, lead);
      assert.deepEqual(sequence.tokens, prompt);
    });
  }
}
