import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TramontaneApi } from '../../../src/extension/api.ts';
import {
  activateTramontane,
  closeEditors,
  eventually,
  openAt,
  waitUntilReady,
} from '../tramontane.ts';

describe('the cursor in VS Code', () => {
  let api: TramontaneApi;

  before(async () => {
    api = await activateTramontane();
    await waitUntilReady(api);
  });

  afterEach(closeEditors);

  it('is told to the engine where the person goes to, and not where typing moves it', async () => {
    const editor = await openAt('src/cart.ts', 'countItems(): number {');
    // Opening an editor and selecting in it are two events: each may be reported.
    await eventually('the last report', isQuietFor(400));
    assert.ok(isTold(editor));

    const told = api.cursorTold();
    await vscode.commands.executeCommand('type', { text: 'x' });
    await vscode.commands.executeCommand('type', { text: 'y' });
    assert.equal(editor.document.lineAt(editor.selection.active).text.endsWith('{xy'), true);
    // Long enough to be reported, had it been taken for a move.
    await eventually('no more reports', isQuietFor(400));
    assert.deepEqual(api.cursorTold(), told);

    await vscode.commands.executeCommand('cursorMove', { to: 'up', value: 3 });
    await eventually('the engine to hear of the move', () => isTold(editor));
  });

  it('is told in an editor that one comes back to', async () => {
    const cart = await openAt('src/cart.ts', 'totalPrice(): number {');
    await eventually('the first', () => isTold(cart));
    const shapes = await openAt('lib/shapes.py', 'class');
    await eventually('the second', () => isTold(shapes));
    const back = await vscode.window.showTextDocument(cart.document);
    await eventually('the first again', () => isTold(back));
  });

  it('is told again to an engine that was restarted', async () => {
    const editor = await openAt('src/cart.ts', 'totalPrice(): number {');
    await eventually('the engine to hear of it', () => isTold(editor));
    const told = api.cursorTold();
    await vscode.commands.executeCommand('tramontane.restartEngine');
    await waitUntilReady(api);
    await eventually('the new engine to hear of it', () => api.cursorTold() !== told);
    assert.ok(isTold(editor));
  });

  /** @returns whether a cursor was reported, and no other one within a time in ms. */
  function isQuietFor(ms: number): () => boolean {
    let last = api.cursorTold();
    let sinceMs = performance.now();
    return () => {
      const told = api.cursorTold();
      if (told !== last) sinceMs = performance.now();
      last = told;
      return told !== undefined && performance.now() - sinceMs >= ms;
    };
  }

  function isTold({ document, selection }: vscode.TextEditor): boolean {
    const told = api.cursorTold();
    return (
      told?.textDocument.uri === document.uri.toString() &&
      told.textDocument.version === document.version &&
      told.position.line === selection.active.line &&
      told.position.character === selection.active.character
    );
  }
});
