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
function createWork(sequence: FakeSequence, overrides: Partial<PrefillWork> = {}) {
  const work = {
    signal: new AbortController().signal,
    runStep: <Result>(step: () => Promise<Result>) => step(),
    workMeter: sequence.work,
    slices: [] as number[],
    onEvaluated: (tokens: number) => {
      work.slices.push(tokens);
    },
    ...overrides,
  };
  return work;
}

function createPlan(
  { tokens }: FakeSequence,
  prompt: readonly number[],
  mode: Reuse = 'exact',
  evictedAfter?: number,
): ReusePlan {
  return planReuse(tokens, prompt, { mode, evictedAfter });
}

function createRange(length: number, first = 1): number[] {
  return Array.from({ length }, (_, index) => first + index);
}

/** Returns a sequence that holds tokens and has counted nothing yet. */
function createFilledSequence(tokens: readonly number[], sliceTokens = 4): FakeSequence {
  const sequence = new FakeSequence('', { sliceTokens });
  sequence.tokens = [...tokens];
  return sequence;
}

test('a prompt is evaluated in slices, except its last token', async () => {
  const sequence = createFilledSequence([]);
  const work = createWork(sequence);
  assert.equal(await prefill(sequence, createPlan(sequence, createRange(11)), work), true);
  assert.deepEqual(sequence.tokens, createRange(10));
  assert.deepEqual(
    [sequence.evaluated, work.slices],
    [
      [4, 4, 2],
      [4, 4, 2],
    ],
  );
});

test('cached tokens are not evaluated again, and others are erased', async () => {
  const sequence = createFilledSequence([1, 2, 3, 99]);
  await prefill(sequence, createPlan(sequence, [1, 2, 3, 4, 5]), createWork(sequence));
  assert.deepEqual(sequence.tokens, [1, 2, 3, 4]);
  assert.deepEqual(sequence.evaluated, [1]);
});

test('a pace that changes during the prefill omits no token', async () => {
  const paces = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(paces, fc.integer({ min: 1, max: 60 }), async (slices, length) => {
      const sequence = createFilledSequence([]);
      let step = 0;
      sequence.computeSliceTokens = () => slices[step % slices.length] ?? 1;
      sequence.beforeStep = () => {
        step++;
        return Promise.resolve();
      };
      const prompt = createRange(length);
      const work = createWork(sequence);
      await prefill(sequence, createPlan(sequence, prompt), work);
      assert.deepEqual(sequence.tokens, prompt.slice(0, -1));
      assert.equal(sum(work.slices), length - 1);
    }),
  );
});

test('plans of any mode give the sequence all tokens of the prompt except the last one', async () => {
  const cachedTokens = fc.array(fc.nat(500), { minLength: 1, maxLength: 80 });
  const edits = fc.array(fc.tuple(fc.nat(80), fc.nat(6), fc.array(fc.nat(500), { maxLength: 6 })), {
    maxLength: 3,
  });
  const modes = fc.constantFrom<Reuse>('exact', 'rolling', 'patched');
  await fc.assert(
    fc.asyncProperty(
      cachedTokens,
      edits,
      modes,
      fc.option(fc.nat(6)),
      async (cached, all, mode, head) => {
        const prompt = [...cached];
        for (const [at, removed, inserted] of all) prompt.splice(at, removed, ...inserted);
        if (prompt.length === 0) prompt.push(7);
        const sequence = createFilledSequence(cached);
        const plan = createPlan(sequence, prompt, mode, head ?? undefined);
        const work = createWork(sequence);
        assert.equal(await prefill(sequence, plan, work), true);
        assert.deepEqual(sequence.tokens, prompt.slice(0, -1));
        if (plan.insert.every(({ tokens }) => tokens.length <= 4)) {
          assert.equal(sum(work.slices), plan.cost - 1);
        }
      },
    ),
  );
});

test('a window that moves erases its start and evaluates the new text', async () => {
  const sequence = createFilledSequence(createRange(80));
  const prompt = [1, ...createRange(69, 12), 77, 78];
  const plan = createPlan(sequence, prompt, 'rolling', 1);
  assert.equal(plan.reuse, 'rolling');
  await prefill(sequence, plan, createWork(sequence));
  assert.deepEqual(sequence.tokens, prompt.slice(0, -1));
  assert.deepEqual(sequence.evaluated, [1]);
});

test('an insertion of several slices keeps the order of its tokens', async () => {
  const sequence = createFilledSequence(createRange(60));
  const prompt = [...createRange(20), ...createRange(10, 500), ...createRange(40, 21)];
  const plan = createPlan(sequence, prompt, 'patched');
  assert.equal(plan.insert.length, 1);
  const work = createWork(sequence);
  await prefill(sequence, plan, work);
  assert.deepEqual(sequence.tokens, prompt.slice(0, -1));
  assert.deepEqual(work.slices, [4, 4, 4, 2], 'One lead for all slices.');
});

test('the lead of an insertion is evaluated a second time, and counts as discarded', async () => {
  const sequence = createFilledSequence(createRange(80));
  const prompt = [...createRange(20), 77, ...createRange(60, 21)];
  const plan = createPlan(sequence, prompt, 'patched');
  assert.equal(plan.insert.length, 1);
  const work = createWork(sequence);
  await sequence.work.countAs('repair', () => prefill(sequence, plan, work));
  assert.deepEqual(work.slices, [insertionLead, 1]);
  const { repair, discarded } = sequence.work.counts;
  assert.deepEqual([repair, discarded], [1, insertionLead]);
});

test('a signal stops a prefill between two slices, and the evaluated tokens stay', async () => {
  const controller = new AbortController();
  const sequence = createFilledSequence([], 2);
  sequence.beforeStep = () => {
    if (sequence.tokens.length === 2) controller.abort();
    return Promise.resolve();
  };
  const prompt = createRange(7);
  const work = createWork(sequence, { signal: controller.signal });
  assert.equal(await prefill(sequence, createPlan(sequence, prompt), work), false);
  assert.deepEqual(sequence.tokens, [1, 2, 3, 4]);

  sequence.beforeStep = () => Promise.resolve();
  const again = createWork(sequence);
  assert.equal(await prefill(sequence, createPlan(sequence, prompt), again), true);
  assert.equal(sum(again.slices), 2);
});

test('only the slices of a request come before a step', async () => {
  const listBeforeStep = async (overrides: Partial<PrefillWork>) => {
    const sequence = createFilledSequence([]);
    const flags: (boolean | undefined)[] = [];
    const evaluate = sequence.evaluate.bind(sequence);
    sequence.evaluate = (tokens, isBeforeStep?: boolean) => {
      flags.push(isBeforeStep);
      return evaluate(tokens);
    };
    await prefill(sequence, createPlan(sequence, createRange(6)), createWork(sequence, overrides));
    return flags;
  };
  assert.deepEqual(await listBeforeStep({}), [true, true]);
  assert.deepEqual(await listBeforeStep({ getMaxSliceMs: () => 100 }), [false, false]);
});

test('a signal stops a prefill between two slices of an insertion', async () => {
  const controller = new AbortController();
  const sequence = createFilledSequence(createRange(60), insertionLead + 2);
  const prompt = [...createRange(20), ...createRange(20, 500), ...createRange(40, 21)];
  const plan = createPlan(sequence, prompt, 'patched');
  const work = createWork(sequence, { signal: controller.signal });
  sequence.beforeStep = () => {
    controller.abort();
    return Promise.resolve();
  };
  assert.equal(await prefill(sequence, plan, work), false);
  assert.deepEqual(
    sequence.tokens,
    [...createRange(20), 500, 501, ...createRange(40, 21)].slice(0, 61),
  );
  assert.equal(sequence.work.counts.discarded, insertionLead);
});

test('a signal during the last slice ends the prefill too', async () => {
  const controller = new AbortController();
  const sequence = createFilledSequence([]);
  sequence.beforeStep = () => {
    controller.abort();
    return Promise.resolve();
  };
  const work = createWork(sequence, { signal: controller.signal });
  assert.equal(await prefill(sequence, createPlan(sequence, [1, 2, 3]), work), false);
  assert.deepEqual(sequence.tokens, [1, 2]);
});

test('each step goes through the scheduler, including erasure', async () => {
  const sequence = createFilledSequence([1, 2, 3, 99]);
  let steps = 0;
  const work = createWork(sequence, {
    runStep: (step) => {
      steps++;
      return step();
    },
  });
  await prefill(sequence, createPlan(sequence, [1, 2, 3, ...createRange(7, 10)]), work);
  assert.equal(steps, 1 + 2);
});

test('slices take no longer than the work allows at that moment', async () => {
  const allowed = [200, 200, 400];
  const requestedMs: number[] = [];
  const sequence = createFilledSequence([], 4);
  sequence.computeSliceTokens = (maxMs) => {
    requestedMs.push(maxMs);
    return 4;
  };
  const work = createWork(sequence, { getMaxSliceMs: () => allowed.shift() ?? 0 });
  await prefill(sequence, createPlan(sequence, createRange(11)), work);
  assert.deepEqual(requestedMs, [200, 200, 400]);
  requestedMs.length = 0;
  await prefill(sequence, createPlan(sequence, createRange(15)), createWork(sequence));
  assert.deepEqual(requestedMs, [400], 'A request waits for longer ones where nothing is said.');
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}
