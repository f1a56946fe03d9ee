import type { Connection } from 'vscode-languageserver/node';
import type { EngineParts } from '../engineParts.ts';

/** Registers the synchronization of documents (LSP `didOpen`, `didChange`, `didClose`). */
export function registerDocumentSync(
  connection: Connection,
  { documents }: Pick<EngineParts, 'documents'>,
): void {
  connection.onDidOpenTextDocument(({ textDocument }) => {
    documents.open(textDocument);
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    documents.change(textDocument.uri, textDocument.version, contentChanges);
  });
  connection.onDidCloseTextDocument(({ textDocument }) => {
    documents.close(textDocument.uri);
  });
}
