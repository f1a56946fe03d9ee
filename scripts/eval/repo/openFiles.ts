import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ContextPiece } from '../../../src/completion/context/contextPiece.ts';
import { OpenFilePieces } from '../../../src/extension/contextSources/openFilePieces.ts';
import type {
  CursorLocation,
  SourceDocument,
  Sources,
} from '../../../src/extension/contextSources/sources.ts';
import { findLanguageOfFile } from '../../engine/codeLanguage.ts';
import type { EvalCase } from '../evalCase.ts';
import type { Repository } from './git.ts';
import { isOwnSource, isOwnText } from './sourceFile.ts';

/** Maximum number of open files in addition to the one with the cursor. */
const maxOpenFiles = 8;

/**
 * Returns context from other open files for a case, selected as in the editor. The files that earlier
 * commits changed last count as open, in their version before the case's own commit, because changes of
 * that commit could reveal the answer.
 *
 * Context from language servers (definitions, problems) is missing.
 */
export async function gatherOpenFileContext(
  repository: Repository,
  commit: string,
  evalCase: Pick<EvalCase, 'file' | 'prefix' | 'suffix'>,
): Promise<readonly ContextPiece[]> {
  const before = `${commit}^`;
  const names = [...(await listLastChanged(repository, before))].filter(
    (name) => name !== evalCase.file && isOwnSource(name),
  );
  const ignored = await repository.findIgnored(names);
  const documents: SourceDocument[] = [];
  for (const name of names) {
    if (documents.length === maxOpenFiles) break;
    if (ignored.has(name)) continue;
    // It may have been deleted since.
    const text = await repository.git('show', `${before}:${name}`).catch(() => '');
    if (text !== '' && isOwnText(text)) documents.push(createDocument(repository, name, text));
  }
  const { signal } = new AbortController();
  const sources = createSources(repository, documents);
  return new OpenFilePieces().gather(createFocus(repository, evalCase), [], sources, signal);
}

/** Maximum number of commits to read. */
const maxCommits = 20;

/** Returns the files that commits changed, the latest first. */
async function listLastChanged(
  repository: Repository,
  commit: string,
): Promise<ReadonlySet<string>> {
  const names = await repository
    .git(
      'log',
      '--no-merges',
      `--max-count=${maxCommits}`,
      '--format=',
      '--name-only',
      '-z',
      '--diff-filter=AM',
      '--no-renames',
      commit,
      '--',
      repository.folder || '.',
    )
    // The commit may be the first one.
    .catch(() => '');
  return new Set(names.split('\0').map((name) => name.trim()));
}

function createDocument({ root }: Repository, name: string, text: string): SourceDocument {
  const fsPath = path.join(root, name);
  const uri = { scheme: 'file', fsPath, toString: () => pathToFileURL(fsPath).href };
  const languageId = findLanguageOfFile(name)?.id ?? 'plaintext';
  return { uri, languageId, version: 1, getText: () => text };
}

function createFocus(
  repository: Repository,
  { file, prefix, suffix }: Pick<EvalCase, 'file' | 'prefix' | 'suffix'>,
): CursorLocation {
  return {
    document: createDocument(repository, file, prefix + suffix),
    offset: prefix.length,
    line: prefix.split('\n').length - 1,
    cellsAbove: [],
  };
}

function createSources({ root }: Repository, documents: readonly SourceDocument[]): Sources {
  return {
    documents,
    mayContribute: () => Promise.resolve(true),
    getPromptPath: ({ fsPath }) => path.relative(root, fsPath).replaceAll('\\', '/'),
    read: () => Promise.resolve(undefined),
    getProblems: () => [],
  };
}
