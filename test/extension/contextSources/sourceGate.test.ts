import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, beforeEach } from 'node:test';
import { pathToFileURL } from 'node:url';
import { SourceGate, type SourceUri } from '../../../src/extension/contextSources/sourceGate.ts';

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

function uriOf(file: string): SourceUri {
  return { scheme: 'file', fsPath: file, toString: () => pathToFileURL(file).href };
}

function may(file: string, opened: readonly string[] = []): Promise<boolean> {
  const gate = new SourceGate({
    folders: [workspace],
    opened: new Set(opened.map((each) => uriOf(each).toString())),
  });
  return gate.mayContribute(uriOf(file));
}

test('files of the workspace may contribute', async () => {
  assert.equal(await may(write('src/a.ts')), true);
});

test('a file outside of the workspace may contribute when the person opened it', async () => {
  const file = write('../other/a.ts');
  assert.equal(await may(file), false);
  assert.equal(await may(file, [file]), true);
});

test('a file that looks secret never contributes, opened or not', async () => {
  for (const name of ['.env', 'src/.env.local', 'server.pem', 'secrets/a.ts', '.ssh/config']) {
    const file = write(name);
    assert.equal(await may(file), false, name);
    assert.equal(await may(file, [file]), false, name);
  }
});

test('a link to a secret is one, and a link out of the workspace leads out', async () => {
  const secret = write('.env');
  const outside = write('../../../outside.ts');
  for (const target of [secret, outside]) {
    const link = path.join(workspace, `link-${path.basename(target)}.ts`);
    symlinkSync(target, link);
    assert.equal(await may(link), false, target);
  }
});

test('a file that git ignores never contributes, whichever folder says so', async () => {
  mkdirSync(path.join(root, 'repository/.git/info'), { recursive: true });
  write('../../.gitignore', 'generated/\n');
  write('.gitignore', '*.local.ts\n');
  write('src/.gitignore', '/inner.ts\n');
  write('../../.git/info/exclude', 'mine.ts\n');
  for (const name of ['generated/a.ts', 'a.local.ts', 'src/inner.ts', 'src/mine.ts']) {
    const file = write(name);
    assert.equal(await may(file), false, name);
    assert.equal(await may(file, [file]), false, name);
  }
  assert.equal(await may(write('src/outer.ts')), true);
  assert.equal(await may(write('inner.ts')), true);
});

test('what stands above the repository does not count', async () => {
  mkdirSync(path.join(root, 'repository/.git'));
  write('../../../.gitignore', '*\n');
  assert.equal(await may(write('a.ts')), true);
});

test('without a repository the rules count as well', async () => {
  write('.gitignore', 'generated\n');
  assert.equal(await may(write('generated/a.ts')), false);
});

test('a worktree has the rules of its repository', async () => {
  write('../../../main/.git/info/exclude', 'mine.ts\n');
  write('../../../main/.git/worktrees/w/commondir', '../..\n');
  write('../../.git', `gitdir: ${path.join(root, 'main/.git/worktrees/w')}\n`);
  assert.equal(await may(write('src/mine.ts')), false);
  assert.equal(await may(write('src/yours.ts')), true);
});

test('what belongs to git itself never contributes', async () => {
  const file = write('.git/config');
  assert.equal(await may(file, [file]), false);
});

test('rules that can not be read are a no', async () => {
  const file = write('src/a.ts');
  symlinkSync('.gitignore', path.join(workspace, '.gitignore'));
  assert.equal(await may(file, [file]), false);
});

test('a file that is not there, or of another file system, is a no', async () => {
  assert.equal(await may(path.join(workspace, 'nowhere.ts')), false);
  const file = write('a.ts');
  const gate = new SourceGate({ folders: [workspace], opened: new Set(['vscode-vfs:/a.ts']) });
  const uri = { scheme: 'vscode-vfs', fsPath: file, toString: () => 'vscode-vfs:/a.ts' };
  assert.equal(await gate.mayContribute(uri), false);
});

test('an untitled file may contribute while it is open', async () => {
  const uri = { scheme: 'untitled', fsPath: 'Untitled-1', toString: () => 'untitled:Untitled-1' };
  const answer = (opened: string[]) =>
    new SourceGate({ folders: [], opened: new Set(opened) }).mayContribute(uri);
  assert.equal(await answer(['untitled:Untitled-1']), true);
  assert.equal(await answer([]), false);
});
