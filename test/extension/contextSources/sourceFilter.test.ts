import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, beforeEach } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  SourceFilter,
  type SourceUri,
} from '../../../src/extension/contextSources/sourceFilter.ts';

const root = mkdtempSync(path.join(realpathSync(tmpdir()), 'tramontane-gate-'));
const workspace = path.join(root, 'repository/packages/app');
after(() => {
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(workspace, { recursive: true });
});

function write(file: string, text = 'text'): string {
  const absolute = path.resolve(workspace, file);
  mkdirSync(path.dirname(absolute), { recursive: true });
  writeFileSync(absolute, text);
  return absolute;
}

function toUri(file: string): SourceUri {
  return { scheme: 'file', fsPath: file, toString: () => pathToFileURL(file).href };
}

function mayContribute(file: string, opened: readonly string[] = []): Promise<boolean> {
  const gate = new SourceFilter({
    folders: [workspace],
    openUris: new Set(opened.map((each) => toUri(each).toString())),
  });
  return gate.mayContribute(toUri(file));
}

test('files of the workspace may contribute', async () => {
  assert.equal(await mayContribute(write('src/a.ts')), true);
});

test('a file outside of the workspace may contribute when the user opened it', async () => {
  const file = write('../other/a.ts');
  assert.equal(await mayContribute(file), false);
  assert.equal(await mayContribute(file, [file]), true);
});

test('a file that looks secret never contributes, opened or not', async () => {
  for (const name of ['.env', 'src/.env.local', 'server.pem', 'secrets/a.ts', '.ssh/config']) {
    const file = write(name);
    assert.equal(await mayContribute(file), false, name);
    assert.equal(await mayContribute(file, [file]), false, name);
  }
});

test('a link to a secret is a secret, and a link out of the workspace is outside of it', async () => {
  const secret = write('.env');
  const outside = write('../../../outside.ts');
  for (const target of [secret, outside]) {
    const link = path.join(workspace, `link-${path.basename(target)}.ts`);
    symlinkSync(target, link);
    assert.equal(await mayContribute(link), false, target);
  }
});

test('a file that git ignores never contributes, whichever folder has the rule', async () => {
  mkdirSync(path.join(root, 'repository/.git/info'), { recursive: true });
  write('../../.gitignore', 'generated/\n');
  write('.gitignore', '*.local.ts\n');
  write('src/.gitignore', '/inner.ts\n');
  write('../../.git/info/exclude', 'mine.ts\n');
  for (const name of ['generated/a.ts', 'a.local.ts', 'src/inner.ts', 'src/mine.ts']) {
    const file = write(name);
    assert.equal(await mayContribute(file), false, name);
    assert.equal(await mayContribute(file, [file]), false, name);
  }
  assert.equal(await mayContribute(write('src/outer.ts')), true);
  assert.equal(await mayContribute(write('inner.ts')), true);
});

test('rules above the repository do not count', async () => {
  mkdirSync(path.join(root, 'repository/.git'));
  write('../../../.gitignore', '*\n');
  assert.equal(await mayContribute(write('a.ts')), true);
});

test('without a repository the rules count too', async () => {
  write('.gitignore', 'generated\n');
  assert.equal(await mayContribute(write('generated/a.ts')), false);
});

test('a worktree has the rules of its repository', async () => {
  write('../../../main/.git/info/exclude', 'mine.ts\n');
  write('../../../main/.git/worktrees/w/commondir', '../..\n');
  write('../../.git', `gitdir: ${path.join(root, 'main/.git/worktrees/w')}\n`);
  assert.equal(await mayContribute(write('src/mine.ts')), false);
  assert.equal(await mayContribute(write('src/yours.ts')), true);
});

test('files of git itself never contribute', async () => {
  const file = write('.git/config');
  assert.equal(await mayContribute(file, [file]), false);
});

test('a file is excluded if the rules cannot be read', async () => {
  const file = write('src/a.ts');
  symlinkSync('.gitignore', path.join(workspace, '.gitignore'));
  assert.equal(await mayContribute(file, [file]), false);
});

test('a missing file, or one of another file system, is excluded', async () => {
  assert.equal(await mayContribute(path.join(workspace, 'nowhere.ts')), false);
  const file = write('a.ts');
  const gate = new SourceFilter({ folders: [workspace], openUris: new Set(['vscode-vfs:/a.ts']) });
  const uri = { scheme: 'vscode-vfs', fsPath: file, toString: () => 'vscode-vfs:/a.ts' };
  assert.equal(await gate.mayContribute(uri), false);
});

test('an untitled file may contribute while it is open', async () => {
  const uri = { scheme: 'untitled', fsPath: 'Untitled-1', toString: () => 'untitled:Untitled-1' };
  const answer = (opened: string[]) =>
    new SourceFilter({ folders: [], openUris: new Set(opened) }).mayContribute(uri);
  assert.equal(await answer(['untitled:Untitled-1']), true);
  assert.equal(await answer([]), false);
});
