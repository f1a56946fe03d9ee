import ignore, { type Ignore } from 'ignore';

/** Text of a `.gitignore` or of `.git/info/exclude`. */
export interface IgnoreFile {
  /** Folder of the file below the root, with `/` between names; '' for the root itself. */
  readonly folder: string;
  readonly text: string;
}

/**
 * Rules for the paths that git ignores below a root. A path counts as ignored if it matches with or
 * without regard to case: excluding one file too many costs a little context, one too few could
 * disclose a secret.
 */
export class IgnoreRules {
  readonly #rules: readonly Ignore[];

  /** @param files the outermost first: the rules of inner folders take precedence. */
  constructor(files: readonly IgnoreFile[]) {
    const patterns = files.flatMap((file) => parsePatterns(file));
    this.#rules = [true, false].map((ignorecase) => ignore({ ignorecase }).add(patterns));
  }

  /**
   * Returns whether git ignores a path.
   *
   * @param path of a file below the root, with `/` between names.
   */
  ignores(path: string): boolean {
    return this.#rules.some((rules) => rules.ignores(path));
  }
}

/** Returns the rules of a file, rewritten relative to the root. */
function parsePatterns({ folder, text }: IgnoreFile): string[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return folder === '' ? lines : lines.map((line) => rebasePattern(folder, line));
}

function rebasePattern(folder: string, line: string): string {
  const negation = line.startsWith('!') ? '!' : '';
  const pattern = line.slice(negation.length);
  const base = folder.replace(/[\\*?[\]]/g, '\\$&');
  // A rule with a slash before its last character applies to this folder, others to all below it.
  const isAnchored = pattern.trimEnd().replace(/\/$/, '').includes('/');
  return isAnchored
    ? `${negation}/${base}/${pattern.replace(/^\//, '')}`
    : `${negation}/${base}/**/${pattern}`;
}
