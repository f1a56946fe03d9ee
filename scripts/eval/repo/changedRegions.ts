import type { Repository } from './git.ts';

/** Lines of a file in the version of a commit. */
export interface Region {
  readonly commit: string;
  /** Path relative to the repository's root. */
  readonly path: string;
  /** First line, counted from 1, and number of lines. */
  readonly line: number;
  readonly lines: number;
  /** The line before the commit, where one line replaced one line; else null. */
  readonly previousLine: string | null;
}

/** Maximum number of commits to read, the newest first. */
const maxCommits = 300;

/** Maximum number of lines of a region: larger changes are rarely typed at once. */
const maxLines = 12;

/** Returns the regions that the newest commits added or changed, without merges and first commits. */
export async function listChangedRegions(repository: Repository): Promise<Region[]> {
  const log = await repository.git(
    'log',
    '--no-merges',
    `--max-count=${maxCommits}`,
    '--format=%x00%H %P',
    '--patch',
    '--unified=0',
    '--diff-filter=AM',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--no-renames',
    '--src-prefix=a/',
    '--dst-prefix=b/',
    '--',
    repository.folder || '.',
  );
  return parseLog(log);
}

/** Parses the output of `git log --patch --unified=0`, with a NUL before each commit's line. */
export function parseLog(log: string): Region[] {
  return log.split('\0').flatMap((entry) => {
    const [head = '', ...lines] = entry.split('\n');
    const [commit, parent] = head.split(' ');
    // The last commit of a shallow clone has no parents either: all of its files look new.
    return commit === undefined || !parent ? [] : parsePatch(commit, lines);
  });
}

function parsePatch(commit: string, lines: readonly string[]): Region[] {
  const regions: Region[] = [];
  let path: string | undefined;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk && path !== undefined) {
      const [removed, added] = [Number(hunk[1] ?? 1), Number(hunk[3] ?? 1)];
      const previousLine = removed === 1 && added === 1 ? (lines[index + 1] ?? '').slice(1) : null;
      const region = { commit, path, line: Number(hunk[2]), lines: added, previousLine };
      if (added >= 1 && added <= maxLines) regions.push(region);
      // Lines of the file may look like headers of the patch, so they are skipped.
      index += removed + added;
    } else if (line.startsWith('+++ ')) {
      path = /^\+\+\+ b\/(.+?)\t?$/.exec(line)?.[1];
    }
  }
  return regions;
}

/** Returns regions of the current files, for a repository without usable history. */
export async function listFileRegions(
  repository: Repository,
  isIncluded: (path: string) => boolean,
): Promise<Region[]> {
  const commit = (await repository.git('rev-parse', 'HEAD')).trim();
  const paths = (
    await repository.git('ls-tree', '-r', '-z', '--name-only', commit, repository.folder || '.')
  ).split('\0');
  const regions: Region[] = [];
  for (const path of paths.filter((name) => name !== '' && isIncluded(name))) {
    const text = await repository.git('show', `${commit}:${path}`);
    const count = text.split('\n').length;
    // Regions of one to four lines, spread over the file.
    for (let line = 2, lines = 1; line + lines < count; line += 9, lines = (lines % 4) + 1) {
      regions.push({ commit, path, line, lines, previousLine: null });
    }
  }
  return regions;
}
