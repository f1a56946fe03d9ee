import * as vscode from 'vscode';
import { menuEntries, type MenuSituation } from './menuEntries.ts';

/** Shows what a click on the status bar item offers, and does what is chosen. */
export async function showMenu(situation: MenuSituation, headline: string): Promise<void> {
  const chosen = await vscode.window.showQuickPick(menuEntries(situation), {
    title: 'Tramontane',
    placeHolder: headline,
  });
  if (chosen) await vscode.commands.executeCommand(chosen.command, ...(chosen.arguments ?? []));
}
