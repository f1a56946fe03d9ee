import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCachePageMessage } from '../../../src/extension/cacheView/cacheMessages.ts';

describe('parseCachePageMessage', () => {
  it('accepts the messages of the page, without other properties', () => {
    assert.deepEqual(parseCachePageMessage({ kind: 'ready', more: 1 }), { kind: 'ready' });
    assert.deepEqual(parseCachePageMessage({ kind: 'deleteSavedCaches' }), {
      kind: 'deleteSavedCaches',
    });
  });

  it('rejects anything else', () => {
    for (const value of [undefined, null, 'ready', ['ready'], {}, { kind: 'eval' }, { kind: 1 }]) {
      assert.equal(parseCachePageMessage(value), undefined);
    }
  });
});
