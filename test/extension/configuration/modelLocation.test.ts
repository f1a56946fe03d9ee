import assert from 'node:assert/strict';
import { posix, win32 } from 'node:path';
import { test } from 'node:test';
import { resolveModelPath } from '../../../src/extension/configuration/modelLocation.ts';

const onPosix = {
  setting: undefined,
  environment: undefined,
  bundledPath: '/extension/small.gguf',
  homeDirectory: '/home/ada',
  path: posix,
};
const onWindows = { ...onPosix, homeDirectory: 'C:\\Users\\Ada', path: win32 };

void test('the setting takes precedence over the environment, and that over the small model', () => {
  const both = { ...onPosix, setting: '/a.gguf', environment: '/b.gguf' };
  assert.deepEqual(resolveModelPath(both), { path: '/a.gguf', source: 'setting' });
  assert.deepEqual(resolveModelPath({ ...both, setting: undefined }), {
    path: '/b.gguf',
    source: 'environment',
  });
  assert.deepEqual(resolveModelPath(onPosix), {
    path: '/extension/small.gguf',
    source: 'bundled',
  });
});

for (const blank of ['', ' \t', '""', '" "']) {
  void test(`${JSON.stringify(blank)} counts as unset`, () => {
    const { source } = resolveModelPath({ ...onPosix, setting: blank, environment: blank });
    assert.equal(source, 'bundled');
  });
}

for (const [inputs, setting, path] of [
  [onPosix, ' /models/a.gguf ', '/models/a.gguf'],
  [onPosix, '/models/../a.gguf', '/a.gguf'],
  [onPosix, '~/models/a.gguf', '/home/ada/models/a.gguf'],
  [onPosix, '~//a.gguf', '/home/ada/a.gguf'],
  [onPosix, 'models/a.gguf', '/home/ada/models/a.gguf'],
  [onPosix, './a.gguf', '/home/ada/a.gguf'],
  [onPosix, '~bob/a.gguf', '/home/ada/~bob/a.gguf'],
  [onPosix, '"/models/my model.gguf"', '/models/my model.gguf'],
  [onWindows, '"D:\\models\\a.gguf"', 'D:\\models\\a.gguf'],
  [onWindows, '~\\models\\a.gguf', 'C:\\Users\\Ada\\models\\a.gguf'],
  [onWindows, '~/models/a.gguf', 'C:\\Users\\Ada\\models\\a.gguf'],
  [onWindows, '\\\\server\\share\\a.gguf', '\\\\server\\share\\a.gguf'],
] as const) {
  void test(`${setting} means ${path}`, () => {
    assert.deepEqual(resolveModelPath({ ...inputs, setting }), { path, source: 'setting' });
    assert.deepEqual(resolveModelPath({ ...inputs, environment: setting }), {
      path,
      source: 'environment',
    });
  });
}
