import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  countInsertedTokens,
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
function applyPlan(cached: readonly number[], plan: ReusePlan): number[] {
  const cells = [...cached];
  for (const { start, end } of [...plan.erase].reverse()) cells.splice(start, end - start);
  cells.length = plan.length;
  for (const { position, tokens: added } of plan.insert) cells.splice(position, 0, ...added);
  return [...cells, ...plan.evaluate, plan.last];
}

test('a plan produces the prompt in each mode', () => {
  fc.assert(
    fc.property(tokens, prompt, modes, heads, (cached, target, mode, evictedAfter) => {
      const plan = planReuse(cached, target, { mode, evictedAfter });
      assert.deepEqual(applyPlan(cached, plan), target);
    }),
  );
});

test('a plan produces the prompt after edits', () => {
  fc.assert(
    fc.property(edited, modes, heads, ({ before, after }, mode, evictedAfter) => {
      const plan = planReuse(before, after, { mode, evictedAfter });
      assert.deepEqual(applyPlan(before, plan), after);
    }),
  );
});

test('a plan produces the prompt when both have a prefix start', () => {
  const starts = fc.record({ cached: fc.nat(60), prompt: fc.nat(60) });
  fc.assert(
    fc.property(tokens, prompt, starts, (cached, target, start) => {
      const prefixStart = {
        cached: Math.min(start.cached, cached.length),
        prompt: Math.min(start.prompt, target.length),
      };
      const options = { mode: 'patched', evictedAfter: undefined, prefixStart } as const;
      assert.deepEqual(applyPlan(cached, planReuse(cached, target, options)), target);
    }),
  );
});

test('the cost is the number of evaluated tokens', () => {
  fc.assert(
    fc.property(tokens, prompt, modes, heads, (cached, target, mode, evictedAfter) => {
      const plan = planReuse(cached, target, { mode, evictedAfter });
      const inserted = plan.insert.reduce((total, { tokens: added }) => total + added.length, 0);
      const leads = plan.insert.length * insertionLead;
      assert.equal(plan.cost, inserted + leads + plan.evaluate.length + 1);
    }),
  );
});

test('a less exact mode never costs more', () => {
  fc.assert(
    fc.property(edited, heads, ({ before, after }, evictedAfter) => {
      const computeCost = (mode: Reuse) => planReuse(before, after, { mode, evictedAfter }).cost;
      assert.ok(
        computeCost('exact') >= computeCost('rolling') &&
          computeCost('rolling') >= computeCost('patched'),
      );
    }),
  );
});

test('a plan reports its reuse mode, which never exceeds the allowed one', () => {
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

test('exact mode keeps the common prefix except the last token', () => {
  fc.assert(
    fc.property(tokens, prompt, (cached, target) => {
      const { keep } = planReuse(cached, target, { mode: 'exact', evictedAfter: undefined });
      const isAll = keep === target.length - 1 || keep === cached.length;
      assert.ok(isAll || cached[keep] !== target[keep]);
    }),
  );
});

const text = Array.from({ length: 100 }, (_, index) => 1000 + index);

test('repeating the same prompt evaluates one token', () => {
  assert.equal(planReuse(text, text, { mode: 'patched', evictedAfter: undefined }).cost, 1);
});

test('a moved window start evaluates none of the remaining text', () => {
  const target = [...text.slice(0, 5), ...text.slice(40), 1];
  const plan = planReuse(text, target, { mode: 'rolling', evictedAfter: 5 });
  assert.deepEqual([plan.reuse, plan.cost, plan.erase], ['rolling', 1, [{ start: 5, end: 40 }]]);
});

test('without a moved start no cells are evicted', () => {
  const target = [...text.slice(0, 5), ...text.slice(40), 1];
  const plan = planReuse(text, target, { mode: 'rolling', evictedAfter: undefined });
  assert.deepEqual([plan.reuse, plan.cost], ['exact', 61]);
});

test('a deletion far above evaluates only the last token', () => {
  const target = [...text.slice(0, 30), ...text.slice(33), 1];
  assert.equal(planReuse(text, target, { mode: 'patched', evictedAfter: undefined }).cost, 1);
});

test('an insertion far above evaluates the inserted tokens', () => {
  const target = [...text.slice(0, 30), 1, 2, 3, ...text.slice(30), 4];
  const plan = planReuse(text, target, { mode: 'patched', evictedAfter: undefined });
  assert.deepEqual(plan.insert, [{ position: 30, tokens: [1, 2, 3] }]);
  assert.equal(plan.cost, 4 + insertionLead);
});

test('a rename in three places evaluates only those places', () => {
  const target = text.map((token, index) => (index % 30 === 10 ? 1 : token)).concat(2);
  assert.equal(
    planReuse(text, target, { mode: 'patched', evictedAfter: undefined }).cost,
    4 + 3 * insertionLead,
  );
});

test('a patch that saves hardly any tokens is not used', () => {
  const target = [...text.slice(0, 95), ...text.slice(97), 1];
  const plan = planReuse(text, target, { mode: 'patched', evictedAfter: undefined });
  assert.deepEqual([plan.reuse, plan.cost], ['exact', 4]);
});

test('an empty prompt is an error of the caller', () => {
  assert.throws(() => planReuse([1], [], { mode: 'exact', evictedAfter: undefined }), RangeError);
});

test('a patch keeps cells on their side of the prefix start', () => {
  const side = Array.from({ length: 60 }, (_, index) => 100 + index);
  const cached = [1, 2, ...side, 3, ...side.map((token) => token + 100)];
  // The text after the cursor is now before it.
  const target = [1, 2, 3, ...side, 9];
  const options = { mode: 'patched', evictedAfter: undefined } as const;
  const crossing = planReuse(cached, target, options);
  assert.ok(crossing.cost < 30);
  const sided = planReuse(cached, target, {
    ...options,
    prefixStart: { cached: 2 + side.length + 1, prompt: 3 },
  });
  assert.ok(sided.cost > side.length);
});

test('a patch keeps the control token before the prefix together with the prefix', () => {
  const prefix = Array.from({ length: 60 }, (_, index) => 200 + index);
  const cached = [1, 2, 11, 12, 3, ...prefix];
  const target = [1, 2, ...Array.from({ length: 40 }, (_, index) => 500 + index), 3, ...prefix, 9];
  const prefixStart = { cached: 5, prompt: 43 };
  const options = { mode: 'patched', evictedAfter: undefined, prefixStart } as const;
  const plan = planReuse(cached, target, options);
  assert.deepEqual(plan.erase, [{ start: 2, end: 4 }]);
  assert.deepEqual(plan.insert, [{ position: 2, tokens: target.slice(2, 42) }]);
});

test('a plan with a limit does not exceed it, and the next plan evaluates the rest', () => {
  fc.assert(
    fc.property(edited, fc.integer({ min: 1, max: 60 }), ({ before, after }, maxTokens) => {
      const plan = planReuse(before, after, { mode: 'patched', evictedAfter: undefined });
      const limited = limitPlan(plan, maxTokens);
      if (limited === undefined) return;
      const leads = limited.insert.length * insertionLead;
      assert.ok(countInsertedTokens(limited) + leads + limited.evaluate.length <= maxTokens);
      assert.equal(limited === plan, plan.cost <= maxTokens);
      const cells = applyPlan(before, limited).slice(0, -1);
      const rest = planReuse(cells, after, { mode: 'patched', evictedAfter: undefined });
      assert.deepEqual(applyPlan(cells, rest), after);
    }),
  );
});

test('a limit shortens the last insertion that partly fits', () => {
  const cached = [1, ...Array.from({ length: 60 }, (_, index) => 100 + index)];
  const added = Array.from({ length: 40 }, (_, index) => 900 + index);
  const target = [1, ...added, ...cached.slice(1), 5];
  const patch = planReuse(cached, target, { mode: 'patched', evictedAfter: undefined });
  assert.deepEqual(limitPlan(patch, 20)?.insert, [{ position: 1, tokens: added.slice(0, 15) }]);
  assert.equal(limitPlan(patch, 8), undefined);
});
