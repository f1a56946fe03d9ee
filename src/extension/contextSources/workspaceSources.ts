import * as vscode from 'vscode';
import { toWorkspacePath } from '../display/workspacePath.ts';
import { findOpenDocument } from './findOpenDocument.ts';
import { maxSourceLength, SourceFilter } from './sourceFilter.ts';
import type { Problem, Sources } from './sources.ts';

/** Returns the sources of VS Code's workspace as they are now, for one round. */
export function createWorkspaceSources(): Sources {
  const openUris = getOpenUris();
  const folders = (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => uri.fsPath);
  const filter = new SourceFilter({ folders, openUris });
  return {
    documents: vscode.workspace.textDocuments
      .filter((document) => !document.isClosed && openUris.has(document.uri.toString()))
      .toReversed(),
    mayContribute: (uri) => filter.mayContribute(uri),
    getPromptPath: (uri) => toWorkspacePath(vscode.Uri.parse(uri.toString())),
    read: (uri) => readText(vscode.Uri.parse(uri.toString())),
    getProblems: (document) => getProblems(vscode.Uri.parse(document.uri.toString())),
  };
}

/** Returns the URIs of the documents in all tabs, as strings. */
export function getOpenUris(): Set<string> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return new Set(
    tabs.flatMap(({ input }) => {
      if (input instanceof vscode.TabInputText) return [input.uri.toString()];
      if (input instanceof vscode.TabInputTextDiff) return [input.modified.toString()];
      return [];
    }),
  );
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  const openDocument = findOpenDocument(uri.toString());
  if (openDocument !== undefined) return openDocument.getText();
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > 4 * maxSourceLength) return undefined;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    // The file was deleted or never existed, so it contributes nothing.
    return undefined;
  }
}

function getProblems(uri: vscode.Uri): Problem[] {
  return vscode.languages.getDiagnostics(uri).flatMap(({ severity, range, message }) => {
    if (severity > vscode.DiagnosticSeverity.Warning) return [];
    const isError = severity === vscode.DiagnosticSeverity.Error;
    const lines = { start: range.start.line, end: range.end.line };
    return [{ severity: isError ? 'error' : 'warning', ...lines, message }];
  });
}
