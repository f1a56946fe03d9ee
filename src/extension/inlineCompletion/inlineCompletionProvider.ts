import * as vscode from 'vscode';
import { DecisionLog } from '../../completion/suggestion/decisionLog.ts';
import { RequestDelay } from '../../completion/suggestion/requestDelay.ts';
import { SuggestionCache } from '../../completion/suggestion/suggestionCache.ts';
import type { CompleteResult, SelectedCompletion } from '../../engine/protocol.ts';
import { toWorkspacePath } from '../display/workspacePath.ts';
import { getCompletionSettings } from '../configuration/settings.ts';
import { Completer } from './completer.ts';
import type { CompletionEngine } from './completionEngine.ts';
import type { GhostText } from './ghostText.ts';
import type { InlineCompletionRequest } from './inlineCompletionRequest.ts';
import { SuggestionLifecycle } from './suggestionLifecycle.ts';
import { SuggestionGrowth } from './suggestionGrowth.ts';

/** Result with the document that it was generated for. */
export interface CompletionEvent {
  readonly uri: vscode.Uri;
  readonly result: CompleteResult;
}

/** Dependencies of the provider. */
export interface InlineCompletionProviderParts {
  readonly engine: CompletionEngine;
  readonly log: vscode.LogOutputChannel;
  readonly isSnoozed: () => boolean;
  readonly isOnBattery: () => boolean;
}

/** Internal command that VS Code runs after a whole suggestion was accepted. */
const acceptanceCommand = '_tramontane.completionAccepted';

/** Command that makes VS Code request ghost text at the cursor. */
const triggerCommand = 'editor.action.inlineSuggest.trigger';

/** Provides ghost text through the VS Code API. The completer decides what is shown and when. */
export class InlineCompletionProvider
  implements vscode.InlineCompletionItemProvider, vscode.Disposable
{
  readonly #decisions = new DecisionLog();
  readonly #delay = new RequestDelay();
  readonly #completer: Completer;
  readonly #lifecycle: SuggestionLifecycle;
  readonly #growth: SuggestionGrowth;
  readonly #completionEmitter = new vscode.EventEmitter<CompletionEvent>();
  readonly #moveEmitter = new vscode.EventEmitter<{ uri: string; offset: number }>();
  readonly #disposables: readonly { dispose(): unknown }[];

  constructor({ engine, log, isSnoozed, isOnBattery }: InlineCompletionProviderParts) {
    const sharedState = {
      cache: new SuggestionCache(),
      delay: this.#delay,
      decisions: this.#decisions,
      now: Date.now,
    };
    this.#lifecycle = new SuggestionLifecycle({
      ...sharedState,
      onDidChangeText: vscode.workspace.onDidChangeTextDocument,
      onDidMoveCursor: this.#moveEmitter.event,
    });
    const sharedParts = {
      ...{ ...sharedState, engine, lifecycle: this.#lifecycle },
      onResult: (uri: string, result: CompleteResult) => {
        this.#completionEmitter.fire({ uri: vscode.Uri.parse(uri), result });
      },
      debug: (message: string) => {
        log.debug(message);
      },
    };
    this.#growth = new SuggestionGrowth({
      ...sharedParts,
      createCancellation: () => new vscode.CancellationTokenSource(),
      refresh,
    });
    this.#completer = new Completer({
      ...sharedParts,
      growth: this.#growth,
      isSnoozed,
      isOnBattery,
    });
    this.#disposables = [
      this.#completionEmitter,
      this.#moveEmitter,
      this.#lifecycle,
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        // In another editor the cursor moves along when text above it grows.
        if (textEditor !== vscode.window.activeTextEditor) return;
        const { document, selection } = textEditor;
        const offset = document.offsetAt(selection.active);
        this.#moveEmitter.fire({ uri: document.uri.toString(), offset });
        if (this.#lifecycle.shownSuggestion === undefined) this.#growth.cancel();
      }),
      vscode.commands.registerCommand(acceptanceCommand, (decision: number) => {
        this.#lifecycle.recordFullAcceptance(decision);
      }),
    ];
  }

  /** Event after each answer of the engine, with text or with a reason for none. */
  readonly onDidComplete = this.#completionEmitter.event;

  /** True while the engine is too slow to answer between keys, and requests wait for a pause. */
  get isWaitingForPause(): boolean {
    return this.#delay.isWaitingForPause;
  }

  /** Last decisions, the newest first. */
  get decisions() {
    return this.#decisions.decisions;
  }

  provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): vscode.InlineCompletionItem[] | Promise<vscode.InlineCompletionItem[]> {
    const request: InlineCompletionRequest = {
      document,
      position,
      file: toWorkspacePath(document.uri),
      invoked:
        context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke &&
        !this.#growth.isRefreshing,
      selectedEntry: getSelectedEntry(context, position),
      settings: getCompletionSettings(document),
      ...getSelectionState(document),
    };
    const ghosts = this.#completer.complete(request, token);
    const toItems = (texts: GhostText[]) =>
      texts.map((ghost) => toInlineCompletionItem(ghost, position.line));
    return ghosts instanceof Promise ? ghosts.then(toItems) : toItems(ghosts);
  }

  /** Requests a completion at the cursor, invoked by the user. */
  async trigger(): Promise<void> {
    await this.#completer.runTriggerCommand(() => vscode.commands.executeCommand(triggerCommand));
  }

  /** Shows the next alternative. */
  async showNext(): Promise<void> {
    if (this.#completer.isWithoutAlternatives) {
      await vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
      await vscode.commands.executeCommand(triggerCommand);
    }
    await vscode.commands.executeCommand('editor.action.inlineSuggest.showNext');
  }

  /** Dismisses the shown suggestion. It isn't suggested again at this position. */
  async dismiss(): Promise<void> {
    this.#growth.cancel();
    this.#lifecycle.recordDismissal();
    await vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
  }

  /** Discards all suggestions: another model gives other answers. */
  clearSuggestions(): void {
    this.#completer.clearSuggestions();
  }

  dispose(): void {
    this.#growth.cancel();
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

/** Requests ghost text again if a document is active. VS Code's command acts in the active editor. */
async function refresh(uri: string): Promise<void> {
  if (vscode.window.activeTextEditor?.document.uri.toString() !== uri) return;
  await vscode.commands.executeCommand(triggerCommand);
}

function getSelectionState(document: vscode.TextDocument): {
  readonly cursors: number;
  readonly hasSelection: boolean;
} {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document !== document) return { cursors: 1, hasSelection: false };
  return {
    cursors: editor.selections.length,
    hasSelection: editor.selections.some((selection) => !selection.isEmpty),
  };
}

/** Returns the entry of the suggest widget that VS Code requires the ghost text to extend. */
function getSelectedEntry(
  { selectedCompletionInfo: info }: vscode.InlineCompletionContext,
  position: vscode.Position,
): SelectedCompletion | undefined {
  if (info?.range.start.line !== position.line) return undefined;
  return { text: info.text, start: Math.min(info.range.start.character, position.character) };
}

function toInlineCompletionItem({ text, start, end, decision }: GhostText, line: number) {
  return new vscode.InlineCompletionItem(text, new vscode.Range(line, start, line, end), {
    command: acceptanceCommand,
    title: 'Accepted',
    arguments: [decision],
  });
}
