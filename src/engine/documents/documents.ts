import {
  TextDocument,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver-textdocument';
import { findTextChange, type TextChange } from '../../completion/text/carryOffset.ts';
import type { Logger } from '../foundation/environment.ts';

/** Listener for changes of the open documents. */
export interface DocumentListener {
  onDidOpen(uri: string): void;
  /** @param changes in order, each in offsets of the text after the ones before it. */
  onDidChange(uri: string, changes: readonly TextChange[]): void;
  /** @param text the document's last text. */
  onDidClose(uri: string, text: string): void;
}

/**
 * Open documents, kept in sync with the editor. Versions only increase: a change that arrives out
 * of order is not applied, and its document counts as closed until it is opened again, since its
 * text would be a guess.
 */
export class Documents {
  readonly #documents = new Map<string, TextDocument>();
  readonly #logger: Logger;
  readonly #listener: DocumentListener;

  constructor(logger: Logger, listener: DocumentListener) {
    this.#logger = logger;
    this.#listener = listener;
  }

  get(uri: string): TextDocument | undefined {
    return this.#documents.get(uri);
  }

  /** URIs of all open documents. */
  get uris(): readonly string[] {
    return [...this.#documents.keys()];
  }

  open(document: { uri: string; languageId: string; version: number; text: string }): void {
    const { uri, languageId, version, text } = document;
    this.#documents.set(uri, TextDocument.create(uri, languageId, version, text));
    this.#listener.onDidOpen(uri);
  }

  /** Applies changes in their order, each to the result of the one before (LSP `didChange`). */
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void {
    const document = this.#documents.get(uri);
    if (document === undefined) {
      this.#logger.warn(`A change came for a document that isn't open.`);
      return;
    }
    if (version <= document.version) {
      this.#logger.warn(`A change to version ${version} came after version ${document.version}.`);
      this.close(uri);
      return;
    }
    const textChanges: TextChange[] = [];
    for (const change of changes) {
      textChanges.push(toTextChange(change, document));
      TextDocument.update(document, [change], version);
    }
    this.#listener.onDidChange(uri, textChanges);
  }

  close(uri: string): void {
    const text = this.#documents.get(uri)?.getText() ?? '';
    this.#documents.delete(uri);
    this.#listener.onDidClose(uri, text);
  }
}

/** Returns a change in offsets. Where a change replaces the whole text, these are the parts that differ. */
function toTextChange(change: TextDocumentContentChangeEvent, document: TextDocument): TextChange {
  if (!('range' in change)) return findTextChange(document.getText(), change.text);
  const start = document.offsetAt(change.range.start);
  const end = document.offsetAt(change.range.end);
  return {
    start: Math.min(start, end),
    removedLength: Math.abs(end - start),
    insertedLength: change.text.length,
  };
}
