import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { DraftLength, StepCosts } from '../../../src/completion/generation/draftLength.ts';

/** Time of a step by its tokens. */
type Cost = (batchTokens: number) => number;

/** Cost where more tokens take almost no more time, as on a large accelerator. */
const flat: Cost = (batchTokens) => 100 + batchTokens;
/** Cost where each token takes as much time as a single one, as on a busy CPU. */
const proportional: Cost = (batchTokens) => 100 * batchTokens;

/** Cost with which a draft without a miss saves time, and one that is all wrong loses some. */
const halved: Cost = (batchTokens) => 50 + 50 * batchTokens;

/** Decodes some steps, each accepting as many draft tokens as `accept` returns. Returns the lengths. */
function listDraftLengths(
  cost: Cost,
  accept: (drafted: number, step: number) => number,
  { steps = 12, costs = new StepCosts() } = {},
): number[] {
  const length = new DraftLength(costs);
  return Array.from({ length: steps }, (_, step) => {
    const drafted = length.next;
    const batchTokens = drafted + 1;
    length.recordStep({
      batchTokens,
      acceptedTokens: accept(drafted, step),
      ms: cost(batchTokens),
    });
    return drafted;
  });
}

const acceptAll = (drafted: number) => drafted;
const acceptNone = () => 0;

/** Returns costs that were measured in an earlier generation. */
function createStepCosts(cost: Cost): StepCosts {
  const costs = new StepCosts();
  for (const batchTokens of [1, 4]) {
    costs.record({ batchTokens, acceptedTokens: 0, ms: cost(batchTokens) });
  }
  return costs;
}

test('the first step is measured without a draft', () => {
  assert.deepEqual(listDraftLengths(flat, acceptAll, { steps: 2 }), [0, 3]);
  assert.deepEqual(
    listDraftLengths(flat, acceptAll, { steps: 1, costs: createStepCosts(flat) }),
    [3],
  );
});

test('drafts grow while all of their tokens are accepted, and start over after a miss', () => {
  const missesAtStep5 = (drafted: number, step: number) => (step === 5 ? drafted - 1 : drafted);
  assert.deepEqual(
    listDraftLengths(flat, missesAtStep5, { steps: 9 }),
    [0, 3, 7, 15, 15, 15, 3, 7, 15],
  );
});

test('misses are tolerated while they cost little', () => {
  assert.deepEqual(listDraftLengths(flat, acceptNone, { steps: 30 }), [
    0,
    ...Array<number>(16).fill(3),
    0,
    ...Array<number>(12).fill(3),
  ]);
});

test('drafting pauses when it costs more than it saves, and is retried less and less often', () => {
  const drafts = listDraftLengths(proportional, acceptNone, { steps: 200 });
  const tried = drafts.flatMap((drafted, step) => (drafted > 0 ? [step] : []));
  assert.deepEqual(tried, [1, 18, 51, 116]);
});

test('after a pause drafting resumes where the text becomes predictable', () => {
  const laterAll = (drafted: number, step: number) => (step < 10 ? 0 : drafted);
  assert.deepEqual(
    listDraftLengths(halved, laterAll, { steps: 24 }).slice(18),
    [0, 3, 7, 15, 15, 15],
  );
});

test('old gains do not offset current losses', () => {
  const hitsForLong = (drafted: number, step: number) =>
    step < 12 ? drafted : step === 12 ? drafted - 1 : 0;
  // The fifth draft of three is the last; before it comes one step for comparison.
  assert.deepEqual(
    listDraftLengths(halved, hitsForLong, { steps: 21 }).slice(12),
    [15, 3, 3, 3, 3, 0, 3, 0, 0],
  );
});

test('pauses are short again once drafting saves time', () => {
  const onlyAtStep52 = (drafted: number, step: number) => (step === 52 ? drafted : 0);
  const drafts = listDraftLengths(halved, onlyAtStep52, { steps: 80 });
  const tried = drafts.flatMap((drafted, step) => (drafted > 0 ? [step] : []));
  assert.deepEqual(tried, [1, 2, 19, 52, 53, 70]);
});

test('a step without a draft is measured from time to time', () => {
  const drafts = listDraftLengths(flat, acceptAll, { steps: 60 });
  assert.deepEqual(
    drafts.flatMap((drafted, step) => (drafted === 0 ? [step] : [])),
    [0, 17, 34, 51],
  );
});

test('a step without a draft is measured over many short generations too', () => {
  const costs = new StepCosts();
  const drafts = Array.from({ length: 20 }, () =>
    listDraftLengths(flat, acceptAll, { steps: 3, costs }),
  ).flat();
  assert.deepEqual(
    drafts.flatMap((drafted, step) => (drafted === 0 ? [step] : [])),
    [0, 17, 34, 51],
  );
});

test('a single slow step does not determine the step costs', () => {
  const costs = new StepCosts();
  for (const ms of [99, 99, 5, 500, 6]) costs.record({ batchTokens: 1, acceptedTokens: 0, ms });
  assert.equal(costs.getMedianMs(1), 6);
  assert.equal(costs.getMedianMs(2), undefined);
});

const someSteps = fc.array(
  fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }), ms: fc.nat({ max: 1000 }) }),
  { maxLength: 200 },
);

test('a draft has three to fifteen tokens, or there is none', () => {
  fc.assert(
    fc.property(someSteps, (steps) => {
      const length = new DraftLength(new StepCosts());
      for (const { share, ms } of steps) {
        const drafted = length.next;
        assert.ok(drafted === 0 || (drafted >= 3 && drafted <= 15));
        const acceptedTokens = Math.round(share * drafted);
        length.recordStep({ batchTokens: drafted + 1, acceptedTokens, ms });
      }
    }),
  );
});

test('for any drafts, little time is lost against sampling one token at a time', () => {
  const someCost = fc.record({ one: fc.integer({ min: 1, max: 100 }), more: fc.nat({ max: 100 }) });
  fc.assert(
    fc.property(someCost, someSteps, ({ one, more }, steps) => {
      const cost: Cost = (batchTokens) => one + more * (batchTokens - 1);
      const accept = (drafted: number, step: number) =>
        Math.round((steps[step]?.share ?? 0) * drafted);
      let [saved, tokens] = [0, 0];
      for (const [step, drafted] of listDraftLengths(cost, accept, {
        steps: steps.length,
      }).entries()) {
        const sampled = accept(drafted, step) + 1;
        saved += sampled * one - cost(drafted + 1);
        tokens += sampled;
      }
      // Before a pause, the time of two tokens and of one miss of the longest draft may be lost.
      const perPause = 2 * one + cost(16);
      assert.ok(saved >= -perPause * (1 + tokens / 16), `${saved} ms were saved`);
    }),
  );
});

test('the same steps give the same drafts', () => {
  fc.assert(
    fc.property(someSteps, (steps) => {
      const accept = (drafted: number, step: number) =>
        Math.round((steps[step]?.share ?? 0) * drafted);
      const run = () => listDraftLengths(flat, accept, { steps: steps.length });
      assert.deepEqual(run(), run());
    }),
  );
});
