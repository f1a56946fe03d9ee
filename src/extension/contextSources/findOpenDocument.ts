import * as vscode from 'vscode';

/** Returns the document of a URI, if VS Code has it open. */
export function findOpenDocument(uri: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
}
