import * as vscode from 'vscode';
import { RecentSuggestions } from '../../completion/request/recentSuggestions.ts';
import { refusalOf } from '../../completion/request/trigger.ts';
import type { CompleteParams, CompleteResult } from '../../engine/protocol.ts';
import { completionSettings } from '../settings.ts';
import { restOf } from './debounce.ts';

/** What the provider needs of the engine. */
export interface CompletionEngine {
  complete(params: CompleteParams, token: vscode.CancellationToken): Promise<CompleteResult>;
}

/** A result with the document that it was made for. */
export interface CompletionEvent {
  readonly uri: vscode.Uri;
  readonly result: CompleteResult;
}

/**
 * Ghost text: on a keystroke decides whether to ask, answers from recent suggestions what was
 * typed into them, waits for the keyboard to rest, and asks the engine. Failures go to the log:
 * nothing pops up because of a keystroke.
 */
export class InlineCompletionProvider
  implements vscode.InlineCompletionItemProvider, vscode.Disposable
{
  readonly #engine: CompletionEngine;
  readonly #log: vscode.LogOutputChannel;
  readonly #recent = new Map<string, RecentSuggestions>();
  readonly #completed = new vscode.EventEmitter<CompletionEvent>();
  readonly #closed: vscode.Disposable;

  constructor(engine: CompletionEngine, log: vscode.LogOutputChannel) {
    this.#engine = engine;
    this.#log = log;
    this.#closed = vscode.workspace.onDidCloseTextDocument((document) => {
      this.#recent.delete(document.uri.toString());
    });
  }

  /** The engine answered a request, with text or with a reason for none. */
  readonly onDidComplete = this.#completed.event;

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const settings = completionSettings(document);
    const invoked = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    const refusal = refusalOf({
      enabled: settings.enabled,
      invoked,
      lineAfter: document.lineAt(position).text.slice(position.character),
      ...editorOf(document),
    });
    if (refusal !== undefined) {
      this.#log.trace(`No completion: ${refusal}.`);
      return [];
    }
    const text = document.getText();
    const offset = document.offsetAt(position);
    const around = { prefix: text.slice(0, offset), suffix: text.slice(offset) };
    const recent = this.#recentOf(document);
    const known = recent.remainderFor(around.prefix, around.suffix);
    if (known !== undefined) return itemsFor(known, document, position, context);

    if (!invoked && !(await restOf(settings.debounceMs, token))) return [];
    const result = await this.#ask(document, position, settings, token);
    if (result?.kind !== 'text') return [];
    // Kept also when the person typed on: the next request may find it.
    recent.add({ ...around, text: result.text });
    return token.isCancellationRequested ? [] : itemsFor(result.text, document, position, context);
  }

  /** Forgets all suggestions: another model has other answers. */
  forget(): void {
    this.#recent.clear();
  }

  dispose(): void {
    this.#closed.dispose();
    this.#completed.dispose();
  }

  async #ask(
    document: vscode.TextDocument,
    position: vscode.Position,
    settings: { readonly lines: 'auto' | 'single'; readonly maxTokens: number },
    token: vscode.CancellationToken,
  ): Promise<CompleteResult | undefined> {
    try {
      const result = await this.#engine.complete(
        {
          textDocument: { uri: document.uri.toString(), version: document.version },
          position: { line: position.line, character: position.character },
          lines: settings.lines,
          maxTokens: settings.maxTokens,
        },
        token,
      );
      this.#completed.fire({ uri: document.uri, result });
      return result;
    } catch (error) {
      this.#log.debug(`No completion: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  #recentOf(document: vscode.TextDocument): RecentSuggestions {
    const uri = document.uri.toString();
    const recent = this.#recent.get(uri) ?? new RecentSuggestions();
    this.#recent.set(uri, recent);
    return recent;
  }
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

/**
 * The item that VS Code shows. While an entry of the suggest widget is selected, VS Code shows
 * ghost text only where it begins with that entry.
 */
function itemsFor(
  text: string,
  document: vscode.TextDocument,
  position: vscode.Position,
  context: vscode.InlineCompletionContext,
): vscode.InlineCompletionItem[] {
  const selected = context.selectedCompletionInfo;
  const range = new vscode.Range(selected?.range.start ?? position, position);
  const whole = document.getText(range) + text;
  if (selected !== undefined && !whole.startsWith(selected.text)) return [];
  return [new vscode.InlineCompletionItem(whole, range)];
}
