import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Creates a repository with these commits, each a map of paths to texts. */
export function createGitRepository(
  root: string,
  ...commits: readonly Readonly<Record<string, string>>[]
) {
  mkdirSync(root, { recursive: true });
  const git = (...gitArguments: string[]): string =>
    execFileSync(
      'git',
      ['-C', root, '-c', 'user.name=A', '-c', 'user.email=a@b.example', ...gitArguments],
      { stdio: 'pipe' },
    ).toString();
  git('init', '--quiet');
  for (const files of commits) {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
    git('add', '--all', '--force');
    git('commit', '--quiet', '--no-gpg-sign', '--message', 'A change');
  }
  return { root, git };
}
