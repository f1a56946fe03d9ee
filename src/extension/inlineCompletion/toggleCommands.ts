import * as vscode from 'vscode';
import { toggleLanguage, toggleWorkspace } from '../configuration/settings.ts';
import { getToggleUnavailableReason } from './toggleUnavailableReason.ts';

/** Turns completions on or off for the language of the active editor. */
export async function toggleCompletionsForLanguage(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const reason = getToggleUnavailableReason(document);
  if (reason !== undefined) showMessage(reason);
  else if (document !== undefined) await toggleLanguage(document);
}

/** Turns completions on or off for the workspace that is open. */
export async function toggleCompletionsForWorkspace(): Promise<void> {
  if (vscode.workspace.name !== undefined) await toggleWorkspace();
  else showMessage('Open the folder or workspace that completions are to be turned on or off for.');
}

function showMessage(message: string): void {
  void vscode.window.showInformationMessage(message);
}
