import * as vscode from 'vscode';
import { hasAutomaticCompletions } from '../configuration/completionScope.ts';
import { getCompletionSettings } from '../configuration/settings.ts';
import type { FeatureContext } from '../featureContext.ts';
import type { InlineCompletionFeature } from '../inlineCompletion/registerInlineCompletion.ts';
import type { SnoozeFeature } from '../inlineCompletion/registerSnooze.ts';
import { showMenu } from './menu.ts';
import type { MenuState } from './menuEntries.ts';
import { StatusBarItem } from './statusBarItem.ts';
import { createStatusText, type CompletionSwitch } from './statusText.ts';

/** Registers the status bar item and its menu. */
export function registerStatusBar(
  { engine }: FeatureContext,
  snooze: SnoozeFeature,
  completions: InlineCompletionFeature,
): vscode.Disposable {
  const item = new StatusBarItem();
  const update = () => {
    const { isWaitingForPause, lastCompletion } = completions;
    const switchState = { ...getCompletionSwitch(snooze), isWaitingForPause };
    item.show(engine.status, switchState, lastCompletion?.result);
  };
  update();
  return vscode.Disposable.from(
    item,
    engine.onDidChangeStatus(update),
    completions.onDidComplete(update),
    snooze.onDidChange(update),
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidChangeConfiguration(update),
    vscode.commands.registerCommand('tramontane.showMenu', () => {
      const { label } = createStatusText(engine.status, getCompletionSwitch(snooze), undefined);
      return showMenu(getMenuState(snooze), label);
    }),
  );
}

function getCompletionSwitch(snooze: SnoozeFeature): CompletionSwitch {
  const { disabledScope } = getCompletionSettings(getActiveDocument());
  return { disabledScope, snoozedUntil: formatSnoozeEnd(snooze.untilMs) };
}

/** Formats the end of a snooze: `14:05`, or `the next start`. */
function formatSnoozeEnd(untilMs: number | undefined): string | undefined {
  if (untilMs === undefined) return undefined;
  if (untilMs === Infinity) return 'the next start';
  return new Intl.DateTimeFormat(vscode.env.language, { timeStyle: 'short' }).format(untilMs);
}

function getMenuState(snooze: SnoozeFeature): MenuState {
  return {
    enabled: getCompletionSettings().enabled,
    isSnoozed: snooze.untilMs !== undefined,
    language: getToggleableLanguage(getActiveDocument()),
    hasWorkspace: vscode.workspace.name !== undefined,
  };
}

/** Returns the language of a document, if a switch has an effect there. */
function getToggleableLanguage(document?: vscode.TextDocument): MenuState['language'] {
  if (document === undefined || !hasAutomaticCompletions(document)) return undefined;
  return { id: document.languageId, enabled: getCompletionSettings(document).enabled };
}

function getActiveDocument(): vscode.TextDocument | undefined {
  return vscode.window.activeTextEditor?.document;
}
