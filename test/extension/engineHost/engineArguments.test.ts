import assert from 'node:assert/strict';
import test from 'node:test';
import {
  buildEngineArguments,
  inspectPortVariable,
  readInspectPort,
} from '../../../src/extension/engineHost/engineArguments.ts';

test('without a port the engine has no inspector', () => {
  assert.deepEqual(buildEngineArguments('/dist/engine.js', undefined), [
    '/dist/engine.js',
    '--stdio',
  ]);
});

test('the inspector is an argument of Node.js and listens on the loopback address', () => {
  assert.deepEqual(buildEngineArguments('/dist/engine.js', 6010), [
    '--inspect=127.0.0.1:6010',
    '/dist/engine.js',
    '--stdio',
  ]);
});

test('the port is a number from 1 to 65535; anything else means no inspector', () => {
  const readPort = (value: string) => readInspectPort({ [inspectPortVariable]: value });
  assert.equal(readPort('1'), 1);
  assert.equal(readPort('65535'), 65_535);
  for (const value of ['', '0', '65536', '-1', '6010.5', '0.0.0.0:6010', 'true', ' 6010']) {
    assert.equal(readPort(value), undefined, value);
  }
  assert.equal(readInspectPort({}), undefined);
});
