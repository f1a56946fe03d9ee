import * as vscode from 'vscode';

interface MenuEntry extends vscode.QuickPickItem {
  readonly command: string;
  readonly arguments?: readonly unknown[];
}

/** What a click on the status bar item offers. */
export async function showMenu(completionsEnabled: boolean, headline: string): Promise<void> {
  const entries: readonly MenuEntry[] = [
    {
      label: completionsEnabled
        ? '$(circle-slash) Turn completions off'
        : '$(sparkle) Turn completions on',
      command: 'tramontane.toggleCompletions',
    },
    { label: '$(comment-discussion) Open chat', command: 'tramontane.chat.focus' },
    { label: '$(graph) Show cache', command: 'tramontane.showCache' },
    { label: '$(package) Choose model…', command: 'tramontane.chooseModel' },
    { label: '$(debug-restart) Restart engine', command: 'tramontane.restartEngine' },
    {
      label: '$(gear) Settings',
      command: 'workbench.action.openSettings',
      arguments: ['@ext:tramontane.tramontane'],
    },
    { label: '$(output) Show log', command: 'tramontane.showLog' },
  ];
  const chosen = await vscode.window.showQuickPick(entries, {
    title: 'Tramontane',
    placeHolder: headline,
  });
  if (chosen) await vscode.commands.executeCommand(chosen.command, ...(chosen.arguments ?? []));
}
