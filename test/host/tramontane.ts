import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestApi } from '../../src/extension/testApi.ts';

/** Identifier of the extension in VS Code. */
export const extensionId = 'tramontane.tramontane';

/** Activates the extension if necessary, and returns its API for tests. */
export async function activateTramontane(): Promise<TestApi> {
  const extension = vscode.extensions.getExtension<TestApi | undefined>(extensionId);
  assert.ok(extension, `VS Code must know the extension ${extensionId}.`);
  const api = await extension.activate();
  assert.ok(api, 'VS Code must run the extension in test mode.');
  return api;
}

/** Waits until the engine is ready. */
export async function waitUntilReady(api: TestApi): Promise<void> {
  await waitUntil('the engine to get ready', () => api.getState().kind === 'ready', 45_000);
}

/** Opens a file of the sample workspace with the cursor where `find` ends in it. */
export async function openFileAt(file: string, precedingText: string): Promise<vscode.TextEditor> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'The sample workspace must be open.');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, file));
  const editor = await vscode.window.showTextDocument(document);
  const offset = document.getText().indexOf(precedingText);
  assert.notEqual(offset, -1, `${file} must contain "${precedingText}".`);
  const position = document.positionAt(offset + precedingText.length);
  editor.selection = new vscode.Selection(position, position);
  return editor;
}

/** Waits for a time in ms. */
export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Polls until something is true; fails after the deadline, in milliseconds. */
export async function waitUntil(
  condition: string,
  isMet: () => boolean | Promise<boolean>,
  deadlineMs = 20_000,
): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await isMet())) {
    assert.ok(Date.now() < end, `Waited ${deadlineMs / 1000} s without success for ${condition}.`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/**
 * Requests completions until the engine answers with a text for this document, and returns it. At first
 * one request isn't enough: VS Code creates the part of an editor for completions when it is idle.
 */
export async function requestCompletion(
  api: TestApi,
  document: vscode.TextDocument,
): Promise<string> {
  const before = api.getLastCompletion();
  let text = '';
  await waitUntil('a completion from the engine', async () => {
    await vscode.commands.executeCommand('tramontane.triggerCompletion');
    const last = api.getLastCompletion();
    if (last === before || last?.uri.toString() !== document.uri.toString()) return false;
    if (last.result.kind === 'text') text = last.result.text;
    return text !== '';
  });
  return text;
}

/** Closes all editors, without a question about unsaved changes that no one could answer. */
export async function closeEditors(): Promise<void> {
  while (vscode.window.activeTextEditor !== undefined) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
}
