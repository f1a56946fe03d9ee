import {
  TextDocument,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver-textdocument';
import { differenceOf, type TextChange } from '../../completion/document/carryOffset.ts';
import type { Logger } from '../ports.ts';

/** Hears what becomes of documents. */
export interface DocumentListener {
  opened(uri: string): void;
  /** @param changes in order, each in offsets of the text after the ones before it. */
  changed(uri: string, changes: readonly TextChange[]): void;
  /** @param text what it held last. */
  closed(uri: string, text: string): void;
}

/**
 * The open documents, kept in step with the editor. Versions only grow; what arrives out of order
 * is not applied, and the document counts as unknown until it is opened again: a text that is
 * guessed is worse than none.
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

  /** Of all that are open. */
  get uris(): readonly string[] {
    return [...this.#documents.keys()];
  }

  open(document: { uri: string; languageId: string; version: number; text: string }): void {
    const { uri, languageId, version, text } = document;
    this.#documents.set(uri, TextDocument.create(uri, languageId, version, text));
    this.#listener.opened(uri);
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
      textChanges.push(textChangeOf(change, document));
      TextDocument.update(document, [change], version);
    }
    this.#listener.changed(uri, textChanges);
  }

  close(uri: string): void {
    const text = this.#documents.get(uri)?.getText() ?? '';
    this.#documents.delete(uri);
    this.#listener.closed(uri, text);
  }
}

/** A change in offsets. Of a text that comes anew as a whole, what differs is the change. */
function textChangeOf(change: TextDocumentContentChangeEvent, document: TextDocument): TextChange {
  if (!('range' in change)) return differenceOf(document.getText(), change.text);
  const start = document.offsetAt(change.range.start);
  const end = document.offsetAt(change.range.end);
  return {
    start: Math.min(start, end),
    removed: Math.abs(end - start),
    inserted: change.text.length,
  };
}
