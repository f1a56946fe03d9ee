import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Maximum output of one command, in bytes. */
const maxOutputBytes = 1 << 28;

/** A repository of the user, which is only read. */
export interface Repository {
  /** Absolute path of its folder. */
  readonly root: string;
  /** The selected folder, relative to the root; '' for all of it. */
  readonly folder: string;
  /** Runs git in it. @throws Error when git fails. */
  git(...gitArguments: readonly string[]): Promise<string>;
  /** Returns the paths that its .gitignore files match, whether they are committed or not. */
  findIgnored(paths: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Options with which git writes nothing, runs no program of the settings, and doesn't quote paths. */
const options = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false'];

/** Opens a folder's repository. @throws Error that names what is missing: git, a repository, a commit. */
export async function openRepository(folder: string): Promise<Repository> {
  const root = await git(folder, ['rev-parse', '--show-toplevel']).catch((error: unknown) => {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new Error(
      isMissing
        ? "git isn't installed, or not on the PATH. Get it from https://git-scm.com."
        : `${folder} is in no git repository. Name a folder that is.`,
      { cause: error },
    );
  });
  const prefix = await git(folder, ['rev-parse', '--show-prefix']);
  const top = root.trim();
  await git(top, ['rev-parse', '--verify', 'HEAD^{commit}']).catch((error: unknown) => {
    throw new Error(`${top} has no commits yet: there is nothing to make cases from.`, {
      cause: error,
    });
  });
  return {
    root: top,
    folder: prefix.trim(),
    git: (...gitArguments) => git(top, gitArguments),
    findIgnored: (paths) => findIgnored(top, paths),
  };
}

async function git(folder: string, gitArguments: readonly string[]): Promise<string> {
  const { stdout } = await run('git', [...options, '-C', folder, ...gitArguments], {
    maxBuffer: maxOutputBytes,
    env: { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1' },
  });
  return stdout;
}

async function findIgnored(root: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const running = run(
    'git',
    [...options, '-C', root, 'check-ignore', '--no-index', '-z', '--stdin'],
    { maxBuffer: maxOutputBytes },
  );
  running.child.stdin?.on('error', () => undefined);
  running.child.stdin?.end(paths.join('\0'));
  // The exit code is 1 when no path is ignored.
  const { stdout } = await running.catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 1) return { stdout: '' };
    throw error;
  });
  return new Set(stdout.split('\0').filter((path) => path !== ''));
}
