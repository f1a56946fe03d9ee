import * as vscode from 'vscode';
import { createMenuEntries, type MenuState } from './menuEntries.ts';

/** Shows the menu of the status bar item and runs the chosen command. */
export async function showMenu(state: MenuState, headline: string): Promise<void> {
  const chosen = await vscode.window.showQuickPick(createMenuEntries(state), {
    title: 'Tramontane',
    placeHolder: headline,
  });
  if (chosen) await vscode.commands.executeCommand(chosen.command, ...(chosen.arguments ?? []));
}
