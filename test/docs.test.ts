/** Checks that the documentation names files, functions, scripts and rules that exist. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { ruleNames } from '../scripts/eval/strategy.ts';
import { repositoryRoot } from '../scripts/repository.ts';

const documents = [...readdirSync(repositoryRoot), ...listFiles('docs')].filter(
  (file) => file.endsWith('.md') && file !== 'CHANGELOG.md',
);
const folders = ['src', 'test', 'scripts', 'media', 'docs'];
const files = [...folders, ...folders.flatMap(listFiles)];

/** Lists a folder's files and folders, as paths in the repository. */
function listFiles(folder: string): string[] {
  return readdirSync(path.join(repositoryRoot, folder), {
    recursive: true,
    encoding: 'utf8',
  }).map((name) => path.posix.join(folder, name.replaceAll(path.sep, '/')));
}

function readFile(file: string): string {
  return readFileSync(path.join(repositoryRoot, file), 'utf8');
}

/** Returns the texts in backticks on one line. */
function findCodeSpans(markdown: string): string[] {
  return [...markdown.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span ?? '');
}

/**
 * Returns whether a text is a path: one that begins with a folder of the repository, or the last part
 * of a source's path, such as `kv/kvWindow.ts`.
 */
function isPath(span: string): boolean {
  if (!/^[\w./-]+$/.test(span) || span.includes('..')) return false;
  return folders.some((folder) => span.startsWith(`${folder}/`)) || isSource(span);
}

function isSource(span: string): boolean {
  return /\w\.(ts|mts|mjs)$/.test(span) && !span.startsWith('/');
}

/** Finds the files and folders that a path names. */
function resolvePath(span: string): string[] {
  const name = span.replace(/\/$/, '');
  return files.filter((file) => file === name || (isSource(name) && file.endsWith(`/${name}`)));
}

test('every file and folder that the documents name exists', () => {
  const missing = documents.flatMap((document) =>
    findCodeSpans(readFile(document))
      .filter((span) => isPath(span) && resolvePath(span).length === 0)
      .map((span) => `${document}: ${span}`),
  );
  assert.deepEqual(missing, []);
});

test('every link to a file in the documents leads to one', () => {
  const missing = documents.flatMap((document) =>
    [...readFile(document).matchAll(/\]\((?!\w+:|#)([^)#]+)/g)]
      .map(([, target]) => path.posix.join(path.posix.dirname(document), target ?? ''))
      .filter((target) => target !== 'LICENSE' && !documents.includes(target))
      .filter((target) => !files.includes(target))
      .map((target) => `${document}: ${target}`),
  );
  assert.deepEqual(missing, []);
});

test('every function in ARCHITECTURE.md is in a file that the same paragraph names', () => {
  const missing = readFile('ARCHITECTURE.md')
    .split('\n')
    .flatMap((paragraph) => {
      const spans = findCodeSpans(paragraph);
      const sources = spans.filter(isSource).flatMap(resolvePath).map(readFile);
      return spans
        .flatMap((span) => /^(?:\w+\.)?(\w+)\(\)$/.exec(span)?.[1] ?? [])
        .filter((name) => !sources.some((source) => source.includes(`${name}(`)));
    });
  assert.deepEqual(missing, []);
});

test('every npm script that the documents name exists', () => {
  const { scripts } = JSON.parse(readFile('package.json')) as {
    scripts: Record<string, string>;
  };
  const missing = documents.flatMap((document) =>
    [...readFile(document).matchAll(/npm run (?:--silent )?([\w:-]+)/g)]
      .map(([, name]) => name ?? '')
      .filter((name) => !(name in scripts))
      .map((name) => `${document}: ${name}`),
  );
  assert.deepEqual(missing, []);
});

test('the table of rules in docs/quality.md has each rule once', () => {
  const rows = [...readFile('docs/quality.md').matchAll(/^\| no-(\w+) +\|/gm)];
  assert.deepEqual(rows.map(([, rule]) => rule).sort(), [...ruleNames].sort());
});
