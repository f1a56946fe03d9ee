import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Refresher } from '../../../src/extension/timing/refresher.ts';

/** Starts a refresher whose work the test ends. */
function start(): { refresher: Refresher; begun: () => number; end: () => Promise<void> } {
  let begun = 0;
  let resolve = (): void => undefined;
  const refresher = new Refresher(() => {
    begun++;
    return new Promise((settle) => {
      resolve = settle;
    });
  });
  const end = async (): Promise<void> => {
    resolve();
    await new Promise((settled) => setImmediate(settled));
  };
  return { refresher, begun: () => begun, end };
}

describe('Refresher', () => {
  it('works at once when it is asked', () => {
    const { refresher, begun } = start();
    refresher.request();
    assert.equal(begun(), 1);
  });

  it('works once more after requests that came meanwhile, however many', async () => {
    const { refresher, begun, end } = start();
    for (let count = 0; count < 5; count++) refresher.request();
    assert.equal(begun(), 1);
    await end();
    assert.equal(begun(), 2);
    await end();
    assert.equal(begun(), 2);
  });

  it('works again when it is asked later', async () => {
    const { refresher, begun, end } = start();
    refresher.request();
    await end();
    refresher.request();
    assert.equal(begun(), 2);
  });
});
