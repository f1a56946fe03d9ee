import * as vscode from 'vscode';
import { DecisionLog } from '../../completion/suggestion/decisionLog.ts';
import { RequestDelay } from '../../completion/suggestion/requestDelay.ts';
import { SuggestionCache } from '../../completion/suggestion/suggestionCache.ts';
import type { CompleteResult, SelectedEntry } from '../../engine/protocol.ts';
import { pathInWorkspace } from '../display/pathInWorkspace.ts';
import { completionSettings } from '../configuration/settings.ts';
import { Completer, type CompletionEngine, type GhostText } from './completer.ts';
import type { Occasion } from './occasion.ts';
import { OfferWatch } from './offerWatch.ts';
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
const acceptedCommand = '_tramontane.completionAccepted';

/** Command that makes VS Code request ghost text at the cursor. */
const triggerCommand = 'editor.action.inlineSuggest.trigger';

/** Provides ghost text through the VS Code API. The completer decides what is shown and when. */
export class InlineCompletionProvider
  implements vscode.InlineCompletionItemProvider, vscode.Disposable
{
  readonly #decisions = new DecisionLog();
  readonly #delay = new RequestDelay();
  readonly #completer: Completer;
  readonly #watch: OfferWatch;
  readonly #growth: SuggestionGrowth;
  readonly #completed = new vscode.EventEmitter<CompletionEvent>();
  readonly #moves = new vscode.EventEmitter<{ uri: string; offset: number }>();
  readonly #disposables: readonly { dispose(): unknown }[];

  constructor({ engine, log, isSnoozed, isOnBattery }: InlineCompletionProviderParts) {
    const learned = {
      cache: new SuggestionCache(),
      delay: this.#delay,
      decisions: this.#decisions,
      now: Date.now,
    };
    this.#watch = new OfferWatch({
      ...learned,
      onDidChangeText: vscode.workspace.onDidChangeTextDocument,
      onDidMoveCursor: this.#moves.event,
    });
    const shared = {
      ...{ ...learned, engine, watch: this.#watch },
      answered: (uri: string, result: CompleteResult) => {
        this.#completed.fire({ uri: vscode.Uri.parse(uri), result });
      },
      debug: (message: string) => {
        log.debug(message);
      },
    };
    this.#growth = new SuggestionGrowth({
      ...shared,
      newCancellation: () => new vscode.CancellationTokenSource(),
      refresh,
    });
    this.#completer = new Completer({ ...shared, growth: this.#growth, isSnoozed, isOnBattery });
    this.#disposables = [
      this.#completed,
      this.#moves,
      this.#watch,
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        // In another editor the cursor moves along when text above it grows.
        if (textEditor !== vscode.window.activeTextEditor) return;
        const { document, selection } = textEditor;
        const offset = document.offsetAt(selection.active);
        this.#moves.fire({ uri: document.uri.toString(), offset });
        if (this.#watch.shown === undefined) this.#growth.cancel();
      }),
      vscode.commands.registerCommand(acceptedCommand, (decision: number) => {
        this.#watch.acceptedWhole(decision);
      }),
    ];
  }

  /** Event after each answer of the engine, with text or with a reason for none. */
  readonly onDidComplete = this.#completed.event;

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
    const occasion: Occasion = {
      document,
      position,
      file: pathInWorkspace(document.uri),
      invoked:
        context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke &&
        !this.#growth.isRefreshing,
      selected: selectedEntry(context, position),
      settings: completionSettings(document),
      ...editorOf(document),
    };
    const ghosts = this.#completer.complete(occasion, token);
    const items = (texts: GhostText[]) => texts.map((ghost) => itemOf(ghost, position.line));
    return ghosts instanceof Promise ? ghosts.then(items) : items(ghosts);
  }

  /** Requests a completion at the cursor, invoked by the user. */
  async trigger(): Promise<void> {
    await this.#completer.byCommand(() => vscode.commands.executeCommand(triggerCommand));
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
    this.#watch.dismissed();
    await vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
  }

  /** Discards all suggestions: another model gives other answers. */
  forget(): void {
    this.#completer.forget();
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

function editorOf(document: vscode.TextDocument): {
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
function selectedEntry(
  { selectedCompletionInfo: info }: vscode.InlineCompletionContext,
  position: vscode.Position,
): SelectedEntry | undefined {
  if (info?.range.start.line !== position.line) return undefined;
  return { text: info.text, start: Math.min(info.range.start.character, position.character) };
}

function itemOf({ text, start, end, decision }: GhostText, line: number) {
  return new vscode.InlineCompletionItem(text, new vscode.Range(line, start, line, end), {
    command: acceptedCommand,
    title: 'Accepted',
    arguments: [decision],
  });
}
