import * as vscode from 'vscode';

/** Replaces the selections of the active editor with code and moves the focus there. */
export async function insertIntoEditor(code: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    await vscode.window.showInformationMessage('Open a file first, then insert the code into it.');
    return;
  }
  const isInserted = await editor.edit((edit) => {
    for (const selection of editor.selections) edit.replace(selection, code);
  });
  if (!isInserted) {
    await vscode.window.showInformationMessage(
      'The code could not be inserted: the file is read-only.',
    );
    return;
  }
  // Places the cursor after the inserted code, since VS Code would leave the code selected.
  editor.selections = editor.selections.map(({ end }) => new vscode.Selection(end, end));
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
}
