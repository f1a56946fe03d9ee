import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  findNextJob,
  maxChangesWithoutRequest,
  type Activity,
  type JobName,
  type Machine,
} from '../../../src/engine/prefetch/jobTable.ts';

/** A fast machine with memory for a second window. */
const fast: Machine = { canAnswerBetweenKeys: true, stepMs: 5, hasSpare: true };

const nowMs = 100_000;

/** Returns the activity of a document in which the user has just typed. */
function createActivity(overrides: Partial<Activity> = {}): Activity {
  return {
    disabledRules: [],
    cursor: 0,
    lastEvent: 'typed',
    lastEventMs: nowMs,
    isUsed: true,
    changesWithoutRequest: 0,
    shownTokens: 0,
    nextLineBudget: undefined,
    isTypedAlong: false,
    finishedJobs: new Set(),
    ...overrides,
  };
}

const lineEnded = { lines: 'auto', maxTokens: 32 } as const;

/** Returns all jobs that become due without another event, with the quiet time before each. */
function schedule(activity: Activity, machine = fast): Partial<Record<JobName, number>> {
  const finishedJobs = new Set(activity.finishedJobs);
  const quiet: Partial<Record<JobName, number>> = {};
  for (;;) {
    const next = findNextJob({ ...activity, finishedJobs }, machine, activity.lastEventMs);
    if (next === undefined) return quiet;
    quiet[next.name] = next.delayMs;
    finishedJobs.add(next.name);
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

test('after typing, the prompt is prefetched at once, then the window is completed, refreshed, repaired and saved', () => {
  const quiet = schedule(createActivity());
  assert.deepEqual(Object.entries(quiet), [
    ['prefetch', 8],
    ['complete', 200],
    ['refresh', 500],
    ['repair', 5000],
    ['save', 10_000],
  ]);
});

test('after other changes and cursor moves, the prompt waits for the end of the series', () => {
  assert.equal(schedule(createActivity({ lastEvent: 'changed' })).prefetch, 40);
  assert.equal(schedule(createActivity({ lastEvent: 'moved' })).prefetch, 40);
});

test('after an answer the prompt is cached already', () => {
  assert.equal(schedule(createActivity({ lastEvent: 'answered' })).prefetch, undefined);
});

test('the next line is prefetched when the answer is that the line is complete', () => {
  assert.equal(schedule(createActivity({ lastEvent: 'answered' })).nextLine, undefined);
  assert.equal(
    schedule(createActivity({ lastEvent: 'answered', nextLineBudget: lineEnded })).nextLine,
    20,
  );
});

test('if requests wait for pauses, only the next line waits until it is requested', () => {
  const ended = createActivity({ lastEvent: 'answered', nextLineBudget: lineEnded });
  assert.equal(schedule(ended, { ...fast, canAnswerBetweenKeys: false }).nextLine, undefined);
});

test('a short window is completed soon after an answer, and later after keys', () => {
  assert.equal(schedule(createActivity({ lastEvent: 'answered' })).complete, 30);
  for (const lastEvent of ['typed', 'changed'] as const) {
    assert.equal(schedule(createActivity({ lastEvent })).complete, 200);
  }
});

test('while the user types a completion, a short window is completed soon after keys', () => {
  const along = createActivity({ isTypedAlong: true });
  assert.equal(schedule(along).complete, 30);
  assert.equal(schedule(along, { ...fast, hasSpare: false }).complete, 500);
  assert.equal(schedule(along, { ...fast, canAnswerBetweenKeys: false }).complete, 500);
});

test('without a spare window a short window is completed when typing pauses', () => {
  for (const lastEvent of uses) {
    const quiet = schedule(createActivity({ lastEvent }), { ...fast, hasSpare: false });
    assert.equal(quiet.complete, 500);
  }
});

test('if requests wait for pauses, a short window is completed only when typing pauses', () => {
  for (const lastEvent of uses) {
    const slow = { ...fast, canAnswerBetweenKeys: false };
    assert.equal(schedule(createActivity({ lastEvent }), slow).complete, 500);
  }
});

test('changed context is read when typing pauses, and in the window itself after three seconds', () => {
  for (const lastEvent of uses) {
    assert.equal(schedule(createActivity({ lastEvent })).refresh, 500);
    const alone = { ...fast, hasSpare: false };
    assert.equal(schedule(createActivity({ lastEvent }), alone).refresh, 3000);
  }
});

test('patched cells are repaired after five seconds, with or without a spare window', () => {
  for (const lastEvent of uses) {
    for (const hasSpare of [true, false]) {
      assert.equal(schedule(createActivity({ lastEvent }), { ...fast, hasSpare }).repair, 5000);
    }
  }
});

test('tokens after a shown completion are sampled after the time to read it', () => {
  const shown = createActivity({ lastEvent: 'answered', shownTokens: 8 });
  assert.equal(schedule(shown).follow, 700);
  assert.equal(schedule(createActivity({ lastEvent: 'answered' })).follow, undefined);
});

test('if decode steps are slow, no tokens are sampled after a shown completion', () => {
  const shown = createActivity({ lastEvent: 'answered', shownTokens: 8 });
  assert.equal(schedule(shown, { ...fast, stepMs: 20 }).follow, 700);
  assert.equal(schedule(shown, { ...fast, stepMs: 20.1 }).follow, undefined);
});

test('the window is saved after ten seconds', () => {
  for (const lastEvent of events) {
    assert.equal(schedule(createActivity({ lastEvent })).save, 10_000);
  }
});

test('in a document that was only clicked nothing but the prompt is read', () => {
  const clicked = createActivity({ lastEvent: 'moved', isUsed: false });
  for (const hasSpare of [true, false]) {
    assert.deepEqual(schedule(clicked, { ...fast, hasSpare }), { prefetch: 40 });
  }
});

test('in a document that a program changes nothing is read', () => {
  const programActivity = createActivity({
    lastEvent: 'changed',
    isUsed: false,
    changesWithoutRequest: maxChangesWithoutRequest + 1,
  });
  assert.deepEqual(schedule(programActivity), {});
});

test('after many changes without a request nothing is evaluated', () => {
  for (const lastEvent of ['typed', 'changed'] as const) {
    const last = createActivity({ lastEvent, changesWithoutRequest: maxChangesWithoutRequest });
    assert.ok(schedule(last).prefetch !== undefined && schedule(last).complete !== undefined);
    const beyond = createActivity({
      lastEvent,
      changesWithoutRequest: maxChangesWithoutRequest + 1,
    });
    // The current window is still worth saving.
    assert.deepEqual(schedule(beyond), { save: 10_000 });
  }
});

test('a finished job does not run again before the next event', () => {
  const finishedJobs = new Set<JobName>(['prefetch', 'repair']);
  const left = ['complete', 'refresh', 'save'];
  assert.deepEqual(Object.keys(schedule(createActivity({ finishedJobs }))), left);
  const all = new Set(names);
  assert.equal(findNextJob(createActivity({ finishedJobs: all }), fast, nowMs), undefined);
});

test('a click in a document that is in use reads at most a small window', () => {
  const quiet = schedule(createActivity({ lastEvent: 'moved' }));
  assert.deepEqual(Object.keys(quiet).sort(), ['prefetch', 'save']);
});

test('idle time counts from the last event, and overdue jobs run at once', () => {
  const activity = createActivity();
  assert.deepEqual(findNextJob(activity, fast, nowMs + 3), { name: 'prefetch', delayMs: 5 });
  assert.deepEqual(findNextJob(activity, fast, nowMs + 90), { name: 'prefetch', delayMs: 0 });
});

test('the most urgent of several overdue jobs runs first', () => {
  const activity = createActivity({ nextLineBudget: lineEnded, shownTokens: 8 });
  const order: JobName[] = [];
  for (;;) {
    const next = findNextJob(activity, fast, nowMs + 60_000);
    if (next === undefined) break;
    assert.equal(next.delayMs, 0);
    order.push(next.name);
    activity.finishedJobs.add(next.name);
  }
  assert.deepEqual(order, names);
});

test('the next job is never a finished one, and its delay is never negative', () => {
  const activities = fc.record({
    lastEvent: fc.constantFrom(...events),
    isUsed: fc.boolean(),
    changesWithoutRequest: fc.nat(100),
    shownTokens: fc.nat(10),
    nextLineBudget: fc.constantFrom(undefined, lineEnded),
    isTypedAlong: fc.boolean(),
    finishedJobs: fc.subarray([...names]).map((jobs) => new Set(jobs)),
  });
  const machines = fc.record({
    canAnswerBetweenKeys: fc.boolean(),
    stepMs: fc.nat(100),
    hasSpare: fc.boolean(),
  });
  fc.assert(
    fc.property(activities, machines, fc.nat(20_000), (overrides, machine, later) => {
      const activity = createActivity(overrides);
      const next = findNextJob(activity, machine, nowMs + later);
      if (next === undefined) return;
      assert.ok(!activity.finishedJobs.has(next.name) && next.delayMs >= 0);
      // The quiet time before a job gets shorter as the clock advances.
      const after = findNextJob(activity, machine, nowMs + later + next.delayMs);
      assert.equal(after?.delayMs, 0);
    }),
  );
});
