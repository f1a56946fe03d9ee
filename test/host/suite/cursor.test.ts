import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TramontaneApi } from '../../../src/extension/api.ts';
import {
  activateTramontane,
  closeEditors,
  eventually,
  openAt,
  rest,
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
    // Long enough for a report, if it counted as a move.
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

  it('costs a small window where it is put, and nothing while completions are snoozed', async () => {
    const before = await countTokens();
    const editor = await openAt('src/inventory.ts', 'export');
    await eventually('the first report', () => isTold(editor));
    await clickThrough(editor, true);
    await eventually('the model to be quiet', isWorkQuietFor(400));
    const evaluated = (await countTokens()) - before;
    assert.ok(evaluated > 0 && evaluated <= (clicks + 1) * 192, `${evaluated} tokens`);

    const chosen = vscode.commands.executeCommand('tramontane.snoozeCompletions');
    await eventually('the snooze', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return Promise.race([chosen.then(() => true), rest(50).then(() => false)]);
    });
    try {
      await vscode.window.showTextDocument(editor.document);
      const snoozed = await countTokens();
      await clickThrough(editor, false);
      await eventually('the model to be quiet', isWorkQuietFor(400));
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
      if (isReported) await eventually('the report of a click', () => isTold(editor));
      else {
        const told = api.cursorTold();
        await eventually('no report of a click', isQuietFor(200));
        assert.equal(api.cursorTold(), told);
      }
    }
  }

  async function countTokens(): Promise<number> {
    const { prompt, prefetch, repair, decode, speculative, discarded } = await api.work();
    return prompt + prefetch + repair + decode + speculative + discarded;
  }

  /** Returns a check that nothing was evaluated for a time in ms. */
  function isWorkQuietFor(ms: number): () => Promise<boolean> {
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
