import path from 'node:path';
import { IgnoreRules, type IgnoreFile } from './ignoreRules.ts';

/** File system access of `IgnoredFiles`. */
export interface IgnoreSource {
  /** Returns the text of a file; undefined if it doesn't exist. Rejects if it can't be read. */
  read(file: string): Promise<string | undefined>;
  /** Returns whether a path exists. Rejects if that can't be determined. */
  exists(file: string): Promise<boolean>;
}

/**
 * Determines the files that git ignores: by the `.gitignore` of their folder and of all folders
 * above, up to the repository's root, and by the repository's own `info/exclude`. Outside of a
 * repository the `.gitignore` files apply too. Each file is read once in the life of this object.
 */
export class IgnoredFiles {
  readonly #source: IgnoreSource;
  readonly #chains = new Map<string, Promise<Chain>>();
  readonly #texts = new Map<string, Promise<string | undefined>>();
  readonly #existence = new Map<string, Promise<boolean>>();

  constructor(source: IgnoreSource) {
    this.#source = source;
  }

  /**
   * Returns whether git ignores a file. Rejects if that can't be determined.
   *
   * @param file absolute path.
   */
  async ignores(file: string): Promise<boolean> {
    const { root, rules } = await this.#getChain(path.dirname(file));
    return rules.ignores(toPosixPath(path.relative(root, file)));
  }

  #read(file: string): Promise<string | undefined> {
    const text = this.#texts.get(file) ?? this.#source.read(file);
    this.#texts.set(file, text);
    return text;
  }

  #exists(file: string): Promise<boolean> {
    const answer = this.#existence.get(file) ?? this.#source.exists(file);
    this.#existence.set(file, answer);
    return answer;
  }

  #getChain(folder: string): Promise<Chain> {
    const chain = this.#chains.get(folder) ?? this.#readChain(folder);
    this.#chains.set(folder, chain);
    return chain;
  }

  async #readChain(folder: string): Promise<Chain> {
    const folders: string[] = [];
    let root = folder;
    for (;;) {
      folders.unshift(root);
      const parent = path.dirname(root);
      if (parent === root || (await this.#exists(path.join(root, '.git')))) break;
      root = parent;
    }
    const files: IgnoreFile[] = [];
    const exclude = await this.#readExclude(root);
    if (exclude !== undefined) files.push({ folder: '', text: exclude });
    for (const each of folders) {
      const text = await this.#read(path.join(each, '.gitignore'));
      if (text !== undefined) files.push({ folder: toPosixPath(path.relative(root, each)), text });
    }
    return { root, rules: new IgnoreRules(files) };
  }

  async #readExclude(root: string): Promise<string | undefined> {
    const git = path.join(root, '.git');
    if (!(await this.#exists(git))) return undefined;
    const inside = await this.#read(path.join(git, 'info', 'exclude'));
    if (inside !== undefined || (await this.#exists(path.join(git, 'HEAD')))) return inside;
    // In a worktree or a submodule `.git` is a file with the path of the repository.
    const link = /^gitdir: (.+?)\s*$/m.exec((await this.#read(git)) ?? '')?.[1];
    if (link === undefined) return undefined;
    const directory = path.resolve(root, link);
    const common = await this.#read(path.join(directory, 'commondir'));
    const repository = common === undefined ? directory : path.resolve(directory, common.trim());
    return this.#read(path.join(repository, 'info', 'exclude'));
  }
}

interface Chain {
  readonly root: string;
  readonly rules: IgnoreRules;
}

function toPosixPath(file: string): string {
  return file.split(path.sep).join('/');
}
