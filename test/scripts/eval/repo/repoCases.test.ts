import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import fc from 'fast-check';
import { openRepository } from '../../../../scripts/eval/repo/git.ts';
import { createHole, createRepoCases } from '../../../../scripts/eval/repo/repoCases.ts';
import { isOwnSource, isOwnText } from '../../../../scripts/eval/repo/sourceFile.ts';
import { createGitRepository } from '../../../support/gitRepository.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tramontane-repo-'));
after(() => {
  rmSync(folder, { recursive: true });
});

const all = { limit: undefined, seed: 1 };

function createRepository(name: string, ...commits: Parameters<typeof createGitRepository>[1][]) {
  return createGitRepository(path.join(folder, name), ...commits);
}

test('the text that a commit added is the answer, in the file of that commit', async () => {
  const { root, git } = createRepository(
    'added',
    { 'a.ts': 'first();\nlast();\n' },
    { 'a.ts': 'first();\nif (a) {\n  second();\n}\nlast();\n' },
  );
  const before = git('status', '--porcelain', '--ignored');
  const { cases, source } = await createRepoCases(await openRepository(root), all);
  assert.equal(source, 'history');
  assert.equal(cases.length, 1);
  const [found] = cases;
  const text = `${found?.prefix ?? ''}${found?.answer ?? ''}${found?.suffix ?? ''}`;
  assert.equal(text, 'first();\nif (a) {\n  second();\n}\nlast();\n');
  assert.ok(found?.prefix.startsWith('first();\n'));
  assert.equal(found?.file, 'a.ts');
  assert.equal(git('status', '--porcelain', '--ignored'), before);
});

test('files that earlier commits changed are context, in their version before the commit of the case', async () => {
  const createFunction = (name: string) =>
    `export function ${name}(settings: Settings): Window {\n  return openWindow(settings.width, settings.height);\n}\n`;
  const { root } = createRepository(
    'context',
    {
      'other.ts': createFunction('openSmallWindow'),
      'secrets/key.ts': createFunction('openSecretWindow'),
    },
    { 'a.ts': '// Windows.\n' },
    {
      'a.ts': `// Windows.\n${createFunction('openLargeWindow')}`,
      'other.ts': createFunction('openHugeWindow'),
    },
  );
  const { cases } = await createRepoCases(await openRepository(root), all);
  const found = cases.find(({ file }) => file === 'a.ts');
  const context = found?.context ?? [];
  assert.deepEqual(
    context.map((piece) => piece.path),
    ['other.ts'],
  );
  assert.match(context[0]?.text ?? '', /openSmallWindow/);
});

test('secret, ignored, third-party and generated files make no cases', async () => {
  const createFiles = (line: string) => ({
    '.gitignore': 'private/\n',
    'secrets/a.ts': line,
    'private/a.ts': line,
    'node_modules/a/a.ts': line,
    'a.min.js': line,
    'generated.ts': `// @generated\n${line}`,
    'wide.ts': `${'a'.repeat(500)}\n${line}`,
    'image.png': line,
    'own.ts': line,
  });
  const { root } = createRepository('others', createFiles('a();\n'), createFiles('a();\nb();\n'));
  const { cases } = await createRepoCases(await openRepository(root), all);
  assert.deepEqual([...new Set(cases.map(({ file }) => file))], ['own.ts']);
});

test('with a history of one commit the current files are used', async () => {
  const { root } = createRepository('single', { 'a.py': 'a = 1\nb = 2\nc = 3\nd = 4\n' });
  const { cases, source } = await createRepoCases(await openRepository(root), all);
  assert.equal(source, 'files');
  assert.ok(cases.length > 0);
});

test('a folder without commits, without a repository, or without sources is reported in plain words', async () => {
  const { root } = createRepository('empty');
  await assert.rejects(openRepository(root), /no commits yet/);
  await assert.rejects(openRepository(os.tmpdir()), /in no git repository/);
  const { root: pictures } = createRepository('pictures', { 'a.png': 'x' });
  await assert.rejects(createRepoCases(await openRepository(pictures), all), /no source files/);
});

test('the limit and the seed decide which cases are selected', async () => {
  const text = Array.from({ length: 400 }, (_, index) => `call${index}();\n`).join('');
  const { root } = createRepository('large', { 'a.ts': text });
  const repository = await openRepository(root);
  const selectCases = async (seed: number) =>
    (await createRepoCases(repository, { limit: 5, seed })).cases.map(({ id }) => id);
  assert.equal((await selectCases(1)).length, 5);
  assert.deepEqual(await selectCases(1), await selectCases(1));
  assert.notDeepEqual(await selectCases(1), await selectCases(2));
});

test('in a changed line the cursor is at the start of the change', () => {
  const found = createHole(
    'a();\nconst b = new();\n',
    { line: 2, lines: 1, previousLine: 'const b = old();' },
    0,
  );
  assert.equal(found?.prefix, 'a();\nconst b = ');
  assert.equal(found.answer, 'new');
});

test('a hole is a piece of the text that is not blank', () => {
  const line = fc.string({ unit: fc.constantFrom('a', ' ', '(', ')', '\t'), maxLength: 8 });
  const region = fc.record({
    line: fc.integer({ min: 1, max: 4 }),
    lines: fc.integer({ min: 1, max: 3 }),
    previousLine: fc.option(line),
  });
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 6 }),
      region,
      fc.nat(),
      (lines, at, chance) => {
        const text = lines.join('\n');
        const hole = createHole(text, at, chance);
        if (hole === undefined) return;
        assert.equal(hole.prefix + (hole.answer ?? '') + hole.suffix, text);
        assert.notEqual(hole.answer?.trim(), '');
      },
    ),
  );
});

test('own sources are recognized by their names and their texts', () => {
  assert.ok(isOwnSource('src/a.ts') && isOwnSource('docs/readme.md'));
  for (const other of [
    'dist/a.js',
    'package-lock.json',
    'x_pb2.py',
    '.env',
    'a.exe',
    'yarn.lock',
  ]) {
    assert.ok(!isOwnSource(other), other);
  }
  assert.ok(isOwnText('a();\n'));
  assert.ok(!isOwnText('a\0b'));
  assert.ok(!isOwnText('// Code generated by a tool. DO NOT EDIT.\n'));
});
