import * as vscode from 'vscode';
import { isSupportedUri } from '../configuration/documentSelector.ts';
import { getCompletionSettings } from '../configuration/settings.ts';
import { CursorFollower, type CursorFollowerParts } from './cursorFollower.ts';

/**
 * Follows the cursor of the window, where completions are automatic.
 *
 * @param isPrefetchEnabled no cursor is reported while it returns false.
 */
export function followCursor(
  engine: CursorFollowerParts['engine'],
  isPrefetchEnabled: () => boolean,
): CursorFollower {
  return new CursorFollower({
    engine,
    window: {
      getActiveEditor: () => (isPrefetchEnabled() ? getSupportedEditor() : undefined),
      onDidChangeActiveEditor: vscode.window.onDidChangeActiveTextEditor,
      onDidChangeSelection: vscode.window.onDidChangeTextEditorSelection,
      onDidChangeText: vscode.workspace.onDidChangeTextDocument,
    },
  });
}

function getSupportedEditor(): vscode.TextEditor | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !isSupportedUri(editor.document.uri)) return undefined;
  return getCompletionSettings(editor.document).enabled ? editor : undefined;
}
