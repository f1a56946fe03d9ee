import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ContextPiece } from '../../../src/completion/context/contextPiece.ts';
import { OpenFilePieces } from '../../../src/extension/contextSources/openFilePieces.ts';
import type {
  Focus,
  SourceDocument,
  Sources,
} from '../../../src/extension/contextSources/sources.ts';
import { languageOfFile } from '../../engine/codeLanguage.ts';
import type { EvalCase } from '../evalCase.ts';
import type { Repository } from './git.ts';
import { isOwnSource, isOwnText } from './sourceFile.ts';

/** Maximum number of open files in addition to the one with the cursor. */
const maxOpen = 8;

/**
 * Returns context from other open files for a case, selected as in the editor. The files that earlier
 * commits changed last count as open, in their version before the case's own commit, because changes of
 * that commit could reveal the answer.
 *
 * Context from language servers (definitions, problems) is missing.
 */
export async function openFileContext(
  repository: Repository,
  commit: string,
  evalCase: Pick<EvalCase, 'file' | 'prefix' | 'suffix'>,
): Promise<readonly ContextPiece[]> {
  const before = `${commit}^`;
  const names = [...(await lastChanged(repository, before))].filter(
    (name) => name !== evalCase.file && isOwnSource(name),
  );
  const ignored = await repository.ignored(names);
  const documents: SourceDocument[] = [];
  for (const name of names) {
    if (documents.length === maxOpen) break;
    if (ignored.has(name)) continue;
    // It may have been deleted since.
    const text = await repository.git('show', `${before}:${name}`).catch(() => '');
    if (text !== '' && isOwnText(text)) documents.push(documentOf(repository, name, text));
  }
  const { signal } = new AbortController();
  const sources = sourcesOf(repository, documents);
  return new OpenFilePieces().gather(focusOf(repository, evalCase), [], sources, signal);
}

/** Maximum number of commits to read. */
const maxCommits = 20;

/** Returns the files that commits changed, the latest first. */
async function lastChanged(repository: Repository, from: string): Promise<ReadonlySet<string>> {
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
      from,
      '--',
      repository.within || '.',
    )
    // The commit may be the first one.
    .catch(() => '');
  return new Set(names.split('\0').map((name) => name.trim()));
}

function documentOf({ root }: Repository, name: string, text: string): SourceDocument {
  const fsPath = path.join(root, name);
  const uri = { scheme: 'file', fsPath, toString: () => pathToFileURL(fsPath).href };
  const languageId = languageOfFile(name)?.id ?? 'plaintext';
  return { uri, languageId, version: 1, getText: () => text };
}

function focusOf(
  repository: Repository,
  { file, prefix, suffix }: Pick<EvalCase, 'file' | 'prefix' | 'suffix'>,
): Focus {
  return {
    document: documentOf(repository, file, prefix + suffix),
    offset: prefix.length,
    line: prefix.split('\n').length - 1,
    cellsAbove: [],
  };
}

function sourcesOf({ root }: Repository, documents: readonly SourceDocument[]): Sources {
  return {
    documents,
    mayContribute: () => Promise.resolve(true),
    pathOf: ({ fsPath }) => path.relative(root, fsPath).replaceAll('\\', '/'),
    read: () => Promise.resolve(undefined),
    problemsOf: () => [],
  };
}
