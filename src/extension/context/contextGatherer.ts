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
   * @param signal ends the round: nobody waits for its pieces any more.
   * @returns the most telling first; none once the round has ended.
   */
  async gather(focus: Focus, sources: Sources, signal: AbortSignal): Promise<ContextPiece[]> {
    const isOver = () => signal.aborted;
    const names = await this.#definitions.at(focus, signal);
    // Most often by a key, whose completion must not wait for what is left of the work.
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
