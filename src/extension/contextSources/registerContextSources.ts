import * as vscode from 'vscode';
import { splitLines } from '../../completion/text/lines.ts';
import type { FeatureContext } from '../featureContext.ts';
import { getContextSettings } from '../configuration/settings.ts';
import { hasAutomaticCompletions } from '../configuration/completionScope.ts';
import { ContextGatherer } from './contextGatherer.ts';
import { ContextSender } from './contextSender.ts';
import { findDeclarations } from './findDeclarations.ts';
import { gatherNotebookPieces } from './notebookPieces.ts';
import type { CursorLocation } from './sources.ts';
import { getOpenUris, createWorkspaceSources } from './workspaceSources.ts';

/** Follows the user's actions in the window and sends the engine the context of the cursor. */
export function registerContextSources({ engine, log }: FeatureContext): ContextSender {
  const changeEmitter = new vscode.EventEmitter<void>();
  const closeEmitter = new vscode.EventEmitter<string>();
  const revokeEmitter = new vscode.EventEmitter<void>();
  const gatherer = new ContextGatherer({
    requestDeclarations: findDeclarations,
    onLateAnswer: () => {
      changeEmitter.fire();
    },
  });
  const ignoreFileWatcher = vscode.workspace.createFileSystemWatcher(
    '**/{.gitignore,.git/info/exclude}',
  );
  const fireRevoke = () => {
    revokeEmitter.fire();
  };
  const fireChange = () => {
    changeEmitter.fire();
  };
  let openUris = getOpenUris();
  const updateOpenUris = () => {
    openUris = getOpenUris();
    changeEmitter.fire();
  };
  let line: number | undefined;
  return new ContextSender({
    engine,
    getCursor: getCursorLocation,
    getSettings: getContextSettings,
    getImmediatePieces: gatherNotebookPieces,
    gather: (cursor, signal) => gatherer.gather(cursor, createWorkspaceSources(), signal),
    onDidChange: changeEmitter.event,
    onDidClose: closeEmitter.event,
    onDidRevoke: revokeEmitter.event,
    onFailure: (error) => {
      log.warn(`The context of a file could not be gathered: ${getErrorName(error)}.`);
    },
    disposables: [
      changeEmitter,
      closeEmitter,
      revokeEmitter,
      ignoreFileWatcher,
      ignoreFileWatcher.onDidChange(fireRevoke),
      ignoreFileWatcher.onDidCreate(fireRevoke),
      ignoreFileWatcher.onDidDelete(fireRevoke),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('tramontane.context')) fireRevoke();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(fireRevoke),
      vscode.window.onDidChangeActiveTextEditor(fireChange),
      vscode.window.tabGroups.onDidChangeTabs(updateOpenUris),
      // VS Code reports the tabs of a group that is opened or closed by this event only.
      vscode.window.tabGroups.onDidChangeTabGroups(updateOpenUris),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        const currentLine = textEditor.selection.active.line;
        if (textEditor === vscode.window.activeTextEditor && currentLine !== line) fireChange();
        line = currentLine;
      }),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        const active = vscode.window.activeTextEditor?.document.uri.toString();
        if (uris.some((uri) => uri.toString() === active)) fireChange();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0 || !hasAutomaticCompletions(document)) return;
        const uri = document.uri.toString();
        // A document without a tab is edited by programs, not by the user.
        if (openUris.has(uri)) {
          for (const { range, text } of contentChanges) {
            const lineEnds = splitLines(text).length - 1;
            gatherer.recordEdit(uri, { start: range.start.line, end: range.end.line, lineEnds });
          }
        }
        fireChange();
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        const uri = document.uri.toString();
        gatherer.removeDocument(uri);
        closeEmitter.fire(uri);
      }),
    ],
  });
}

/**
 * Returns the cursor position, in documents of a kind with automatic completions. Ignores switches
 * and snoozes, so that completions invoked by the user have the same context.
 */
function getCursorLocation(): CursorLocation | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !hasAutomaticCompletions(editor.document)) return undefined;
  const { document, selection } = editor;
  return {
    document,
    offset: document.offsetAt(selection.active),
    line: selection.active.line,
    cellsAbove: getCellsAbove(document),
  };
}

function getCellsAbove(document: vscode.TextDocument): CursorLocation['cellsAbove'] {
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
function getErrorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
