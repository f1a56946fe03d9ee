import * as vscode from 'vscode';
import { pathInWorkspace } from '../display/pathInWorkspace.ts';
import { openDocument } from './openDocument.ts';
import { largestSource, SourceGate } from './sourceGate.ts';
import type { Problem, Sources } from './sources.ts';

/** Returns the sources of VS Code's workspace as they are now, for one round. */
export function workspaceSources(): Sources {
  const opened = openedUris();
  const folders = (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => uri.fsPath);
  const gate = new SourceGate({ folders, opened });
  return {
    documents: vscode.workspace.textDocuments
      .filter((document) => !document.isClosed && opened.has(document.uri.toString()))
      .toReversed(),
    mayContribute: (uri) => gate.mayContribute(uri),
    pathOf: (uri) => pathInWorkspace(vscode.Uri.parse(uri.toString())),
    read: (uri) => read(vscode.Uri.parse(uri.toString())),
    problemsOf: (document) => problemsOf(vscode.Uri.parse(document.uri.toString())),
  };
}

/** Returns the URIs of the documents in all tabs, as strings. */
export function openedUris(): Set<string> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return new Set(
    tabs.flatMap(({ input }) => {
      if (input instanceof vscode.TabInputText) return [input.uri.toString()];
      if (input instanceof vscode.TabInputTextDiff) return [input.modified.toString()];
      return [];
    }),
  );
}

async function read(uri: vscode.Uri): Promise<string | undefined> {
  const open = openDocument(uri.toString());
  if (open !== undefined) return open.getText();
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > 4 * largestSource) return undefined;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    // The file was deleted or never existed, so it contributes nothing.
    return undefined;
  }
}

function problemsOf(uri: vscode.Uri): Problem[] {
  return vscode.languages.getDiagnostics(uri).flatMap(({ severity, range, message }) => {
    if (severity > vscode.DiagnosticSeverity.Warning) return [];
    const isError = severity === vscode.DiagnosticSeverity.Error;
    const lines = { start: range.start.line, end: range.end.line };
    return [{ severity: isError ? 'error' : 'warning', ...lines, message }];
  });
}
