import type { Repository } from './git.ts';

/** Lines of a file as a commit left it. */
export interface Region {
  readonly commit: string;
  /** Relative to the repository's root. */
  readonly path: string;
  /** Its first line, from 1, and how many there are. */
  readonly line: number;
  readonly lines: number;
  /** What stood there before, where it was one line that became one line. */
  readonly before: string | null;
}

/** Commits that are looked at, the newest first. */
const maxCommits = 300;

/** A change of more lines isn't typed in one go. */
const maxLines = 12;

/** The regions that the newest commits added or changed; merges and first commits tell nothing. */
export async function changedRegions(repository: Repository): Promise<Region[]> {
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
    repository.within || '.',
  );
  return parseLog(log);
}

/** Reads what `git log --patch --unified=0` prints, with a NUL before each commit's line. */
export function parseLog(log: string): Region[] {
  return log.split('\0').flatMap((entry) => {
    const [head = '', ...lines] = entry.split('\n');
    const [commit, parent] = head.split(' ');
    // A shallow clone's last commit has no parents either: all of its files look new.
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
      const before = removed === 1 && added === 1 ? (lines[index + 1] ?? '').slice(1) : null;
      const region = { commit, path, line: Number(hunk[2]), lines: added, before };
      if (added >= 1 && added <= maxLines) regions.push(region);
      // What the file says may look like a head of the patch.
      index += removed + added;
    } else if (line.startsWith('+++ ')) {
      path = /^\+\+\+ b\/(.+?)\t?$/.exec(line)?.[1];
    }
  }
  return regions;
}

/** Regions of the files as they are, for a repository whose history tells nothing. */
export async function regionsOfFiles(
  repository: Repository,
  isWanted: (path: string) => boolean,
): Promise<Region[]> {
  const commit = (await repository.git('rev-parse', 'HEAD')).trim();
  const paths = (
    await repository.git('ls-tree', '-r', '-z', '--name-only', commit, repository.within || '.')
  ).split('\0');
  const regions: Region[] = [];
  for (const path of paths.filter((name) => name !== '' && isWanted(name))) {
    const text = await repository.git('show', `${commit}:${path}`);
    const count = text.split('\n').length;
    // A line, then some; the places are spread over the file.
    for (let line = 2, lines = 1; line + lines < count; line += 9, lines = (lines % 4) + 1) {
      regions.push({ commit, path, line, lines, before: null });
    }
  }
  return regions;
}
