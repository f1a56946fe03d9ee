import {
  TextDocument,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver-textdocument';
import type { Logger } from '../ports.ts';

/**
 * The open documents, kept in step with the editor. Versions only grow; what arrives out of order
 * is not applied, and the document counts as unknown until it is opened again: a text that is
 * guessed is worse than none.
 */
export class Documents {
  readonly #documents = new Map<string, TextDocument>();
  readonly #logger: Logger;
  readonly #onChange: (uri: string) => void;

  /** @param onChange hears of a document whose text changed or that was closed. */
  constructor(logger: Logger, onChange: (uri: string) => void) {
    this.#logger = logger;
    this.#onChange = onChange;
  }

  get(uri: string): TextDocument | undefined {
    return this.#documents.get(uri);
  }

  open(document: { uri: string; languageId: string; version: number; text: string }): void {
    const { uri, languageId, version, text } = document;
    this.#documents.set(uri, TextDocument.create(uri, languageId, version, text));
    this.#onChange(uri);
  }

  /** Applies changes in their order, each to the result of the one before (LSP `didChange`). */
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void {
    const document = this.#documents.get(uri);
    if (document === undefined) {
      this.#logger.warn(`A change came for a document that isn't open.`);
      return;
    }
    this.#onChange(uri);
    if (version <= document.version) {
      this.#logger.warn(`A change to version ${version} came after version ${document.version}.`);
      this.#documents.delete(uri);
      return;
    }
    this.#documents.set(uri, TextDocument.update(document, [...changes], version));
  }

  close(uri: string): void {
    this.#documents.delete(uri);
    this.#onChange(uri);
  }
}
