/** Work on the model that the scheduler aborts. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Scheduler, type ModelLease } from '../../../src/engine/scheduling/scheduler.ts';
import { openEnded } from '../../support/openEnded.ts';

test('work that has ended is not aborted by newer work', async () => {
  const scheduler = new Scheduler();
  const done = () => Promise.resolve();
  const [completion, idle] = [new AbortController(), new AbortController()];
  await scheduler.runCompletion(completion, done);
  await scheduler.runIdle(idle, done);
  await scheduler.runCompletion(new AbortController(), done);
  await scheduler.runIdle(new AbortController(), done);
  scheduler.abortCompletion('cancelled');
  assert.deepEqual([completion.signal.aborted, idle.signal.aborted], [false, false]);
});

test('aborting the completion aborts the newest one, with the reason', async () => {
  const scheduler = new Scheduler();
  const [older, newer] = [new AbortController(), new AbortController()];
  const running = openEnded();
  const first = scheduler.runCompletion(older, () => Promise.resolve());
  const second = scheduler.runCompletion(newer, () => running.promise);
  await first;
  scheduler.abortCompletion('modelChanged');
  running.end();
  await second;
  assert.deepEqual([older.signal.reason, newer.signal.reason], ['superseded', 'modelChanged']);
});

test('aborting the completion also aborts idle work', async () => {
  const scheduler = new Scheduler();
  const controller = new AbortController();
  const running = openEnded();
  const idle = scheduler.runIdle(controller, () => running.promise);
  scheduler.abortCompletion('documentChanged');
  running.end();
  await idle;
  assert.equal(controller.signal.reason, 'documentChanged');
});

test('newer idle work and the chat end idle work', async () => {
  const scheduler = new Scheduler();
  const controllers = [new AbortController(), new AbortController()] as const;
  const until = ({ signal }: ModelLease) =>
    new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => {
        resolve();
      });
    });
  const first = scheduler.runIdle(controllers[0], until);
  await new Promise((resolve) => setImmediate(resolve));
  const second = scheduler.runIdle(controllers[1], until);
  await first;
  await scheduler.runChat(() => Promise.resolve());
  await second;
  assert.deepEqual(
    controllers.map(({ signal }) => signal.reason as unknown),
    ['superseded', 'superseded'],
  );
});

test('idle work that is ended by newer idle work does not forget the newer', async () => {
  const scheduler = new Scheduler();
  const running = openEnded();
  const newer = new AbortController();
  const first = scheduler.runIdle(new AbortController(), () => Promise.resolve());
  const second = scheduler.runIdle(newer, () => running.promise);
  await first;
  scheduler.abortCompletion('cancelled');
  running.end();
  await second;
  assert.equal(newer.signal.reason, 'cancelled');
});
