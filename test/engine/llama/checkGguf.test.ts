import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { readGgufFileInfo } from 'node-llama-cpp';
import { EngineError } from '../../../src/engine/foundation/engineError.ts';
import { checkGguf } from '../../../src/engine/llama/checkGguf.ts';
import { baseModel, infillModel } from '../../support/models.ts';
import {
  writeModelWithValue,
  writeTruncatedModel,
  writeVocabularyOnly,
} from '../../support/spoiledModels.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tramontane-gguf-'));
after(() => {
  rmSync(folder, { recursive: true });
});

function check(file: string) {
  return checkGguf(file, (name) =>
    readGgufFileInfo(name, { sourceType: 'filesystem', logWarnings: false }),
  );
}

/** Returns the path of a file in the test's folder. */
function getPath(name: string): string {
  return path.join(folder, name);
}

function writeModel(name: string, bytes: Uint8Array): string {
  writeFileSync(getPath(name), bytes);
  return getPath(name);
}

function createFolder(name: string): string {
  mkdirSync(getPath(name), { recursive: true });
  return getPath(name);
}

test('the small models pass', async () => {
  for (const file of [baseModel, infillModel]) {
    assert.ok((await check(file)).metadata);
  }
});

const wrong: readonly (readonly [name: string, make: () => string, code: string])[] = [
  ['a path without a file', () => getPath('missing.gguf'), 'modelNotFound'],
  ['a path below a file', () => path.join(baseModel, 'x.gguf'), 'modelNotFound'],
  ['a folder', () => createFolder('folder.gguf'), 'modelNotAFile'],
  ['an empty file', () => writeModel('empty.gguf', new Uint8Array()), 'modelNotGguf'],
  ['random bytes', () => writeModel('random.gguf', randomBytes(100_000)), 'modelNotGguf'],
  [
    'random bytes after a valid magic number',
    () =>
      writeModel('magic.gguf', Buffer.concat([Buffer.from('GGUF\x03\0\0\0'), randomBytes(9000)])),
    'modelTruncated',
  ],
  [
    'a file cut within its header',
    () => writeTruncatedModel(infillModel, getPath('head.gguf'), 5000),
    'modelTruncated',
  ],
  [
    'a file cut within its weights',
    () => writeTruncatedModel(infillModel, getPath('cut.gguf'), 5_000_000),
    'modelTruncated',
  ],
  [
    'a file that lacks its last byte',
    () => writeTruncatedModel(infillModel, getPath('last.gguf'), statSync(infillModel).size - 1),
    'modelTruncated',
  ],
  [
    'a vocabulary without weights',
    () => writeVocabularyOnly(infillModel, getPath('vocab.gguf')),
    'modelUnsupported',
  ],
  [
    'a model without attention heads',
    () => writeModelWithValue(infillModel, getPath('heads.gguf'), 'llama.attention.head_count', 0),
    'modelUnsupported',
  ],
  [
    'a model of a million blocks',
    () => writeModelWithValue(infillModel, getPath('blocks.gguf'), 'llama.block_count', 1_000_000),
    'modelUnsupported',
  ],
];

for (const [name, make, code] of wrong) {
  test(`${name} is refused with its name and the reason`, async () => {
    const file = make();
    await assert.rejects(check(file), (error) => {
      assert.ok(error instanceof EngineError);
      assert.equal(error.code, code);
      assert.ok(error.message.includes(path.basename(file)), error.message);
      return true;
    });
  });
}
