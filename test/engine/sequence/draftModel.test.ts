import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Token } from '../../../src/engine/backend/languageModel.ts';
import { DraftModel } from '../../../src/engine/sequence/draftModel.ts';
import { fakeVocabulary } from '../../support/fakeSequence.ts';
import { TableSequence } from '../../support/tableSequence.ts';

/** Table in which each token is followed by the next one, and 7 by 1. */
const counting = Array.from({ length: 49 }, (_, index) => (index % 7) + 1);

function createDraftModel(sequence: TableSequence): DraftModel {
  return new DraftModel(sequence, fakeVocabulary);
}

function createRange(length: number): Token[] {
  return Array.from({ length }, (_, index) => (index % 7) + 1);
}

test('it proposes the tokens that its model samples after the text', async () => {
  const draftModel = createDraftModel(new TableSequence(counting));
  draftModel.begin([1, 2, 3]);
  assert.deepEqual(await draftModel.propose(4), [4, 5, 6, 7]);
  draftModel.push([4, 5]);
  assert.deepEqual(await draftModel.propose(2), [6, 7]);
});

test('accepted draft tokens are not evaluated again, and rejected ones are erased', async () => {
  const sequence = new TableSequence(counting);
  const draftModel = createDraftModel(sequence);
  draftModel.begin([1, 2]);
  await draftModel.propose(5);
  sequence.evaluated.length = 0;
  draftModel.push([3, 4, 5, 6]);
  assert.deepEqual(await draftModel.propose(1), [7]);
  draftModel.push([1]);
  assert.deepEqual(await draftModel.propose(1), [2]);
  assert.deepEqual(sequence.evaluated, []);
  assert.deepEqual(sequence.tokens, [1, 2, 3, 4, 5, 6, 1]);
});

test('it does not propose the end of the text', async () => {
  const draftModel = createDraftModel(new TableSequence([2, 3, 0]));
  draftModel.begin([0, 0]);
  assert.deepEqual(await draftModel.propose(5), [2]);
});

test('a long text is evaluated slice by slice, and nothing is proposed until it is complete', async () => {
  const sequence = new TableSequence(counting, { sliceTokens: 4 });
  const draftModel = createDraftModel(sequence);
  draftModel.begin(createRange(10));
  assert.deepEqual(await draftModel.propose(2), []);
  assert.deepEqual(await draftModel.propose(2), []);
  assert.deepEqual(await draftModel.propose(2), [4, 5]);
  assert.deepEqual(sequence.evaluated, [4, 4, 1]);
});

test('it uses the end of a text that exceeds its window, from a start that rarely moves', async () => {
  const sequence = new TableSequence(counting, { capacity: 16, sliceTokens: 16 });
  const draftModel = createDraftModel(sequence);
  draftModel.begin([1, ...createRange(39)]);
  for (let count = 39; count < 60; count++) {
    assert.equal((await draftModel.propose(1))[0], (count % 7) + 1);
    draftModel.push([(count % 7) + 1]);
  }
  // Every fourth token moves the start; otherwise only the new token is evaluated.
  assert.deepEqual(
    sequence.evaluated.filter((tokens) => tokens > 1),
    [15, 11, 11, 11, 11, 11],
  );
});

test('it stays within its window and the requested length, and equals a new one', async () => {
  const someToken = fc.integer({ min: 0, max: 6 });
  const someTokens = fc.array(someToken, { maxLength: 12 });
  const someSteps = fc.array(fc.record({ pushed: someTokens, max: fc.nat({ max: 9 }) }));
  const someTable = fc.array(someToken, { minLength: 1, maxLength: 49 });
  await fc.assert(
    fc.asyncProperty(
      someTable,
      someSteps,
      fc.integer({ min: 4, max: 40 }),
      async (table, steps, capacity) => {
        const draftModel = createDraftModel(
          new TableSequence(table, { capacity, sliceTokens: 50 }),
        );
        draftModel.begin([]);
        const text: Token[] = [];
        for (const { pushed, max } of steps) {
          draftModel.push(pushed);
          text.push(...pushed);
          const proposed = await draftModel.propose(max);
          assert.ok(proposed.length <= max);
          const fresh = createDraftModel(new TableSequence(table, { capacity, sliceTokens: 50 }));
          fresh.begin(text);
          assert.deepEqual(proposed, await fresh.propose(max));
        }
      },
    ),
  );
});
