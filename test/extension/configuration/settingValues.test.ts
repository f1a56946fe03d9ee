import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  cacheSettings,
  numberWithin,
  oneOf,
  switchedOffBy,
  windowLimit,
} from '../../../src/extension/configuration/settingValues.ts';

const modes = ['patched', 'rolling', 'exact'] as const;

describe('numberWithin', () => {
  it('takes what is no number for the default', () => {
    for (const value of [undefined, null, '5', Number.NaN, Infinity, {}]) {
      assert.equal(numberWithin(value, 75, 0, 2000), 75);
    }
  });

  it('brings every number between its limits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const within = numberWithin(value, 75, 0, 2000);
        assert.ok(within >= 0 && within <= 2000);
        if (value >= 0 && value <= 2000) assert.ok(within === value);
      }),
    );
  });
});

describe('oneOf', () => {
  it('takes a choice as it is, and anything else for the first one', () => {
    assert.equal(oneOf('exact', modes), 'exact');
    for (const value of [undefined, 'Exact', 'bold', 3, ['exact']]) {
      assert.equal(oneOf(value, modes), 'patched');
    }
  });
});

describe('windowLimit', () => {
  it('leaves the choice to the model at nought', () => {
    assert.equal(windowLimit(0), 0);
  });

  it('makes 256 tokens of every smaller window', () => {
    for (const tokens of [0.2, 1, 255, 255.6, 256]) assert.equal(windowLimit(tokens), 256);
  });

  it('takes larger windows as they are, in whole tokens', () => {
    assert.equal(windowLimit(4096), 4096);
    assert.equal(windowLimit(1000.4), 1000);
  });
});

describe('cacheSettings', () => {
  const wanted = {
    mode: 'rolling',
    memoryMegabytes: 2048,
    saveToDisk: true,
    diskMegabytes: 4096,
    directory: '/storage/caches',
  } as const;

  it('tells the engine bytes, and where caches are saved', () => {
    assert.deepEqual(cacheSettings(wanted), {
      mode: 'rolling',
      memoryBytes: 2_147_483_648,
      saved: { directory: '/storage/caches', limitBytes: 4_294_967_296 },
    });
  });

  it('names no folder when nothing is to be saved', () => {
    assert.equal(cacheSettings({ ...wanted, saveToDisk: false }).saved, null);
  });
});

describe('switchedOffBy', () => {
  it('names the place that turned a switch off, the language before all else', () => {
    assert.equal(switchedOffBy({}), 'all');
    assert.equal(switchedOffBy({ workspaceValue: false }), 'workspace');
    assert.equal(switchedOffBy({ workspaceFolderValue: false }), 'workspace');
    assert.equal(switchedOffBy({ workspaceValue: false, globalLanguageValue: false }), 'language');
    assert.equal(switchedOffBy({ workspaceLanguageValue: false }), 'language');
  });

  it('does not blame a place that turned it on', () => {
    assert.equal(switchedOffBy({ workspaceValue: true, globalLanguageValue: undefined }), 'all');
  });
});
