import * as vscode from 'vscode';
import { isCompleted } from '../configuration/documentSelector.ts';
import { completionSettings } from '../configuration/settings.ts';
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
      activeEditor: () => (isPrefetchEnabled() ? completedEditor() : undefined),
      onDidChangeActiveEditor: vscode.window.onDidChangeActiveTextEditor,
      onDidChangeSelection: vscode.window.onDidChangeTextEditorSelection,
      onDidChangeText: vscode.workspace.onDidChangeTextDocument,
    },
  });
}

function completedEditor(): vscode.TextEditor | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !isCompleted(editor.document.uri)) return undefined;
  return completionSettings(editor.document).enabled ? editor : undefined;
}
