import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { readGgufFileInfo } from 'node-llama-cpp';
import { EngineError } from '../../../src/engine/foundation/engineError.ts';
import { checkGguf } from '../../../src/engine/llama/ggufCheck.ts';
import { baseModel, fillInModel } from '../../support/models.ts';
import {
  writePatchedModel,
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
function at(name: string): string {
  return path.join(folder, name);
}

function written(name: string, bytes: Uint8Array): string {
  writeFileSync(at(name), bytes);
  return at(name);
}

function folderNamed(name: string): string {
  mkdirSync(at(name), { recursive: true });
  return at(name);
}

test('the small models pass', async () => {
  for (const file of [baseModel, fillInModel]) {
    assert.ok((await check(file)).metadata);
  }
});

const wrong: readonly (readonly [name: string, make: () => string, code: string])[] = [
  ['a path without a file', () => at('missing.gguf'), 'modelNotFound'],
  ['a path below a file', () => path.join(baseModel, 'x.gguf'), 'modelNotFound'],
  ['a folder', () => folderNamed('folder.gguf'), 'modelNotAFile'],
  ['an empty file', () => written('empty.gguf', new Uint8Array()), 'modelNotGguf'],
  ['random bytes', () => written('random.gguf', randomBytes(100_000)), 'modelNotGguf'],
  [
    'random bytes behind the right magic',
    () => written('magic.gguf', Buffer.concat([Buffer.from('GGUF\x03\0\0\0'), randomBytes(9000)])),
    'modelTruncated',
  ],
  [
    'a file cut within its header',
    () => writeTruncatedModel(fillInModel, at('head.gguf'), 5000),
    'modelTruncated',
  ],
  [
    'a file cut within its weights',
    () => writeTruncatedModel(fillInModel, at('cut.gguf'), 5_000_000),
    'modelTruncated',
  ],
  [
    'a file that lacks its last byte',
    () => writeTruncatedModel(fillInModel, at('last.gguf'), statSync(fillInModel).size - 1),
    'modelTruncated',
  ],
  [
    'a vocabulary without weights',
    () => writeVocabularyOnly(fillInModel, at('vocab.gguf')),
    'modelUnsupported',
  ],
  [
    'a model without attention heads',
    () => writePatchedModel(fillInModel, at('heads.gguf'), 'llama.attention.head_count', 0),
    'modelUnsupported',
  ],
  [
    'a model of a million blocks',
    () => writePatchedModel(fillInModel, at('blocks.gguf'), 'llama.block_count', 1_000_000),
    'modelUnsupported',
  ],
];

for (const [name, make, code] of wrong) {
  test(`${name} is refused with its name and what is wrong`, async () => {
    const file = make();
    await assert.rejects(check(file), (error) => {
      assert.ok(error instanceof EngineError);
      assert.equal(error.code, code);
      assert.ok(error.message.includes(path.basename(file)), error.message);
      return true;
    });
  });
}
