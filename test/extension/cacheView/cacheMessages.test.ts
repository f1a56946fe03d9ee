import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCachePageMessage } from '../../../src/extension/cacheView/cacheMessages.ts';

describe('parseCachePageMessage', () => {
  it('takes what the page may say, and nothing that does not belong to it', () => {
    assert.deepEqual(parseCachePageMessage({ kind: 'ready', more: 1 }), { kind: 'ready' });
    assert.deepEqual(parseCachePageMessage({ kind: 'deleteSavedCaches' }), {
      kind: 'deleteSavedCaches',
    });
  });

  it('refuses anything else', () => {
    for (const value of [undefined, null, 'ready', ['ready'], {}, { kind: 'eval' }, { kind: 1 }]) {
      assert.equal(parseCachePageMessage(value), undefined);
    }
  });
});
