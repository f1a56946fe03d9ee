import type { ContextPiece } from '../../completion/context/contextPiece.ts';
import { RecentEdits, type LineEdit } from '../../completion/context/recentEdits.ts';
import { gatherDefinitionPieces } from './definitionPieces.ts';
import { Definitions, type DefinitionsParts } from './definitions.ts';
import { gatherDiagnosticPieces } from './diagnosticPieces.ts';
import { gatherNotebookPieces } from './notebookPieces.ts';
import { OpenFilePieces } from './openFilePieces.ts';
import type { CursorLocation, Sources } from './sources.ts';

/** Gathers context for completions from outside their document. Records recent edits. */
export class ContextGatherer {
  readonly #definitions: Definitions;
  readonly #openFiles = new OpenFilePieces();
  readonly #edits = new RecentEdits();

  constructor(parts: DefinitionsParts) {
    this.#definitions = new Definitions(parts);
  }

  /** Records an edit of a document. */
  recordEdit(uri: string, edit: LineEdit): void {
    this.#edits.recordEdit(uri, edit);
  }

  /** Discards the data of a document that was closed. */
  removeDocument(uri: string): void {
    this.#edits.removeDocument(uri);
    this.#openFiles.removeDocument(uri);
    this.#definitions.removeDocument(uri);
  }

  /**
   * Gathers the context of a cursor position.
   *
   * @param signal aborts the round when its pieces are no longer needed.
   * @returns the most relevant pieces first; none once the round was aborted.
   */
  async gather(
    cursor: CursorLocation,
    sources: Sources,
    signal: AbortSignal,
  ): Promise<ContextPiece[]> {
    const isOver = () => signal.aborted;
    const names = await this.#definitions.findDeclaredNames(cursor, signal);
    // The round is usually aborted by a key, whose completion must not wait for the remaining work.
    if (isOver()) return [];
    const definitions = await gatherDefinitionPieces(names, sources);
    if (isOver()) return [];
    const openFilePieces = await this.#openFiles.gather(
      cursor,
      this.#edits.regions,
      sources,
      signal,
    );
    if (isOver()) return [];
    return [
      ...gatherNotebookPieces(cursor),
      ...definitions,
      ...gatherDiagnosticPieces(cursor, sources),
      ...openFilePieces,
    ];
  }
}
