import * as vscode from 'vscode';
import { menuEntries, type MenuSituation } from './menuEntries.ts';

/** Shows the menu of the status bar item and runs the chosen command. */
export async function showMenu(situation: MenuSituation, headline: string): Promise<void> {
  const chosen = await vscode.window.showQuickPick(menuEntries(situation), {
    title: 'Tramontane',
    placeHolder: headline,
  });
  if (chosen) await vscode.commands.executeCommand(chosen.command, ...(chosen.arguments ?? []));
}
