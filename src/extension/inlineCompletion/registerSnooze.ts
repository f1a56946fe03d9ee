import * as vscode from 'vscode';
import { Snooze } from './snooze.ts';
import { snoozeCompletions } from './snoozeCommand.ts';

/** Snooze of automatic completions. */
export interface SnoozeFeature {
  /** End of the snooze, in ms since 1970; Infinity for a restart, undefined while there is none. */
  readonly untilMs: number | undefined;
  /** Event after a snooze begins or ends. */
  readonly onDidChange: vscode.Event<void>;
  dispose(): void;
}

/** Registers the commands that begin and end a snooze. */
export function registerSnooze(): SnoozeFeature {
  const changeEmitter = new vscode.EventEmitter<void>();
  const snooze = new Snooze(Date.now, () => {
    changeEmitter.fire();
  });
  const registrations = vscode.Disposable.from(
    snooze,
    changeEmitter,
    vscode.commands.registerCommand('tramontane.snoozeCompletions', () =>
      snoozeCompletions(snooze),
    ),
    vscode.commands.registerCommand('tramontane.resumeCompletions', () => {
      snooze.end();
    }),
  );
  return {
    get untilMs() {
      return snooze.untilMs;
    },
    onDidChange: changeEmitter.event,
    dispose: () => {
      registrations.dispose();
    },
  };
}
