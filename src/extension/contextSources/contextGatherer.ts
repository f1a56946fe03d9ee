import type { ContextPiece } from '../../completion/context/contextPiece.ts';
import { RecentEdits, type LineEdit } from '../../completion/context/recentEdits.ts';
import { definitionPieces } from './definitionPieces.ts';
import { Definitions, type DefinitionsParts } from './definitions.ts';
import { diagnosticPieces } from './diagnosticPieces.ts';
import { notebookPieces } from './notebookPieces.ts';
import { OpenFilePieces } from './openFilePieces.ts';
import type { Focus, Sources } from './sources.ts';

/** Gathers context for completions from outside their document. Records recent edits. */
export class ContextGatherer {
  readonly #definitions: Definitions;
  readonly #openFiles = new OpenFilePieces();
  readonly #edits = new RecentEdits();

  constructor(parts: DefinitionsParts) {
    this.#definitions = new Definitions(parts);
  }

  /** Records an edit of a document. */
  edited(uri: string, edit: LineEdit): void {
    this.#edits.edited(uri, edit);
  }

  /** Discards the data of a document that was closed. */
  closed(uri: string): void {
    this.#edits.forget(uri);
    this.#openFiles.forget(uri);
    this.#definitions.forget(uri);
  }

  /**
   * Gathers the context of a cursor position.
   *
   * @param signal aborts the round when its pieces are no longer needed.
   * @returns the most relevant pieces first; none once the round was aborted.
   */
  async gather(focus: Focus, sources: Sources, signal: AbortSignal): Promise<ContextPiece[]> {
    const isOver = () => signal.aborted;
    const names = await this.#definitions.at(focus, signal);
    // The round is usually aborted by a key, whose completion must not wait for the remaining work.
    if (isOver()) return [];
    const definitions = await definitionPieces(names, sources);
    if (isOver()) return [];
    const inOpenFiles = await this.#openFiles.gather(focus, this.#edits.regions, sources, signal);
    if (isOver()) return [];
    return [
      ...notebookPieces(focus),
      ...definitions,
      ...diagnosticPieces(focus, sources),
      ...inOpenFiles,
    ];
  }
}
