import * as vscode from 'vscode';
import type { Snooze, SnoozeLength } from './snooze.ts';

const minuteMs = 60_000;

const lengths: readonly (vscode.QuickPickItem & { readonly length: SnoozeLength })[] = [
  { label: '5 minutes', length: 5 * minuteMs },
  { label: '1 hour', length: 60 * minuteMs },
  { label: 'Until restart', length: 'untilRestart' },
];

/** Asks the user for the length of a snooze, then begins it. */
export async function snoozeCompletions(snooze: Snooze): Promise<void> {
  const chosen = await vscode.window.showQuickPick(lengths, {
    title: 'Snooze completions',
    placeHolder: 'Completions come on request only (Alt+\\). For how long?',
  });
  if (chosen) snooze.begin(chosen.length);
}
