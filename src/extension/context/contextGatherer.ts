import type { ContextPiece } from '../../completion/context/contextPiece.ts';
import { RecentEdits, type LineEdit } from '../../completion/context/recentEdits.ts';
import { definitionPieces } from './definitionPieces.ts';
import { Definitions, type DefinitionsParts } from './definitions.ts';
import { diagnosticPieces } from './diagnosticPieces.ts';
import { notebookPieces } from './notebookPieces.ts';
import { OpenFilePieces } from './openFilePieces.ts';
import type { Focus, Sources } from './sources.ts';

/** Gathers what a completion may know besides its own document. Remembers what was edited. */
export class ContextGatherer {
  readonly #definitions: Definitions;
  readonly #openFiles = new OpenFilePieces();
  readonly #edits = new RecentEdits();

  constructor(parts: DefinitionsParts) {
    this.#definitions = new Definitions(parts);
  }

  /** A document was edited. */
  edited(uri: string, edit: LineEdit): void {
    this.#edits.edited(uri, edit);
  }

  /** A document was closed. */
  closed(uri: string): void {
    this.#edits.forget(uri);
    this.#openFiles.forget(uri);
    this.#definitions.forget(uri);
  }

  /**
   * @param signal ends the waiting for language servers.
   * @returns the most telling first.
   */
  async gather(focus: Focus, sources: Sources, signal: AbortSignal): Promise<ContextPiece[]> {
    const names = await this.#definitions.at(focus, signal);
    return [
      ...notebookPieces(focus),
      ...(await definitionPieces(names, sources)),
      ...diagnosticPieces(focus, sources),
      ...(await this.#openFiles.gather(focus, this.#edits.regions, sources)),
    ];
  }
}
