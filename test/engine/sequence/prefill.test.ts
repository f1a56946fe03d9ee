import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  insertionLead,
  planReuse,
  type Reuse,
  type ReusePlan,
} from '../../../src/completion/reuse/reusePlan.ts';
import { prefill, type PrefillWork } from '../../../src/engine/sequence/prefill.ts';
import { FakeSequence } from '../../support/fakeSequence.ts';

/** Makes work on a sequence that counts the evaluated tokens. */
function workFor(sequence: FakeSequence, difference: Partial<PrefillWork> = {}) {
  const work = {
    signal: new AbortController().signal,
    runStep: <Result>(step: () => Promise<Result>) => step(),
    passes: sequence.work,
    slices: [] as number[],
    onEvaluated: (tokens: number) => {
      work.slices.push(tokens);
    },
    ...difference,
  };
  return work;
}

function planFor(
  { tokens }: FakeSequence,
  prompt: readonly number[],
  mode: Reuse = 'exact',
  evictedAfter?: number,
): ReusePlan {
  return planReuse(tokens, prompt, { mode, evictedAfter });
}

function range(length: number, first = 1): number[] {
  return Array.from({ length }, (_, index) => first + index);
}

/** Returns a sequence that holds tokens and has counted nothing yet. */
function holding(tokens: readonly number[], sliceTokens = 4): FakeSequence {
  const sequence = new FakeSequence('', { sliceTokens });
  sequence.tokens = [...tokens];
  return sequence;
}

test('a prompt is evaluated in slices, all tokens but the last', async () => {
  const sequence = holding([]);
  const work = workFor(sequence);
  assert.equal(await prefill(sequence, planFor(sequence, range(11)), work), true);
  assert.deepEqual(sequence.tokens, range(10));
  assert.deepEqual(
    [sequence.evaluated, work.slices],
    [
      [4, 4, 2],
      [4, 4, 2],
    ],
  );
});

test('cached tokens are not evaluated again, others are erased', async () => {
  const sequence = holding([1, 2, 3, 99]);
  await prefill(sequence, planFor(sequence, [1, 2, 3, 4, 5]), workFor(sequence));
  assert.deepEqual(sequence.tokens, [1, 2, 3, 4]);
  assert.deepEqual(sequence.evaluated, [1]);
});

test('a pace that changes on the way leaves no token out', async () => {
  const paces = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(paces, fc.integer({ min: 1, max: 60 }), async (slices, length) => {
      const sequence = holding([]);
      let step = 0;
      sequence.sliceWithin = () => slices[step % slices.length] ?? 1;
      sequence.beforeStep = () => {
        step++;
        return Promise.resolve();
      };
      const prompt = range(length);
      const work = workFor(sequence);
      await prefill(sequence, planFor(sequence, prompt), work);
      assert.deepEqual(sequence.tokens, prompt.slice(0, -1));
      assert.equal(sum(work.slices), length - 1);
    }),
  );
});

test('each plan of any mode brings the sequence to all tokens of the prompt but the last', async () => {
  const held = fc.array(fc.nat(500), { minLength: 1, maxLength: 80 });
  const edits = fc.array(fc.tuple(fc.nat(80), fc.nat(6), fc.array(fc.nat(500), { maxLength: 6 })), {
    maxLength: 3,
  });
  const modes = fc.constantFrom<Reuse>('exact', 'rolling', 'patched');
  await fc.assert(
    fc.asyncProperty(held, edits, modes, fc.option(fc.nat(6)), async (cached, all, mode, head) => {
      const prompt = [...cached];
      for (const [at, removed, inserted] of all) prompt.splice(at, removed, ...inserted);
      if (prompt.length === 0) prompt.push(7);
      const sequence = holding(cached);
      const plan = planFor(sequence, prompt, mode, head ?? undefined);
      const work = workFor(sequence);
      assert.equal(await prefill(sequence, plan, work), true);
      assert.deepEqual(sequence.tokens, prompt.slice(0, -1));
      if (plan.insert.every(({ tokens }) => tokens.length <= 4)) {
        assert.equal(sum(work.slices), plan.cost - 1);
      }
    }),
  );
});

test('a window that moves on erases its start and evaluates what is new', async () => {
  const sequence = holding(range(80));
  const prompt = [1, ...range(69, 12), 77, 78];
  const plan = planFor(sequence, prompt, 'rolling', 1);
  assert.equal(plan.reuse, 'rolling');
  await prefill(sequence, plan, workFor(sequence));
  assert.deepEqual(sequence.tokens, prompt.slice(0, -1));
  assert.deepEqual(sequence.evaluated, [1]);
});

test('an insertion of several slices keeps the order of its tokens', async () => {
  const sequence = holding(range(60));
  const prompt = [...range(20), ...range(10, 500), ...range(40, 21)];
  const plan = planFor(sequence, prompt, 'patched');
  assert.equal(plan.insert.length, 1);
  const work = workFor(sequence);
  await prefill(sequence, plan, work);
  assert.deepEqual(sequence.tokens, prompt.slice(0, -1));
  assert.deepEqual(work.slices, [4, 4, 4, 2], 'One lead for all slices.');
});

test('the lead of an insertion is evaluated a second time, and counts as discarded', async () => {
  const sequence = holding(range(80));
  const prompt = [...range(20), 77, ...range(60, 21)];
  const plan = planFor(sequence, prompt, 'patched');
  assert.equal(plan.insert.length, 1);
  const work = workFor(sequence);
  await sequence.work.countAs('repair', () => prefill(sequence, plan, work));
  assert.deepEqual(work.slices, [insertionLead, 1]);
  const { repair, discarded } = sequence.work.counts;
  assert.deepEqual([repair, discarded], [1, insertionLead]);
});

test('a signal stops a prefill between two slices, and what was evaluated stays', async () => {
  const controller = new AbortController();
  const sequence = holding([], 2);
  sequence.beforeStep = () => {
    if (sequence.tokens.length === 2) controller.abort();
    return Promise.resolve();
  };
  const prompt = range(7);
  const work = workFor(sequence, { signal: controller.signal });
  assert.equal(await prefill(sequence, planFor(sequence, prompt), work), false);
  assert.deepEqual(sequence.tokens, [1, 2, 3, 4]);

  sequence.beforeStep = () => Promise.resolve();
  const again = workFor(sequence);
  assert.equal(await prefill(sequence, planFor(sequence, prompt), again), true);
  assert.equal(sum(again.slices), 2);
});

test('only the slices of a request come before a step', async () => {
  const areBeforeStep = async (difference: Partial<PrefillWork>) => {
    const sequence = holding([]);
    const flags: (boolean | undefined)[] = [];
    const evaluate = sequence.evaluate.bind(sequence);
    sequence.evaluate = (tokens, isBeforeStep?: boolean) => {
      flags.push(isBeforeStep);
      return evaluate(tokens);
    };
    await prefill(sequence, planFor(sequence, range(6)), workFor(sequence, difference));
    return flags;
  };
  assert.deepEqual(await areBeforeStep({}), [true, true]);
  assert.deepEqual(await areBeforeStep({ maxSliceMs: () => 100 }), [false, false]);
});

test('a signal stops a prefill between two slices of an insertion', async () => {
  const controller = new AbortController();
  const sequence = holding(range(60), insertionLead + 2);
  const prompt = [...range(20), ...range(20, 500), ...range(40, 21)];
  const plan = planFor(sequence, prompt, 'patched');
  const work = workFor(sequence, { signal: controller.signal });
  sequence.beforeStep = () => {
    controller.abort();
    return Promise.resolve();
  };
  assert.equal(await prefill(sequence, plan, work), false);
  assert.deepEqual(sequence.tokens, [...range(20), 500, 501, ...range(40, 21)].slice(0, 61));
  assert.equal(sequence.work.counts.discarded, insertionLead);
});

test('a signal that comes with the last slice ends the prefill too', async () => {
  const controller = new AbortController();
  const sequence = holding([]);
  sequence.beforeStep = () => {
    controller.abort();
    return Promise.resolve();
  };
  const work = workFor(sequence, { signal: controller.signal });
  assert.equal(await prefill(sequence, planFor(sequence, [1, 2, 3]), work), false);
  assert.deepEqual(sequence.tokens, [1, 2]);
});

test('each step goes through the scheduler, erasure included', async () => {
  const sequence = holding([1, 2, 3, 99]);
  let steps = 0;
  const work = workFor(sequence, {
    runStep: (step) => {
      steps++;
      return step();
    },
  });
  await prefill(sequence, planFor(sequence, [1, 2, 3, ...range(7, 10)]), work);
  assert.equal(steps, 1 + 2);
});

test('slices take no longer than the work allows at that moment', async () => {
  const allowed = [200, 200, 400];
  const asked: number[] = [];
  const sequence = holding([], 4);
  sequence.sliceWithin = (maxMs) => {
    asked.push(maxMs);
    return 4;
  };
  const work = workFor(sequence, { maxSliceMs: () => allowed.shift() ?? 0 });
  await prefill(sequence, planFor(sequence, range(11)), work);
  assert.deepEqual(asked, [200, 200, 400]);
  asked.length = 0;
  await prefill(sequence, planFor(sequence, range(15)), workFor(sequence));
  assert.deepEqual(asked, [400], 'A request waits for longer ones where nothing is said.');
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}
