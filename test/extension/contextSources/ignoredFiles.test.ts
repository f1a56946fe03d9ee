import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { IgnoredFiles } from '../../../src/extension/contextSources/ignoredFiles.ts';

/** Makes a disk with a repository at `/home/shop`, which counts calls. */
function createDisk(files: Readonly<Record<string, string>>) {
  const readFolders: string[] = [];
  const texts = new Map(Object.entries(files).map(([file, text]) => [path.resolve(file), text]));
  const ignored = new IgnoredFiles({
    read: (file) => {
      readFolders.push(`read ${file}`);
      return Promise.resolve(texts.get(file));
    },
    exists: (file) => {
      readFolders.push(`exists ${file}`);
      const inside = file + path.sep;
      return Promise.resolve(
        [...texts.keys()].some((each) => each === file || each.startsWith(inside)),
      );
    },
  });
  return { readFolders, ignores: (file: string) => ignored.ignores(path.resolve(file)) };
}

const repository = {
  '/home/shop/.git/HEAD': 'ref: refs/heads/main',
  '/home/shop/.git/info/exclude': 'notes.txt',
  '/home/shop/.gitignore': '*.log',
  '/home/shop/src/.gitignore': '/built',
  '/home/.gitignore': '*.ts',
};

test('the rules of all folders up to the root of the repository count, and none above it', async () => {
  const { ignores } = createDisk(repository);
  assert.equal(await ignores('/home/shop/src/cart/a.log'), true);
  assert.equal(await ignores('/home/shop/src/cart/notes.txt'), true);
  assert.equal(await ignores('/home/shop/src/built/a.ts'), true);
  assert.equal(await ignores('/home/shop/tests/built/a.ts'), false);
  assert.equal(await ignores('/home/shop/src/cart/a.ts'), false);
  assert.equal(await ignores('/home/other/a.ts'), true);
});

test('nothing is read from the disk twice, whatever folders the files have in common', async () => {
  const { readFolders, ignores } = createDisk(repository);
  const folders = ['src/cart', 'src/cart/prices', 'src', 'tests', '.', '../other'];
  await Promise.all(folders.map((folder) => ignores(`/home/shop/${folder}/a.ts`)));
  for (const folder of folders) await ignores(`/home/shop/${folder}/b.ts`);
  assert.ok(readFolders.length > 0);
  assert.deepEqual(readFolders, [...new Set(readFolders)]);
});
