import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  toCacheSettings,
  parseNumber,
  parseChoice,
  findDisabledScope,
  toWindowTokens,
} from '../../../src/extension/configuration/settingValues.ts';

const modes = ['patched', 'rolling', 'exact'] as const;

describe('a number setting', () => {
  it('has its default for any value that is not a number', () => {
    for (const value of [undefined, null, '5', Number.NaN, Infinity, {}]) {
      assert.equal(parseNumber(value, 75, 0, 2000), 75);
    }
  });

  it('is clamped to its limits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const within = parseNumber(value, 75, 0, 2000);
        assert.ok(within >= 0 && within <= 2000);
        if (value >= 0 && value <= 2000) assert.ok(within === value);
      }),
    );
  });
});

describe('a choice setting', () => {
  it('keeps a valid choice, and has the first one otherwise', () => {
    assert.equal(parseChoice('exact', modes), 'exact');
    for (const value of [undefined, 'Exact', 'bold', 3, ['exact']]) {
      assert.equal(parseChoice(value, modes), 'patched');
    }
  });
});

describe('the window setting', () => {
  it('leaves the choice to the model at 0', () => {
    assert.equal(toWindowTokens(0), 0);
  });

  it('raises smaller windows to 256 tokens', () => {
    for (const tokens of [0.2, 1, 255, 255.6, 256]) assert.equal(toWindowTokens(tokens), 256);
  });

  it('keeps larger windows, in whole tokens', () => {
    assert.equal(toWindowTokens(4096), 4096);
    assert.equal(toWindowTokens(1000.4), 1000);
  });
});

describe('the cache settings', () => {
  const expected = {
    mode: 'rolling',
    memoryMegabytes: 2048,
    saveToDisk: true,
    diskMegabytes: 4096,
    directory: '/storage/caches',
  } as const;

  it('have bytes, and the folder of saved caches', () => {
    assert.deepEqual(toCacheSettings(expected), {
      mode: 'rolling',
      maxMemoryBytes: 2_147_483_648,
      savedStates: { directory: '/storage/caches', maxBytes: 4_294_967_296 },
    });
  });

  it('have no folder if nothing is saved', () => {
    assert.equal(toCacheSettings({ ...expected, saveToDisk: false }).savedStates, null);
  });
});

describe('the scope that turned a switch off', () => {
  it('is found, with the language before all others', () => {
    assert.equal(findDisabledScope({}), 'all');
    assert.equal(findDisabledScope({ workspaceValue: false }), 'workspace');
    assert.equal(findDisabledScope({ workspaceFolderValue: false }), 'workspace');
    assert.equal(
      findDisabledScope({ workspaceValue: false, globalLanguageValue: false }),
      'language',
    );
    assert.equal(findDisabledScope({ workspaceLanguageValue: false }), 'language');
  });

  it('is never one that turned it on', () => {
    assert.equal(
      findDisabledScope({ workspaceValue: true, globalLanguageValue: undefined }),
      'all',
    );
  });
});
