import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Refresher } from '../../../src/extension/timing/refresher.ts';

/** Starts a refresher whose work the test ends. */
function start(): { refresher: Refresher; getStartCount: () => number; end: () => Promise<void> } {
  let getStartCount = 0;
  let resolve = (): void => undefined;
  const refresher = new Refresher(() => {
    getStartCount++;
    return new Promise((settle) => {
      resolve = settle;
    });
  });
  const end = async (): Promise<void> => {
    resolve();
    await new Promise((settled) => setImmediate(settled));
  };
  return { refresher, getStartCount: () => getStartCount, end };
}

describe('Refresher', () => {
  it('refreshes at once on request', () => {
    const { refresher, getStartCount } = start();
    refresher.request();
    assert.equal(getStartCount(), 1);
  });

  it('refreshes once more after requests during a refresh, however many there are', async () => {
    const { refresher, getStartCount, end } = start();
    for (let count = 0; count < 5; count++) refresher.request();
    assert.equal(getStartCount(), 1);
    await end();
    assert.equal(getStartCount(), 2);
    await end();
    assert.equal(getStartCount(), 2);
  });

  it('refreshes again on a later request', async () => {
    const { refresher, getStartCount, end } = start();
    refresher.request();
    await end();
    refresher.request();
    assert.equal(getStartCount(), 2);
  });
});
