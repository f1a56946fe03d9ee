import * as vscode from 'vscode';

/**
 * A file's path for people and for the model: `src/cart.ts`. Outside of the workspace the name
 * alone: the way there is the person's own business.
 */
export function pathInWorkspace(uri: vscode.Uri): string {
  return vscode.workspace.getWorkspaceFolder(uri) === undefined
    ? (uri.path.split('/').at(-1) ?? uri.path)
    : vscode.workspace.asRelativePath(uri, false);
}
