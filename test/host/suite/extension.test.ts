import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { TestApi } from '../../../src/extension/testApi.ts';
import {
  activateTramontane,
  waitUntil,
  extensionId,
  openFileAt,
  requestCompletion,
  closeEditors,
  waitUntilReady,
} from '../tramontane.ts';

/** Start of a block in which a model of any size generates a text. */
const unfinishedMethod = '\n\n  countProducts(): number {\n    ';
const endOfTotalPrice = 'return total;\n  }';

describe('the extension in VS Code', () => {
  let api: TestApi;

  before(async () => {
    api = await activateTramontane();
    await waitUntilReady(api);
  });

  afterEach(closeEditors);

  it('registers every command of the manifest', async () => {
    const folder = vscode.extensions.getExtension(extensionId)?.extensionPath ?? '';
    const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
      contributes: { commands: { command: string }[] };
    };
    const manifestCommands = manifest.contributes.commands.map(({ command }) => command);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.ok(manifestCommands.length > 0);
    assert.deepEqual(
      manifestCommands.filter((command) => !registered.has(command)),
      [],
    );
  });

  it('inserts the ghost text of the engine into the document when it is accepted', async () => {
    const editor = await openFileAt('src/cart.ts', endOfTotalPrice);
    await typeInto(editor, unfinishedMethod);
    const cursor = editor.document.offsetAt(editor.selection.active);
    const text = await requestCompletion(api, editor.document);
    const before = editor.document.getText();

    await waitUntil('the ghost text to be accepted', async () => {
      await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
      return editor.document.getText() !== before;
    });
    const expected = before.slice(0, cursor) + text + before.slice(cursor);
    assert.equal(editor.document.getText(), expected);
  });

  it('completes in a document that was never saved', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'python',
      content:
        'def area(width, height):\n    return width * height\n\ndef perimeter(width, height):\n    ',
    });
    const editor = await vscode.window.showTextDocument(document);
    const end = document.lineAt(document.lineCount - 1).range.end;
    editor.selection = new vscode.Selection(end, end);
    assert.notEqual(await requestCompletion(api, document), '');
  });

  it('handles a file that is not text', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, 'picture.bin');
    await vscode.workspace.fs.writeFile(
      file,
      Uint8Array.from({ length: 4096 }, (_, i) => i % 256),
    );
    await vscode.commands.executeCommand('vscode.open', file);
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    assert.equal(api.getState().kind, 'ready');

    // Another place than in the other tests, whose suggestions are still cached.
    const editor = await openFileAt('lib/shapes.py', 'return 2 * (self.width + self.height)');
    await typeInto(editor, '\n\n    def is_square(self):\n        ');
    assert.notEqual(await requestCompletion(api, editor.document), '');
  });

  it('explains a selection in the chat', async () => {
    const editor = await openFileAt('src/inventory.ts', 'export function countStock');
    const from = editor.selection.active.with({ character: 0 });
    editor.selection = new vscode.Selection(from, from.translate(6));
    const before = api.getChatMessages().length;

    await vscode.commands.executeCommand('tramontane.explainSelection');
    await waitUntil(
      'the answer',
      () => {
        const last = api.getChatMessages().at(-1);
        return api.getChatMessages().length >= before + 2 && last?.state !== 'streaming';
      },
      45_000,
    );
    const [question, answer] = api.getChatMessages().slice(-2);
    assert.equal(question?.role, 'user');
    assert.match(question.markdown, /countStock/);
    assert.equal(answer?.role, 'assistant');
    assert.equal(answer.state, 'done', answer.error);
    assert.notEqual(answer.markdown.trim(), '');
  });

  it('runs one engine, however often it is restarted', async () => {
    const pids = new Set([api.getEnginePid()]);
    const listener = api.onDidChangeState(() => pids.add(api.getEnginePid()));
    await Promise.all(
      [1, 2, 3].map(() => vscode.commands.executeCommand('tramontane.restartEngine')),
    );
    await waitUntilReady(api);
    listener.dispose();

    const survivor = api.getEnginePid();
    pids.delete(undefined);
    assert.ok(pids.size > 1);
    const listAlivePids = () => [...pids].filter((pid) => pid !== undefined && isAlive(pid));
    await waitUntil('the others to end', () => listAlivePids().length === 1);
    assert.deepEqual(listAlivePids(), [survivor]);
  });

  it('restarts the engine after it was killed during an answer, and completes again', async () => {
    const editor = await openFileAt('src/inventory.ts', 'export function countStock(): number {');
    const lineEnd = editor.selection.active;
    editor.selection = new vscode.Selection(lineEnd.with({ character: 0 }), lineEnd);
    const messages = api.getChatMessages().length;
    await vscode.commands.executeCommand('tramontane.explainSelection');
    await waitUntil('the first words of an answer', () => {
      const last = api.getChatMessages().at(-1);
      return api.getChatMessages().length >= messages + 2 && last?.state === 'streaming';
    });

    const killed = api.getEnginePid();
    assert.ok(killed !== undefined);
    process.kill(killed, 'SIGKILL');
    await waitUntil(
      'the engine to come back',
      () => {
        const pid = api.getEnginePid();
        return pid !== undefined && pid !== killed && api.getState().kind === 'ready';
      },
      45_000,
    );
    assert.notEqual(api.getChatMessages().at(-1)?.state, 'streaming', 'No answer may hang.');

    const other = await openFileAt('src/inventory.ts', 'product.stock < limit);\n}');
    await typeInto(other, '\n\nexport function cheapestProduct(): Product {\n  ');
    assert.notEqual(await requestCompletion(api, other.document), '');
  });

  it('gives up on an engine that keeps crashing, reports it, and starts it on request', async () => {
    let ended: number | undefined;
    await waitUntil(
      'the extension to give up',
      () => {
        const pid = api.getEnginePid();
        if (pid !== undefined && pid !== ended) {
          ended = pid;
          process.kill(pid, 'SIGKILL');
        }
        return api.getState().kind === 'stopped';
      },
      50_000,
    );
    const state = api.getState();
    assert.ok(state.kind === 'stopped' && state.message.includes('keeps crashing'));

    await vscode.commands.executeCommand('tramontane.restartEngine');
    await waitUntilReady(api);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Inserts text at the cursor unchanged, without the editor's own brackets and indentation. */
async function typeInto(editor: vscode.TextEditor, text: string): Promise<void> {
  const at = editor.selection.active;
  assert.ok(await editor.edit((edit) => edit.insert(at, text)));
  const end = editor.document.positionAt(editor.document.offsetAt(at) + text.length);
  editor.selection = new vscode.Selection(end, end);
}
