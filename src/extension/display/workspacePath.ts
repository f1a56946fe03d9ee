import * as vscode from 'vscode';

/**
 * Returns the path of a file for the user and for the model: `src/cart.ts`. Outside of the workspace
 * it is the name alone, because the path of such a file is private to the user.
 */
export function toWorkspacePath(uri: vscode.Uri): string {
  return vscode.workspace.getWorkspaceFolder(uri) === undefined
    ? (uri.path.split('/').at(-1) ?? uri.path)
    : vscode.workspace.asRelativePath(uri, false);
}
