import * as vscode from 'vscode';
import { toggleLanguage, toggleWorkspace } from '../configuration/settings.ts';
import { whyNoSwitch } from './whyNoSwitch.ts';

/** Turns completions on or off for the language of the active editor. */
export async function switchLanguage(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const why = whyNoSwitch(document);
  if (why !== undefined) tell(why);
  else if (document !== undefined) await toggleLanguage(document);
}

/** Turns completions on or off for the workspace that is open. */
export async function switchWorkspace(): Promise<void> {
  if (vscode.workspace.name !== undefined) await toggleWorkspace();
  else tell('Open the folder or workspace that completions are to be turned on or off for.');
}

function tell(message: string): void {
  void vscode.window.showInformationMessage(message);
}
