import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { looksSecret } from '../../completion/text/secretFile.ts';
import { IgnoredFiles } from './ignoredFiles.ts';

/** URI of a possible source of context. */
export interface SourceUri {
  readonly scheme: string;
  readonly fsPath: string;
  toString(): string;
}

export interface SourceGateParts {
  /** Absolute paths of the workspace's folders. */
  readonly folders: readonly string[];
  /** URIs of the documents that the user opened in tabs, as strings. */
  readonly opened: ReadonlySet<string>;
}

/** Maximum length of a text that pieces are taken from, in UTF-16 code units. */
export const largestSource = 200_000;

/**
 * Decides which files may be context for another one: files of the workspace and files that the
 * user opened, except those that look secret or that git ignores. If a check is inconclusive, the
 * file is excluded. Each file is read once: create a new gate for each round.
 */
export class SourceGate {
  readonly #parts: SourceGateParts;
  readonly #ignored = new IgnoredFiles({ read, exists });
  readonly #answers = new Map<string, Promise<boolean>>();

  constructor(parts: SourceGateParts) {
    this.#parts = parts;
  }

  mayContribute(uri: SourceUri): Promise<boolean> {
    const key = uri.toString();
    const answer = this.#answers.get(key) ?? this.#judge(uri).catch(() => false);
    this.#answers.set(key, answer);
    return answer;
  }

  async #judge(uri: SourceUri): Promise<boolean> {
    const isOpened = this.#parts.opened.has(uri.toString());
    if (uri.scheme === 'untitled') return isOpened && !looksSecret(uri.fsPath);
    if (uri.scheme !== 'file' || looksSecret(uri.fsPath)) return false;
    // A symbolic link must pass the checks for its target too.
    const real = await realpath(uri.fsPath);
    if (looksSecret(real)) return false;
    if (!isOpened && !(this.#isInWorkspace(uri.fsPath) && (await this.#isReallyInWorkspace(real))))
      return false;
    for (const file of new Set([uri.fsPath, real])) {
      if (isGitsOwn(file) || (await this.#ignored.ignores(file))) return false;
    }
    return true;
  }

  #isInWorkspace(file: string): boolean {
    return this.#parts.folders.some((folder) => isBelow(file, folder));
  }

  async #isReallyInWorkspace(real: string): Promise<boolean> {
    const folders = await Promise.all(this.#parts.folders.map((folder) => realpath(folder)));
    return folders.some((folder) => isBelow(real, folder));
  }
}

/** Returns whether pieces may be taken from a text: it is not too large and not binary. */
export function isReadable(text: string): boolean {
  return text.length <= largestSource && !text.includes('\0');
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    // A folder of that name contains no rules.
    if (isMissing(error) || codeOf(error) === 'EISDIR') return undefined;
    throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

function isBelow(file: string, folder: string): boolean {
  const way = path.relative(folder, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

function isGitsOwn(file: string): boolean {
  return file.split(path.sep).includes('.git');
}
