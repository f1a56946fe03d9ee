import ignore, { type Ignore } from 'ignore';

/** The text of a `.gitignore`, or of `.git/info/exclude`. */
export interface IgnoreFile {
  /** Its folder below the root, with `/` between names; '' for the root itself. */
  readonly folder: string;
  readonly text: string;
}

/**
 * What git ignores below a root. Where a rule depends on capitals, a path counts as ignored when
 * either reading says so: a file too many costs a little context, one too few might be a secret.
 */
export class IgnoreRules {
  readonly #rules: readonly Ignore[];

  /** @param files the outermost first: what stands further in decides. */
  constructor(files: readonly IgnoreFile[]) {
    const patterns = files.flatMap((file) => patternsOf(file));
    this.#rules = [true, false].map((ignorecase) => ignore({ ignorecase }).add(patterns));
  }

  /** @param path of a file below the root, with `/` between names. */
  ignores(path: string): boolean {
    return this.#rules.some((rules) => rules.ignores(path));
  }
}

/** A file's rules as they would stand in the root. */
function patternsOf({ folder, text }: IgnoreFile): string[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return folder === '' ? lines : lines.map((line) => below(folder, line));
}

function below(folder: string, line: string): string {
  const not = line.startsWith('!') ? '!' : '';
  const pattern = line.slice(not.length);
  const base = folder.replace(/[\\*?[\]]/g, '\\$&');
  // With a slash that isn't its last character a rule is about this folder, else about all below.
  const isAnchored = pattern.trimEnd().replace(/\/$/, '').includes('/');
  return isAnchored
    ? `${not}/${base}/${pattern.replace(/^\//, '')}`
    : `${not}/${base}/**/${pattern}`;
}
