import * as vscode from 'vscode';
import { toggleLanguage, toggleWorkspace } from '../settings.ts';

/** Turns completions on or off for the language of the active editor. */
export async function switchLanguage(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document !== undefined) await toggleLanguage(document);
  else tell('Open a file of the language that completions are to be turned on or off for.');
}

/** Turns completions on or off for the workspace that is open. */
export async function switchWorkspace(): Promise<void> {
  if (vscode.workspace.name !== undefined) await toggleWorkspace();
  else tell('Open the folder or workspace that completions are to be turned on or off for.');
}

function tell(message: string): void {
  void vscode.window.showInformationMessage(message);
}
