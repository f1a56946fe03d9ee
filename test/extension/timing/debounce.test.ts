import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Debouncer, waitForPause } from '../../../src/extension/timing/debounce.ts';
import { FakeEmitter } from '../support/fakeEmitter.ts';

/** Starts to wait for a pause of 75 ms. The next key cancels the token. */
function startWait({ isCancelled = false } = {}) {
  const keys = new FakeEmitter<unknown>();
  const token = { isCancellationRequested: isCancelled, onCancellationRequested: keys.event };
  let rested: boolean | undefined;
  void waitForPause(75, token).then((value) => (rested = value));
  return { keys, rested: () => rested };
}

/** Lets all promises settle that don't wait for time. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('waitForPause', () => {
  it('resolves with true once typing has paused that long', async ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { keys, rested } = startWait();
    mock.timers.tick(74);
    await settle();
    assert.equal(rested(), undefined);
    mock.timers.tick(1);
    await settle();
    assert.equal(rested(), true);
    assert.equal(keys.listenerCount, 0);
  });

  it('resolves with false at the next key', async ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { keys, rested } = startWait();
    mock.timers.tick(74);
    keys.fire(undefined);
    await settle();
    assert.equal(rested(), false);
    assert.equal(keys.listenerCount, 0);
  });

  it('does not wait if the next key came before', async ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { keys, rested } = startWait({ isCancelled: true });
    await settle();
    assert.equal(rested(), false);
    assert.equal(keys.listenerCount, 0);
  });
});

describe('Debouncer', () => {
  it('runs once, when the requests have paused', ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    let acted = 0;
    const debounced = new Debouncer(() => acted++, 100);
    debounced.request();
    mock.timers.tick(99);
    debounced.request();
    mock.timers.tick(99);
    assert.equal(acted, 0);
    assert.equal(debounced.isPending, true);
    mock.timers.tick(1);
    assert.equal(acted, 1);
    assert.equal(debounced.isPending, false);
    mock.timers.tick(1000);
    assert.equal(acted, 1);
  });

  it('runs again on a later request', ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    let acted = 0;
    const debounced = new Debouncer(() => acted++, 100);
    debounced.request();
    mock.timers.tick(100);
    debounced.request();
    mock.timers.tick(100);
    assert.equal(acted, 2);
  });

  it('does nothing after disposal', ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    let acted = 0;
    const debounced = new Debouncer(() => acted++, 100);
    debounced.request();
    debounced.dispose();
    mock.timers.tick(1000);
    assert.equal(acted, 0);
    assert.equal(debounced.isPending, false);
  });
});
