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

export interface SourceFilterParts {
  /** Absolute paths of the workspace's folders. */
  readonly folders: readonly string[];
  /** URIs of the documents that the user opened in tabs, as strings. */
  readonly openUris: ReadonlySet<string>;
}

/** Maximum length of a text that pieces are taken from, in UTF-16 code units. */
export const maxSourceLength = 200_000;

/**
 * Decides which files may be context for another one: files of the workspace and files that the
 * user opened, except those that look secret or that git ignores. If a check is inconclusive, the
 * file is excluded. Each file is read once: create a new gate for each round.
 */
export class SourceFilter {
  readonly #parts: SourceFilterParts;
  readonly #ignored = new IgnoredFiles({ read, exists });
  readonly #answers = new Map<string, Promise<boolean>>();

  constructor(parts: SourceFilterParts) {
    this.#parts = parts;
  }

  mayContribute(uri: SourceUri): Promise<boolean> {
    const key = uri.toString();
    const answer = this.#answers.get(key) ?? this.#checkSource(uri).catch(() => false);
    this.#answers.set(key, answer);
    return answer;
  }

  async #checkSource(uri: SourceUri): Promise<boolean> {
    const isOpen = this.#parts.openUris.has(uri.toString());
    if (uri.scheme === 'untitled') return isOpen && !looksSecret(uri.fsPath);
    if (uri.scheme !== 'file' || looksSecret(uri.fsPath)) return false;
    // A symbolic link must pass the checks for its target too.
    const realPath = await realpath(uri.fsPath);
    if (looksSecret(realPath)) return false;
    if (
      !isOpen &&
      !(this.#isInWorkspace(uri.fsPath) && (await this.#isReallyInWorkspace(realPath)))
    )
      return false;
    for (const file of new Set([uri.fsPath, realPath])) {
      if (isInGitFolder(file) || (await this.#ignored.ignores(file))) return false;
    }
    return true;
  }

  #isInWorkspace(file: string): boolean {
    return this.#parts.folders.some((folder) => isBelow(file, folder));
  }

  async #isReallyInWorkspace(realPath: string): Promise<boolean> {
    const folders = await Promise.all(this.#parts.folders.map((folder) => realpath(folder)));
    return folders.some((folder) => isBelow(realPath, folder));
  }
}

/** Returns whether pieces may be taken from a text: it is not too large and not binary. */
export function isReadable(text: string): boolean {
  return text.length <= maxSourceLength && !text.includes('\0');
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    // A folder of that name contains no rules.
    if (isMissing(error) || getErrorCode(error) === 'EISDIR') return undefined;
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
  const code = getErrorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function getErrorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

function isBelow(file: string, folder: string): boolean {
  const relativePath = path.relative(folder, file);
  return (
    relativePath !== '' &&
    relativePath !== '..' &&
    !relativePath.startsWith(`..${path.sep}`) &&
    !path.isAbsolute(relativePath)
  );
}

function isInGitFolder(file: string): boolean {
  return file.split(path.sep).includes('.git');
}
