import assert from 'node:assert/strict';
import test from 'node:test';
import { isOnBattery, type PowerPorts } from '../../../src/extension/battery/powerSource.ts';

const silent: PowerPorts = {
  platform: 'linux',
  listFolder: () => Promise.reject(new Error('ENOENT')),
  read: () => Promise.reject(new Error('ENOENT')),
  run: () => Promise.reject(new Error('ENOENT')),
};

type Supplies = Readonly<Record<string, Readonly<Record<string, string>>>>;

function createLinuxPorts(supplies: Supplies): PowerPorts {
  return {
    ...silent,
    listFolder: () => Promise.resolve(Object.keys(supplies)),
    read: (file) => {
      const [name = '', property = ''] = file.split('/').slice(-2);
      const value = supplies[name]?.[property];
      return value === undefined ? Promise.reject(new Error('ENOENT')) : Promise.resolve(value);
    },
  };
}

const battery = { type: 'Battery\n', status: 'Discharging\n' };

const onLinux: readonly (readonly [string, Supplies, boolean])[] = [
  ['a laptop that is unplugged', { AC: { type: 'Mains\n', online: '0\n' }, BAT0: battery }, true],
  ['a laptop that is plugged in', { AC: { type: 'Mains\n', online: '1\n' }, BAT0: battery }, false],
  ['a laptop that charges over USB', { U: { type: 'USB', online: '1' }, BAT0: battery }, false],
  ['a full battery', { BAT0: { type: 'Battery', status: 'Full' } }, false],
  ['a tablet without a plug of its own', { BAT0: battery }, true],
  ['a desktop', {}, false],
  ['a desktop with a mouse', { hid: { ...battery, scope: 'Device\n' } }, false],
];

for (const [name, supplies, expected] of onLinux) {
  test(`${name} ${expected ? 'runs' : 'does not run'} on battery`, async () => {
    assert.equal(await isOnBattery(createLinuxPorts(supplies)), expected);
  });
}

const printed: readonly (readonly [string, NodeJS.Platform, string, boolean])[] = [
  [
    'a Mac that is unplugged',
    'darwin',
    "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t83%; discharging;\n",
    true,
  ],
  ['a Mac that is plugged in', 'darwin', "Now drawing from 'AC Power'\n", false],
  ['a Windows laptop that is unplugged', 'win32', '1\r\n', true],
  ['a Windows laptop that is plugged in', 'win32', '2\r\n', false],
  ['a Windows laptop of two batteries', 'win32', '3\r\n1\r\n', true],
  ['a Windows desktop', 'win32', '', false],
];

for (const [name, platform, text, expected] of printed) {
  test(`${name} ${expected ? 'runs' : 'does not run'} on battery`, async () => {
    const ports = { ...silent, platform, run: () => Promise.resolve(text) };
    assert.equal(await isOnBattery(ports), expected);
  });
}

for (const platform of ['linux', 'darwin', 'win32', 'freebsd'] as const) {
  test(`${platform} counts as plugged in when it reports nothing`, async () => {
    assert.equal(await isOnBattery({ ...silent, platform }), false);
  });
}
