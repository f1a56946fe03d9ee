import * as vscode from 'vscode';
import { splitLines } from '../../completion/text/lines.ts';
import type { ContextParams } from '../../engine/protocol.ts';
import type { StatusSource } from '../engineHost/engineSettled.ts';
import { contextSettings } from '../configuration/settings.ts';
import { comesByItself } from '../configuration/whereToComplete.ts';
import { ContextGatherer } from './contextGatherer.ts';
import { ContextTeller } from './contextTeller.ts';
import { declarationsAt } from './declarationsAt.ts';
import { notebookPieces } from './notebookPieces.ts';
import type { Focus } from './sources.ts';
import { openedUris, workspaceSources } from './workspaceSources.ts';

/** Dependencies of `followContext`. */
export interface FollowedBy {
  readonly engine: StatusSource & { tellContext(params: ContextParams): void };
  readonly log: Pick<vscode.LogOutputChannel, 'warn'>;
}

/** Follows the user's actions in the window and sends the engine the context of the cursor. */
export function followContext({ engine, log }: FollowedBy): ContextTeller {
  const changed = new vscode.EventEmitter<void>();
  const closed = new vscode.EventEmitter<string>();
  const revoked = new vscode.EventEmitter<void>();
  const gatherer = new ContextGatherer({
    ask: declarationsAt,
    onLateAnswer: () => {
      changed.fire();
    },
  });
  const ignoreFiles = vscode.workspace.createFileSystemWatcher('**/{.gitignore,.git/info/exclude}');
  const revoke = () => {
    revoked.fire();
  };
  const change = () => {
    changed.fire();
  };
  let opened = openedUris();
  const tabsChanged = () => {
    opened = openedUris();
    changed.fire();
  };
  let line: number | undefined;
  return new ContextTeller({
    engine,
    focus: focusOf,
    settings: contextSettings,
    atHand: notebookPieces,
    gather: (focus, signal) => gatherer.gather(focus, workspaceSources(), signal),
    onDidChange: changed.event,
    onDidClose: closed.event,
    onDidRevoke: revoked.event,
    onFailure: (error) => {
      log.warn(`The context of a file could not be gathered: ${nameOf(error)}.`);
    },
    belongings: [
      changed,
      closed,
      revoked,
      ignoreFiles,
      ignoreFiles.onDidChange(revoke),
      ignoreFiles.onDidCreate(revoke),
      ignoreFiles.onDidDelete(revoke),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('tramontane.context')) revoke();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(revoke),
      vscode.window.onDidChangeActiveTextEditor(change),
      vscode.window.tabGroups.onDidChangeTabs(tabsChanged),
      // VS Code reports the tabs of a group that is opened or closed by this event only.
      vscode.window.tabGroups.onDidChangeTabGroups(tabsChanged),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        const now = textEditor.selection.active.line;
        if (textEditor === vscode.window.activeTextEditor && now !== line) change();
        line = now;
      }),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        const active = vscode.window.activeTextEditor?.document.uri.toString();
        if (uris.some((uri) => uri.toString() === active)) change();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0 || !comesByItself(document)) return;
        const uri = document.uri.toString();
        // A document without a tab is edited by programs, not by the user.
        if (opened.has(uri)) {
          for (const { range, text } of contentChanges) {
            const lineEnds = splitLines(text).length - 1;
            gatherer.edited(uri, { start: range.start.line, end: range.end.line, lineEnds });
          }
        }
        change();
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        const uri = document.uri.toString();
        gatherer.closed(uri);
        closed.fire(uri);
      }),
    ],
  });
}

/**
 * Returns the cursor position, in documents of a kind with automatic completions. Ignores switches
 * and snoozes, so that completions invoked by the user have the same context.
 */
function focusOf(): Focus | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !comesByItself(editor.document)) return undefined;
  const { document, selection } = editor;
  return {
    document,
    offset: document.offsetAt(selection.active),
    line: selection.active.line,
    cellsAbove: cellsAbove(document),
  };
}

function cellsAbove(document: vscode.TextDocument): Focus['cellsAbove'] {
  if (document.uri.scheme !== 'vscode-notebook-cell') return [];
  for (const notebook of vscode.workspace.notebookDocuments) {
    const cells = notebook.getCells();
    const index = cells.findIndex((cell) => cell.document === document);
    if (index < 0) continue;
    return cells.slice(0, index).map((cell) => ({
      isCode: cell.kind === vscode.NotebookCellKind.Code,
      text: cell.document.getText(),
    }));
  }
  return [];
}

/** Returns the name of an error without its message, which may quote code. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
