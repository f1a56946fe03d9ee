import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import fc from 'fast-check';
import { IgnoreRules } from '../../../src/extension/contextSources/ignoreRules.ts';

const repository = mkdtempSync(path.join(realpathSync(tmpdir()), 'tramontane-ignore-'));
execFileSync('git', ['init', '--quiet', repository]);
after(() => {
  rmSync(repository, { recursive: true, force: true });
});

const files = [
  ...['a.ts', 'b.log', 'build/a.ts', 'src/a.ts', 'src/b.log', 'src/build/a.ts', 'src/deep/a.ts'],
  ...['src/deep/build/b.log', 'src/deep/b.log', '[x]/a.ts', '[x]/b.log', 'x/a.ts'],
];
for (const file of files) {
  mkdirSync(path.join(repository, path.dirname(file)), { recursive: true });
  writeFileSync(path.join(repository, file), '');
}

/** Returns the paths that git itself ignores. */
function listIgnoredByGit(): string[] {
  try {
    const output = execFileSync('git', ['check-ignore', '--no-index', '--stdin'], {
      cwd: repository,
      input: files.join('\n'),
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    });
    return output.split('\n').filter((line) => line !== '');
  } catch (error) {
    // Exit code 1: none of them is ignored.
    assert.equal((error as { status?: number }).status, 1);
    return [];
  }
}

const pattern = fc.constantFrom(
  ...['*.log', '!b.log', 'build', 'build/', '/build', 'a.ts', '/a.ts', 'deep/*', '!deep/a.ts'],
  ...['src/deep', '**/deep', 'src/**', '# comment', '', '*', '!*/', '!*.ts', 'deep/**/b.log'],
  ...['\\!b.log', 'b.log  ', '[x]', '/src/build/', '!src/', '!build/', 'x/'],
);
const folder = fc.constantFrom('', 'src', 'src/deep', '[x]');

test('a file is ignored if and only if git ignores it', () => {
  const ignoreFile = fc.tuple(folder, fc.array(pattern, { maxLength: 4 }));
  fc.assert(
    fc.property(
      fc.uniqueArray(ignoreFile, { maxLength: 3, selector: ([name]) => name }),
      (ignoreFiles) => {
        const outermostFirst = ignoreFiles.toSorted(([a], [b]) => a.length - b.length);
        const writtenRules = outermostFirst.map(([name, lines]) => ({
          folder: name,
          text: lines.join('\n'),
        }));
        for (const { folder: name, text } of writtenRules) {
          writeFileSync(path.join(repository, name, '.gitignore'), text);
        }
        const rules = new IgnoreRules(writtenRules);
        const ignored = files.filter((file) => rules.ignores(file));
        const expected = listIgnoredByGit();
        for (const { folder: name } of writtenRules) {
          rmSync(path.join(repository, name, '.gitignore'));
        }
        assert.deepEqual(ignored, expected);
      },
    ),
    { numRuns: 150 },
  );
});

test('rules apply to names in any case', () => {
  const rules = new IgnoreRules([{ folder: '', text: 'Build/\n*.log\n!Keep.log' }]);
  assert.equal(rules.ignores('build/a.ts'), true);
  assert.equal(rules.ignores('keep.log'), true);
  assert.equal(rules.ignores('Keep.log'), false);
});
