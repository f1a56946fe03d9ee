import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  insertedTokens,
  insertionLead,
  limitPlan,
  planReuse,
  type Reuse,
  type ReusePlan,
} from '../../../src/completion/reuse/reusePlan.ts';

// A small vocabulary, so that common pieces are common.
const tokens = fc.array(fc.nat(3), { maxLength: 60 });
const prompt = fc.array(fc.nat(3), { minLength: 1, maxLength: 60 });
const modes = fc.constantFrom<Reuse>('exact', 'rolling', 'patched');
const heads = fc.option(fc.nat(6), { nil: undefined });

/** Pairs of a text and the same with pieces removed, inserted or replaced. */
const edited = fc
  .tuple(
    fc.array(fc.nat(500), { minLength: 1, maxLength: 80 }),
    fc.array(fc.tuple(fc.nat(80), fc.nat(6), fc.array(fc.nat(500), { maxLength: 6 })), {
      maxLength: 3,
    }),
  )
  .map(([before, edits]) => {
    const after = [...before];
    for (const [at, removed, inserted] of edits) after.splice(at, removed, ...inserted);
    return { before, after: after.length > 0 ? after : [7] };
  });

/** Returns the tokens of a sequence after a plan was executed. */
function carriedOut(cached: readonly number[], plan: ReusePlan): number[] {
  const held = [...cached];
  for (const { start, end } of [...plan.erase].reverse()) held.splice(start, end - start);
  held.length = plan.length;
  for (const { at, tokens: added } of plan.insert) held.splice(at, 0, ...added);
  return [...held, ...plan.evaluate, plan.last];
}

test('carrying a plan out gives the prompt, in each mode', () => {
  fc.assert(
    fc.property(tokens, prompt, modes, heads, (cached, wanted, mode, evictedAfter) => {
      const plan = planReuse(cached, wanted, { mode, evictedAfter });
      assert.deepEqual(carriedOut(cached, plan), wanted);
    }),
  );
});

test('carrying a plan out gives the prompt after edits', () => {
  fc.assert(
    fc.property(edited, modes, heads, ({ before, after }, mode, evictedAfter) => {
      const plan = planReuse(before, after, { mode, evictedAfter });
      assert.deepEqual(carriedOut(before, plan), after);
    }),
  );
});

test('carrying a plan out gives the prompt where both have sides', () => {
  const starts = fc.record({ cached: fc.nat(60), wanted: fc.nat(60) });
  fc.assert(
    fc.property(tokens, prompt, starts, (cached, wanted, start) => {
      const prefixStart = {
        cached: Math.min(start.cached, cached.length),
        wanted: Math.min(start.wanted, wanted.length),
      };
      const options = { mode: 'patched', evictedAfter: undefined, prefixStart } as const;
      assert.deepEqual(carriedOut(cached, planReuse(cached, wanted, options)), wanted);
    }),
  );
});

test('the cost is what is evaluated', () => {
  fc.assert(
    fc.property(tokens, prompt, modes, heads, (cached, wanted, mode, evictedAfter) => {
      const plan = planReuse(cached, wanted, { mode, evictedAfter });
      const inserted = plan.insert.reduce((total, { tokens: added }) => total + added.length, 0);
      const leads = plan.insert.length * insertionLead;
      assert.equal(plan.cost, inserted + leads + plan.evaluate.length + 1);
    }),
  );
});

test('a bolder mode never costs more', () => {
  fc.assert(
    fc.property(edited, heads, ({ before, after }, evictedAfter) => {
      const cost = (mode: Reuse) => planReuse(before, after, { mode, evictedAfter }).cost;
      assert.ok(cost('exact') >= cost('rolling') && cost('rolling') >= cost('patched'));
    }),
  );
});

test('a plan is as bold as it says, and never bolder than allowed', () => {
  fc.assert(
    fc.property(edited, modes, heads, ({ before, after }, mode, evictedAfter) => {
      const plan = planReuse(before, after, { mode, evictedAfter });
      const order: readonly Reuse[] = ['exact', 'rolling', 'patched'];
      assert.ok(order.indexOf(plan.reuse) <= order.indexOf(mode));
      if (plan.reuse === 'exact') assert.equal(plan.erase.length + plan.insert.length, 0);
      if (plan.reuse === 'rolling') {
        assert.deepEqual([plan.erase.length, plan.insert.length], [1, 0]);
        assert.equal(plan.erase[0]?.start, evictedAfter);
      }
    }),
  );
});

test('exact keeps all of the common prefix, but the last token', () => {
  fc.assert(
    fc.property(tokens, prompt, (cached, wanted) => {
      const { keep } = planReuse(cached, wanted, { mode: 'exact', evictedAfter: undefined });
      const isAll = keep === wanted.length - 1 || keep === cached.length;
      assert.ok(isAll || cached[keep] !== wanted[keep]);
    }),
  );
});

const text = Array.from({ length: 100 }, (_, index) => 1000 + index);

test('the same prompt again evaluates one token', () => {
  assert.equal(planReuse(text, text, { mode: 'patched', evictedAfter: undefined }).cost, 1);
});

test('a window that moves on evaluates nothing of what stays', () => {
  const wanted = [...text.slice(0, 5), ...text.slice(40), 1];
  const plan = planReuse(text, wanted, { mode: 'rolling', evictedAfter: 5 });
  assert.deepEqual([plan.reuse, plan.cost, plan.erase], ['rolling', 1, [{ start: 5, end: 40 }]]);
});

test('without a moved start nothing is taken for evicted', () => {
  const wanted = [...text.slice(0, 5), ...text.slice(40), 1];
  const plan = planReuse(text, wanted, { mode: 'rolling', evictedAfter: undefined });
  assert.deepEqual([plan.reuse, plan.cost], ['exact', 61]);
});

test('a deletion far above evaluates nothing but the last token', () => {
  const wanted = [...text.slice(0, 30), ...text.slice(33), 1];
  assert.equal(planReuse(text, wanted, { mode: 'patched', evictedAfter: undefined }).cost, 1);
});

test('an insertion far above evaluates what was inserted', () => {
  const wanted = [...text.slice(0, 30), 1, 2, 3, ...text.slice(30), 4];
  const plan = planReuse(text, wanted, { mode: 'patched', evictedAfter: undefined });
  assert.deepEqual(plan.insert, [{ at: 30, tokens: [1, 2, 3] }]);
  assert.equal(plan.cost, 4 + insertionLead);
});

test('a rename at three places evaluates the three', () => {
  const wanted = text.map((token, index) => (index % 30 === 10 ? 1 : token)).concat(2);
  assert.equal(
    planReuse(text, wanted, { mode: 'patched', evictedAfter: undefined }).cost,
    4 + 3 * insertionLead,
  );
});

test('a patch that saves next to nothing is not made', () => {
  const wanted = [...text.slice(0, 95), ...text.slice(97), 1];
  const plan = planReuse(text, wanted, { mode: 'patched', evictedAfter: undefined });
  assert.deepEqual([plan.reuse, plan.cost], ['exact', 4]);
});

test('an empty prompt is a mistake of the caller', () => {
  assert.throws(() => planReuse([1], [], { mode: 'exact', evictedAfter: undefined }), RangeError);
});

test('a patch keeps cells on their side of the prefix start', () => {
  const side = Array.from({ length: 60 }, (_, index) => 100 + index);
  const cached = [1, 2, ...side, 3, ...side.map((token) => token + 100)];
  // The text after the cursor is now before it.
  const wanted = [1, 2, 3, ...side, 9];
  const options = { mode: 'patched', evictedAfter: undefined } as const;
  const crossing = planReuse(cached, wanted, options);
  assert.ok(crossing.cost < 30);
  const sided = planReuse(cached, wanted, {
    ...options,
    prefixStart: { cached: 2 + side.length + 1, wanted: 3 },
  });
  assert.ok(sided.cost > side.length);
});

test('a patch keeps the control token in front of the prefix with the prefix', () => {
  const prefix = Array.from({ length: 60 }, (_, index) => 200 + index);
  const cached = [1, 2, 11, 12, 3, ...prefix];
  const wanted = [1, 2, ...Array.from({ length: 40 }, (_, index) => 500 + index), 3, ...prefix, 9];
  const prefixStart = { cached: 5, wanted: 43 };
  const options = { mode: 'patched', evictedAfter: undefined, prefixStart } as const;
  const plan = planReuse(cached, wanted, options);
  assert.deepEqual(plan.erase, [{ start: 2, end: 4 }]);
  assert.deepEqual(plan.insert, [{ at: 2, tokens: wanted.slice(2, 42) }]);
});

test('a plan with a limit evaluates no more, and the next plan what it left', () => {
  fc.assert(
    fc.property(edited, fc.integer({ min: 1, max: 60 }), ({ before, after }, maxTokens) => {
      const plan = planReuse(before, after, { mode: 'patched', evictedAfter: undefined });
      const limited = limitPlan(plan, maxTokens);
      if (limited === undefined) return;
      const leads = limited.insert.length * insertionLead;
      assert.ok(insertedTokens(limited) + leads + limited.evaluate.length <= maxTokens);
      assert.equal(limited === plan, plan.cost <= maxTokens);
      const held = carriedOut(before, limited).slice(0, -1);
      const rest = planReuse(held, after, { mode: 'patched', evictedAfter: undefined });
      assert.deepEqual(carriedOut(held, rest), after);
    }),
  );
});

test('a limit cuts the last insertion that it leaves room for', () => {
  const cached = [1, ...Array.from({ length: 60 }, (_, index) => 100 + index)];
  const added = Array.from({ length: 40 }, (_, index) => 900 + index);
  const wanted = [1, ...added, ...cached.slice(1), 5];
  const patch = planReuse(cached, wanted, { mode: 'patched', evictedAfter: undefined });
  assert.deepEqual(limitPlan(patch, 20)?.insert, [{ at: 1, tokens: added.slice(0, 15) }]);
  assert.equal(limitPlan(patch, 8), undefined);
});
