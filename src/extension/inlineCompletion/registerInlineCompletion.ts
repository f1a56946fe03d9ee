import * as vscode from 'vscode';
import type { Decision } from '../../completion/suggestion/decisionLog.ts';
import type { BatteryState } from '../battery/watchBattery.ts';
import { documentSelector } from '../configuration/documentSelector.ts';
import { toggleCompletions } from '../configuration/settings.ts';
import type { FeatureContext } from '../featureContext.ts';
import { DecisionDocument } from './decisionDocument.ts';
import { InlineCompletionProvider, type CompletionEvent } from './inlineCompletionProvider.ts';
import type { SnoozeFeature } from './registerSnooze.ts';
import { toggleCompletionsForLanguage, toggleCompletionsForWorkspace } from './toggleCommands.ts';

/** Inline completions, as other features and the tests see them. */
export interface InlineCompletionFeature {
  /** Event after each answer of the engine, with text or with a reason for none. */
  readonly onDidComplete: vscode.Event<CompletionEvent>;
  /** Last answer of the engine. */
  readonly lastCompletion: CompletionEvent | undefined;
  /** True while the engine is too slow to answer between keys, and requests wait for a pause. */
  readonly isWaitingForPause: boolean;
  /** Last decisions, the newest first. */
  readonly decisions: readonly Decision[];
  dispose(): void;
}

/** Registers the provider of ghost text and its commands, Explain Last Completion included. */
export function registerInlineCompletion(
  { engine, log }: FeatureContext,
  snooze: SnoozeFeature,
  battery: BatteryState,
): InlineCompletionFeature {
  const provider = new InlineCompletionProvider({
    engine,
    log,
    isSnoozed: () => snooze.untilMs !== undefined,
    isOnBattery: () => battery.isOnBattery(),
  });
  let lastCompletion: CompletionEvent | undefined;
  const registrations = vscode.Disposable.from(
    provider,
    vscode.languages.registerInlineCompletionItemProvider([...documentSelector], provider),
    provider.onDidComplete((event) => {
      lastCompletion = event;
    }),
    engine.onDidChangeStatus(({ kind }) => {
      if (kind === 'loading') provider.clearSuggestions();
    }),
    registerCommands(provider),
  );
  return {
    onDidComplete: provider.onDidComplete,
    get lastCompletion() {
      return lastCompletion;
    },
    get isWaitingForPause() {
      return provider.isWaitingForPause;
    },
    get decisions() {
      return provider.decisions;
    },
    dispose: () => {
      registrations.dispose();
    },
  };
}

function registerCommands(provider: InlineCompletionProvider): vscode.Disposable {
  const decisions = new DecisionDocument(() => provider.decisions);
  return vscode.Disposable.from(
    decisions,
    vscode.commands.registerCommand('tramontane.triggerCompletion', () => provider.trigger()),
    vscode.commands.registerCommand('tramontane.showNextCompletion', () => provider.showNext()),
    vscode.commands.registerCommand('tramontane.dismissCompletion', () => provider.dismiss()),
    vscode.commands.registerCommand('tramontane.explainLastCompletion', () => decisions.show()),
    vscode.commands.registerCommand('tramontane.toggleCompletions', toggleCompletions),
    vscode.commands.registerCommand(
      'tramontane.toggleCompletionsForLanguage',
      toggleCompletionsForLanguage,
    ),
    vscode.commands.registerCommand(
      'tramontane.toggleCompletionsForWorkspace',
      toggleCompletionsForWorkspace,
    ),
  );
}
