import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../repository.ts';

/** Finds all `*.test.ts` in these files and folders of the project but those in `except`, sorted. */
export function findTests(places: readonly string[], excluded: readonly string[] = []): string[] {
  const isExcluded = (file: string): boolean =>
    excluded.some((place) => file === place || file.startsWith(`${place}/`));
  return places
    .flatMap(listFiles)
    .filter((file) => file.endsWith('.test.ts') && !isExcluded(file))
    .sort();
}

function listFiles(place: string): string[] {
  const folder = path.join(repositoryRoot, place);
  if (place.endsWith('.ts')) return existsSync(folder) ? [place] : [];
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) =>
    path.posix.join(place, file.replaceAll(path.sep, '/')),
  );
}
