import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  findNextJob,
  maxUnaskedChanges,
  type Activity,
  type JobName,
  type Machine,
} from '../../../src/engine/prefetch/jobTable.ts';

/** A fast machine with memory for a second window. */
const fast: Machine = { answersBetweenKeys: true, stepMs: 5, hasSpare: true };

const nowMs = 100_000;

/** Returns the activity of a document in which the user has just typed. */
function activityWith(difference: Partial<Activity> = {}): Activity {
  return {
    disabledRules: [],
    cursor: 0,
    lastEvent: 'typed',
    atMs: nowMs,
    isUsed: true,
    unaskedChanges: 0,
    shownTokens: 0,
    lineEnded: undefined,
    isTypedAlong: false,
    done: new Set(),
    ...difference,
  };
}

const lineEnded = { lines: 'auto', maxTokens: 32 } as const;

/** Returns all jobs that become due without another event, with the quiet time before each. */
function schedule(activity: Activity, machine = fast): Partial<Record<JobName, number>> {
  const done = new Set(activity.done);
  const quiet: Partial<Record<JobName, number>> = {};
  for (;;) {
    const next = findNextJob({ ...activity, done }, machine, activity.atMs);
    if (next === undefined) return quiet;
    quiet[next.name] = next.inMs;
    done.add(next.name);
  }
}

/** All jobs, the most urgent first. */
const names: readonly JobName[] = [
  'prefetch',
  'nextLine',
  'complete',
  'refresh',
  'repair',
  'follow',
  'save',
];

const events = ['typed', 'changed', 'moved', 'answered'] as const;
/** Events after which the whole window is worth evaluating. */
const uses = ['typed', 'changed', 'answered'] as const;

test('after typing the prompt is prefetched at once, then the window is completed, refreshed, repaired, saved', () => {
  const quiet = schedule(activityWith());
  assert.deepEqual(Object.entries(quiet), [
    ['prefetch', 8],
    ['complete', 200],
    ['refresh', 500],
    ['repair', 5000],
    ['save', 10_000],
  ]);
});

test('after other changes and moves of the cursor the prompt waits for the end of the series', () => {
  assert.equal(schedule(activityWith({ lastEvent: 'changed' })).prefetch, 40);
  assert.equal(schedule(activityWith({ lastEvent: 'moved' })).prefetch, 40);
});

test('after an answer the prompt is cached already', () => {
  assert.equal(schedule(activityWith({ lastEvent: 'answered' })).prefetch, undefined);
});

test('the next line is prefetched where the answer is that the line is complete', () => {
  assert.equal(schedule(activityWith({ lastEvent: 'answered' })).nextLine, undefined);
  assert.equal(schedule(activityWith({ lastEvent: 'answered', lineEnded })).nextLine, 20);
});

test('where requests are answered in pauses only the next line waits until it is asked for', () => {
  const ended = activityWith({ lastEvent: 'answered', lineEnded });
  assert.equal(schedule(ended, { ...fast, answersBetweenKeys: false }).nextLine, undefined);
});

test('a short window is completed soon after an answer, and later after keys', () => {
  assert.equal(schedule(activityWith({ lastEvent: 'answered' })).complete, 30);
  for (const lastEvent of ['typed', 'changed'] as const) {
    assert.equal(schedule(activityWith({ lastEvent })).complete, 200);
  }
});

test('while a completion is typed along a short window is completed soon after keys', () => {
  const along = activityWith({ isTypedAlong: true });
  assert.equal(schedule(along).complete, 30);
  assert.equal(schedule(along, { ...fast, hasSpare: false }).complete, 500);
  assert.equal(schedule(along, { ...fast, answersBetweenKeys: false }).complete, 500);
});

test('without a spare window a short window is completed when typing pauses', () => {
  for (const lastEvent of uses) {
    const quiet = schedule(activityWith({ lastEvent }), { ...fast, hasSpare: false });
    assert.equal(quiet.complete, 500);
  }
});

test('where requests are answered in pauses only a short window is completed when typing pauses', () => {
  for (const lastEvent of uses) {
    const slow = { ...fast, answersBetweenKeys: false };
    assert.equal(schedule(activityWith({ lastEvent }), slow).complete, 500);
  }
});

test('changed context is read when typing pauses, in the window itself only after three seconds', () => {
  for (const lastEvent of uses) {
    assert.equal(schedule(activityWith({ lastEvent })).refresh, 500);
    const alone = { ...fast, hasSpare: false };
    assert.equal(schedule(activityWith({ lastEvent }), alone).refresh, 3000);
  }
});

test('patched cells are repaired after five seconds, whether there is a spare window or not', () => {
  for (const lastEvent of uses) {
    for (const hasSpare of [true, false]) {
      assert.equal(schedule(activityWith({ lastEvent }), { ...fast, hasSpare }).repair, 5000);
    }
  }
});

test('tokens after a shown completion are sampled when it has been read', () => {
  const shown = activityWith({ lastEvent: 'answered', shownTokens: 8 });
  assert.equal(schedule(shown).follow, 700);
  assert.equal(schedule(activityWith({ lastEvent: 'answered' })).follow, undefined);
});

test('where a decode step is slow no tokens are sampled after a shown completion', () => {
  const shown = activityWith({ lastEvent: 'answered', shownTokens: 8 });
  assert.equal(schedule(shown, { ...fast, stepMs: 20 }).follow, 700);
  assert.equal(schedule(shown, { ...fast, stepMs: 20.1 }).follow, undefined);
});

test('the window is saved after ten seconds', () => {
  for (const lastEvent of events) {
    assert.equal(schedule(activityWith({ lastEvent })).save, 10_000);
  }
});

test('where the document was only clicked into nothing but the prompt is read', () => {
  const clicked = activityWith({ lastEvent: 'moved', isUsed: false });
  for (const hasSpare of [true, false]) {
    assert.deepEqual(schedule(clicked, { ...fast, hasSpare }), { prefetch: 40 });
  }
});

test('in a document that a program writes nothing is read', () => {
  const written = activityWith({
    lastEvent: 'changed',
    isUsed: false,
    unaskedChanges: maxUnaskedChanges + 1,
  });
  assert.deepEqual(schedule(written), {});
});

test('after many changes without a request nothing is evaluated any more', () => {
  for (const lastEvent of ['typed', 'changed'] as const) {
    const last = activityWith({ lastEvent, unaskedChanges: maxUnaskedChanges });
    assert.ok(schedule(last).prefetch !== undefined && schedule(last).complete !== undefined);
    const beyond = activityWith({ lastEvent, unaskedChanges: maxUnaskedChanges + 1 });
    // The current window is still worth saving.
    assert.deepEqual(schedule(beyond), { save: 10_000 });
  }
});

test('a job that is done is not run again before the next event', () => {
  const done = new Set<JobName>(['prefetch', 'repair']);
  const left = ['complete', 'refresh', 'save'];
  assert.deepEqual(Object.keys(schedule(activityWith({ done }))), left);
  const all = new Set(names);
  assert.equal(findNextJob(activityWith({ done: all }), fast, nowMs), undefined);
});

test('a click in a document that is in use reads no more than a small window', () => {
  const quiet = schedule(activityWith({ lastEvent: 'moved' }));
  assert.deepEqual(Object.keys(quiet).sort(), ['prefetch', 'save']);
});

test('the quiet counts from the last event, and what is overdue runs at once', () => {
  const activity = activityWith();
  assert.deepEqual(findNextJob(activity, fast, nowMs + 3), { name: 'prefetch', inMs: 5 });
  assert.deepEqual(findNextJob(activity, fast, nowMs + 90), { name: 'prefetch', inMs: 0 });
});

test('of jobs that are all overdue the most urgent runs first', () => {
  const activity = activityWith({ lineEnded, shownTokens: 8 });
  const order: JobName[] = [];
  for (;;) {
    const next = findNextJob(activity, fast, nowMs + 60_000);
    if (next === undefined) break;
    assert.equal(next.inMs, 0);
    order.push(next.name);
    activity.done.add(next.name);
  }
  assert.deepEqual(order, names);
});

test('the next job is never one that is done, and the time to it is never negative', () => {
  const activities = fc.record({
    lastEvent: fc.constantFrom(...events),
    isUsed: fc.boolean(),
    unaskedChanges: fc.nat(100),
    shownTokens: fc.nat(10),
    lineEnded: fc.constantFrom(undefined, lineEnded),
    isTypedAlong: fc.boolean(),
    done: fc.subarray([...names]).map((done) => new Set(done)),
  });
  const machines = fc.record({
    answersBetweenKeys: fc.boolean(),
    stepMs: fc.nat(100),
    hasSpare: fc.boolean(),
  });
  fc.assert(
    fc.property(activities, machines, fc.nat(20_000), (difference, machine, later) => {
      const activity = activityWith(difference);
      const next = findNextJob(activity, machine, nowMs + later);
      if (next === undefined) return;
      assert.ok(!activity.done.has(next.name) && next.inMs >= 0);
      // The quiet time before a job gets shorter as the clock advances.
      const after = findNextJob(activity, machine, nowMs + later + next.inMs);
      assert.equal(after?.inMs, 0);
    }),
  );
});
