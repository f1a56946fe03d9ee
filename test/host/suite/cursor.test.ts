import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestApi } from '../../../src/extension/testApi.ts';
import {
  activateTramontane,
  closeEditors,
  waitUntil,
  openFileAt,
  delay,
  waitUntilReady,
} from '../tramontane.ts';

describe('the cursor in VS Code', () => {
  let api: TestApi;

  before(async () => {
    api = await activateTramontane();
    await waitUntilReady(api);
  });

  afterEach(closeEditors);

  it('is sent to the engine when the user navigates, and not when typing moves it', async () => {
    const editor = await openFileAt('src/cart.ts', 'countItems(): number {');
    // Opening an editor and selecting in it are two events: each may be reported.
    await waitUntil('the last report', createQuietCheck(400));
    assert.ok(isCursorReported(editor));

    const reportedCursor = api.getSentCursor();
    await vscode.commands.executeCommand('type', { text: 'x' });
    await vscode.commands.executeCommand('type', { text: 'y' });
    assert.equal(editor.document.lineAt(editor.selection.active).text.endsWith('{xy'), true);
    // Long enough for a report, if it counted as a move.
    await waitUntil('no more reports', createQuietCheck(400));
    assert.deepEqual(api.getSentCursor(), reportedCursor);

    await vscode.commands.executeCommand('cursorMove', { to: 'up', value: 3 });
    await waitUntil('the engine to hear of the move', () => isCursorReported(editor));
  });

  it('is sent in an editor that becomes active again', async () => {
    const cart = await openFileAt('src/cart.ts', 'totalPrice(): number {');
    await waitUntil('the first', () => isCursorReported(cart));
    const shapes = await openFileAt('lib/shapes.py', 'class');
    await waitUntil('the second', () => isCursorReported(shapes));
    const back = await vscode.window.showTextDocument(cart.document);
    await waitUntil('the first again', () => isCursorReported(back));
  });

  it('is sent again to a restarted engine', async () => {
    const editor = await openFileAt('src/cart.ts', 'totalPrice(): number {');
    await waitUntil('the engine to hear of it', () => isCursorReported(editor));
    const reportedCursor = api.getSentCursor();
    await vscode.commands.executeCommand('tramontane.restartEngine');
    await waitUntilReady(api);
    await waitUntil('the new engine to hear of it', () => api.getSentCursor() !== reportedCursor);
    assert.ok(isCursorReported(editor));
  });

  it('costs a small window when it is placed, and nothing while completions are snoozed', async () => {
    const before = await countTokens();
    const editor = await openFileAt('src/inventory.ts', 'export');
    await waitUntil('the first report', () => isCursorReported(editor));
    await clickThrough(editor, true);
    await waitUntil('the model to be quiet', createIdleCheck(400));
    const evaluated = (await countTokens()) - before;
    assert.ok(evaluated > 0 && evaluated <= (clicks + 1) * 192, `${evaluated} tokens`);

    const chosen = vscode.commands.executeCommand('tramontane.snoozeCompletions');
    await waitUntil('the snooze', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return Promise.race([chosen.then(() => true), delay(50).then(() => false)]);
    });
    try {
      await vscode.window.showTextDocument(editor.document);
      const snoozed = await countTokens();
      await clickThrough(editor, false);
      await waitUntil('the model to be quiet', createIdleCheck(400));
      assert.equal(await countTokens(), snoozed);
    } finally {
      await vscode.commands.executeCommand('tramontane.resumeCompletions');
    }
  });

  const clicks = 8;

  /** Moves the cursor through places, and waits after each move until it is reported, or would be. */
  async function clickThrough(editor: vscode.TextEditor, isReported: boolean): Promise<void> {
    for (let click = 0; click < clicks; click++) {
      const to = click % 2 === 0 ? 'down' : 'up';
      await vscode.commands.executeCommand('cursorMove', { to, by: 'line', value: 5 + click });
      if (isReported) await waitUntil('the report of a click', () => isCursorReported(editor));
      else {
        const reportedCursor = api.getSentCursor();
        await waitUntil('no report of a click', createQuietCheck(200));
        assert.equal(api.getSentCursor(), reportedCursor);
      }
    }
  }

  async function countTokens(): Promise<number> {
    const { prompt, prefetch, repair, decode, speculative, discarded } = await api.getWorkCounts();
    return prompt + prefetch + repair + decode + speculative + discarded;
  }

  /** Returns a check that nothing was evaluated for a time in ms. */
  function createIdleCheck(ms: number): () => Promise<boolean> {
    let last = -1;
    let sinceMs = performance.now();
    return async () => {
      const tokens = await countTokens();
      if (tokens !== last) sinceMs = performance.now();
      last = tokens;
      return performance.now() - sinceMs >= ms;
    };
  }

  /** Returns a check that a cursor was reported, and no other one within a time in ms. */
  function createQuietCheck(ms: number): () => boolean {
    let last = api.getSentCursor();
    let sinceMs = performance.now();
    return () => {
      const reportedCursor = api.getSentCursor();
      if (reportedCursor !== last) sinceMs = performance.now();
      last = reportedCursor;
      return reportedCursor !== undefined && performance.now() - sinceMs >= ms;
    };
  }

  function isCursorReported({ document, selection }: vscode.TextEditor): boolean {
    const reportedCursor = api.getSentCursor();
    return (
      reportedCursor?.textDocument.uri === document.uri.toString() &&
      reportedCursor.textDocument.version === document.version &&
      reportedCursor.position.line === selection.active.line &&
      reportedCursor.position.character === selection.active.character
    );
  }
});
