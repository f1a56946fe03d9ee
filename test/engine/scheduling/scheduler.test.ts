import assert from 'node:assert/strict';
import test from 'node:test';
import { Scheduler, type ModelLease } from '../../../src/engine/scheduling/scheduler.ts';
import { openEnded as createPendingPromise } from '../../support/openEnded.ts';

test('the newest completion wins: the older one is aborted and ends first', async () => {
  const scheduler = new Scheduler();
  const events: string[] = [];
  const first = new AbortController();
  const running = createPendingPromise();
  const older = scheduler.runCompletion(first, async ({ signal }) => {
    events.push('older starts');
    signal.addEventListener('abort', () => {
      running.end();
    });
    await running.promise;
    events.push('older ends');
  });
  await Promise.resolve();
  const newer = scheduler.runCompletion(new AbortController(), () => {
    events.push('newer runs');
    return Promise.resolve();
  });
  await Promise.all([older, newer]);
  assert.equal(first.signal.reason, 'superseded');
  assert.deepEqual(events, ['older starts', 'older ends', 'newer runs']);
});

test('a completion runs before the next step of a chat', async () => {
  const scheduler = new Scheduler();
  const events: string[] = [];
  const slice = createPendingPromise();
  const firstStep = scheduler.runChatStep(async () => {
    events.push('chat step 1');
    await slice.promise;
  });
  // Let the step begin before the completion comes.
  await new Promise((resolve) => setImmediate(resolve));
  const secondStep = scheduler.runChatStep(() => {
    events.push('chat step 2');
    return Promise.resolve();
  });
  const completion = scheduler.runCompletion(new AbortController(), async () => {
    events.push('completion starts');
    await new Promise((resolve) => setImmediate(resolve));
    events.push('completion ends');
  });
  slice.end();
  await Promise.all([firstStep, secondStep, completion]);
  assert.deepEqual(events, ['chat step 1', 'completion starts', 'completion ends', 'chat step 2']);
});

test('work never overlaps, for any mix of completions and chat steps', async () => {
  const scheduler = new Scheduler();
  let running = 0;
  let maxRunning = 0;
  const work = async () => {
    maxRunning = Math.max(maxRunning, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
  };
  await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      index % 3 === 0
        ? scheduler.runCompletion(new AbortController(), work)
        : scheduler.runChatStep(work),
    ),
  );
  assert.equal(maxRunning, 1);
});

test('failed work stops neither the next completion nor the chat', async () => {
  const scheduler = new Scheduler();
  const fail = () => Promise.reject(new Error('broken'));
  await assert.rejects(scheduler.runCompletion(new AbortController(), fail), /broken/);
  await assert.rejects(scheduler.runChatStep(fail), /broken/);
  assert.equal(await scheduler.runChatStep(() => Promise.resolve('goes on')), 'goes on');
});

test('idle work runs while nothing waits, and ends when a request arrives', async () => {
  const scheduler = new Scheduler();
  const events: string[] = [];
  const idle = scheduler.runIdle(new AbortController(), async ({ signal }) => {
    events.push('idle begins');
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
    });
    events.push(`idle ends: ${String(signal.reason)}`);
    return true;
  });
  await Promise.resolve();
  await scheduler.runCompletion(new AbortController(), () => {
    events.push('completion');
    return Promise.resolve();
  });
  assert.equal(await idle, true);
  assert.deepEqual(events, ['idle begins', 'idle ends: superseded', 'completion']);
});

test('idle work does not begin while the chat answers', async () => {
  const scheduler = new Scheduler();
  await scheduler.runChat(async () => {
    const idle = await scheduler.runIdle(new AbortController(), () => Promise.resolve(true));
    assert.equal(idle, undefined);
  });
  assert.equal(await scheduler.runIdle(new AbortController(), () => Promise.resolve(true)), true);
});

test('a lease is valid until its work has ended, for each kind of work', async () => {
  const scheduler = new Scheduler();
  const runs: readonly ((work: (lease: ModelLease) => Promise<void>) => Promise<unknown>)[] = [
    (work) => scheduler.runCompletion(new AbortController(), work),
    (work) => scheduler.runChatStep(work),
    (work) => scheduler.runIdle(new AbortController(), work),
    (work) => scheduler.runAlone(work),
  ];
  for (const run of runs) {
    const leases: ModelLease[] = [];
    await run(async (lease) => {
      leases.push(lease);
      lease.check();
      await new Promise((resolve) => setImmediate(resolve));
      lease.check();
    });
    assert.equal(leases.length, 1);
    assert.throws(() => {
      leases[0]?.check();
    }, /has ended/);
  }
});

test('the lease of failed work has ended', async () => {
  const scheduler = new Scheduler();
  const leases: ModelLease[] = [];
  const failing = scheduler.runCompletion(new AbortController(), (lease) => {
    leases.push(lease);
    return Promise.reject(new Error('broken'));
  });
  await assert.rejects(failing, /broken/);
  assert.throws(() => {
    leases[0]?.check();
  }, /has ended/);
});

test('an aborted lease is valid until its work has ended', async () => {
  const scheduler = new Scheduler();
  const controller = new AbortController();
  await scheduler.runCompletion(controller, async (lease) => {
    controller.abort();
    assert.ok(lease.signal.aborted);
    lease.check();
    await Promise.resolve();
    lease.check();
  });
});

test('each piece of work has its own lease', async () => {
  const scheduler = new Scheduler();
  const step = (lease: ModelLease) => Promise.resolve(lease);
  assert.notEqual(await scheduler.runChatStep(step), await scheduler.runChatStep(step));
});

test('idle work that is aborted while it waits for the model does not start', async () => {
  const scheduler = new Scheduler();
  const running = createPendingPromise();
  const alone = scheduler.runAlone(() => running.promise);
  const controller = new AbortController();
  let hasStarted = false;
  const idle = scheduler.runIdle(controller, () => {
    hasStarted = true;
    return Promise.resolve(true);
  });
  controller.abort();
  running.end();
  await alone;
  assert.deepEqual([await idle, hasStarted], [undefined, false]);
});

test('the model is idle while no completion and no chat uses it', async () => {
  const scheduler = new Scheduler();
  const observed: boolean[] = [scheduler.isIdle];
  const observe = () => {
    observed.push(scheduler.isIdle);
    return Promise.resolve();
  };
  const completion = scheduler.runCompletion(new AbortController(), observe);
  observed.push(scheduler.isIdle);
  await completion;
  await scheduler.runChat(observe);
  await scheduler.runAlone(observe);
  assert.deepEqual(observed, [true, false, false, false, true]);
  assert.equal(scheduler.isIdle, true);
});

test('after a completion or an answer that failed the model is idle again', async () => {
  const scheduler = new Scheduler();
  const fail = () => Promise.reject(new Error('broken'));
  await assert.rejects(scheduler.runCompletion(new AbortController(), fail));
  await assert.rejects(scheduler.runChat(fail));
  assert.equal(scheduler.isIdle, true);
});

test('a step of the chat waits for all completions', async () => {
  const scheduler = new Scheduler();
  const events: string[] = [];
  const complete = (name: string) =>
    scheduler.runCompletion(new AbortController(), () => {
      events.push(name);
      return Promise.resolve();
    });
  const first = complete('first completion');
  const step = scheduler.runChatStep(() => {
    events.push('step');
    return Promise.resolve();
  });
  const second = complete('second completion');
  await Promise.all([first, second, step]);
  await scheduler.runChatStep(() => Promise.resolve(events.push('next step')));
  assert.deepEqual(events, ['first completion', 'second completion', 'step', 'next step']);
});

test('the lease of a step of the chat is never aborted', async () => {
  const scheduler = new Scheduler();
  const running = createPendingPromise();
  const aborted: boolean[] = [];
  const step = scheduler.runChatStep(async ({ signal }) => {
    await running.promise;
    aborted.push(signal.aborted);
  });
  await new Promise((resolve) => setImmediate(resolve));
  const completion = scheduler.runCompletion(new AbortController(), () => Promise.resolve());
  scheduler.abortCompletion('cancelled');
  running.end();
  await Promise.all([step, completion]);
  assert.deepEqual(aborted, [false]);
});
