import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../scripts/repository.ts';
import type { SourceFile } from './sourceFile.ts';

/** Folder of the sources, as `ARCHITECTURE.md` describes it. */
export interface MappedFolder {
  /** Path in the project: `src/engine/kv`. */
  readonly path: string;
  readonly promise: string;
  /** Names of the folders that it imports. */
  readonly imports: readonly string[];
}

/** Reads the map of folders from the tables in `ARCHITECTURE.md`. */
export function readFolderMap(): MappedFolder[] {
  return parseFolderMap(readFileSync(path.join(repositoryRoot, 'ARCHITECTURE.md'), 'utf8'));
}

/** Parses tables of folders, each under a heading with the path of their parent. */
export function parseFolderMap(markdown: string): MappedFolder[] {
  const folders: MappedFolder[] = [];
  let parent = '';
  for (const line of markdown.split('\n')) {
    parent = /^### `(.+)`$/.exec(line)?.[1] ?? parent;
    const [, name, promise, imports] =
      /^\|\s*`(\w+)`\s*\|\s*(.+?)\s*\|\s*(.+?)\s*\|$/.exec(line) ?? [];
    if (name === undefined || promise === undefined || imports === undefined) continue;
    folders.push({
      path: `${parent}/${name}`,
      promise: promise.trim(),
      imports: [...imports.matchAll(/`(\w+)`/g)].map(([, imported]) => imported ?? ''),
    });
  }
  return folders;
}

/** Lists differences between the map and the folders that the sources import from each other. */
export function compareWithMap(
  map: readonly MappedFolder[],
  sources: readonly SourceFile[],
): string[] {
  const imported = importedFolders(sources);
  const mapped = new Map(map.map((folder) => [folder.path, folder]));
  const missing = [...imported.keys()].filter((folder) => !mapped.has(folder));
  const gone = map.filter((folder) => !imported.has(folder.path));
  return [
    ...missing.map((folder) => `${folder} is not in the map`),
    ...gone.map((folder) => `${folder.path} is in the map, but there is no such folder`),
    ...map.flatMap((folder) => {
      const actual = new Set([...(imported.get(folder.path) ?? [])].map((one) => getName(one)));
      const allowed = new Set(folder.imports);
      return [
        ...[...actual].filter((name) => !allowed.has(name)).map((name) => ['imports', name]),
        ...[...allowed]
          .filter((name) => !actual.has(name))
          .map((name) => ['no longer imports', name]),
      ].map(([verb, name]) => `${folder.path} ${verb ?? ''} ${name ?? ''}`);
    }),
  ];
}

/** Lists names that more than one folder has. */
export function repeatedNames(map: readonly MappedFolder[]): string[] {
  const names = map.map((folder) => getName(folder.path));
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

/** Lists circles of folders, each as `a → b → a`. */
export function folderCircles(map: readonly MappedFolder[]): string[] {
  const byName = new Map(map.map((folder) => [getName(folder.path), folder]));
  const finished = new Set<string>();
  const circles: string[] = [];
  const visit = (name: string, path: readonly string[]): void => {
    const start = path.indexOf(name);
    if (start !== -1) circles.push([...path.slice(start), name].join(' → '));
    if (start !== -1 || finished.has(name)) return;
    for (const imported of byName.get(name)?.imports ?? []) visit(imported, [...path, name]);
    finished.add(name);
  };
  for (const name of byName.keys()) visit(name, []);
  return circles;
}

/** Returns the folders that each folder's sources import; `src/engine` itself is no folder. */
function importedFolders(sources: readonly SourceFile[]): Map<string, Set<string>> {
  const imported = new Map<string, Set<string>>();
  for (const { path: file, imports } of sources) {
    const folder = findFolder(file);
    if (folder === undefined) continue;
    const others = imported.get(folder) ?? new Set();
    imported.set(folder, others);
    for (const { target } of imports) {
      const other = findFolder(target);
      if (other !== undefined && other !== folder) others.add(other);
    }
  }
  return imported;
}

function findFolder(file: string): string | undefined {
  return /^src\/\w+\/\w+(?=\/)/.exec(file)?.[0];
}

function getName(folder: string): string {
  return path.posix.basename(folder);
}
