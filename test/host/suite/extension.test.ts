import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { TramontaneApi } from '../../../src/extension/api.ts';
import {
  activateTramontane,
  eventually,
  extensionId,
  openAt,
  requestCompletion,
  closeEditors,
  waitUntilReady,
} from '../tramontane.ts';

/** Start of a block in which a model of any size generates a text. */
const begunMethod = '\n\n  countProducts(): number {\n    ';
const endOfTotalPrice = 'return total;\n  }';

describe('the extension in VS Code', () => {
  let api: TramontaneApi;

  before(async () => {
    api = await activateTramontane();
    await waitUntilReady(api);
  });

  afterEach(closeEditors);

  it('registers every command that the manifest promises', async () => {
    const folder = vscode.extensions.getExtension(extensionId)?.extensionPath ?? '';
    const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
      contributes: { commands: { command: string }[] };
    };
    const promised = manifest.contributes.commands.map(({ command }) => command);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.ok(promised.length > 0);
    assert.deepEqual(
      promised.filter((command) => !registered.has(command)),
      [],
    );
  });

  it('brings the ghost text of the engine into the document when it is accepted', async () => {
    const editor = await openAt('src/cart.ts', endOfTotalPrice);
    await typeInto(editor, begunMethod);
    const cursor = editor.document.offsetAt(editor.selection.active);
    const text = await requestCompletion(api, editor.document);
    const before = editor.document.getText();

    await eventually('the ghost text to be accepted', async () => {
      await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
      return editor.document.getText() !== before;
    });
    const wanted = before.slice(0, cursor) + text + before.slice(cursor);
    assert.equal(editor.document.getText(), wanted);
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

  it('stays calm when a file is opened that is no text', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, 'picture.bin');
    await vscode.workspace.fs.writeFile(
      file,
      Uint8Array.from({ length: 4096 }, (_, i) => i % 256),
    );
    await vscode.commands.executeCommand('vscode.open', file);
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    assert.equal(api.state().kind, 'ready');

    // Another place than in the other tests, whose suggestions are still cached.
    const editor = await openAt('lib/shapes.py', 'return 2 * (self.width + self.height)');
    await typeInto(editor, '\n\n    def is_square(self):\n        ');
    assert.notEqual(await requestCompletion(api, editor.document), '');
  });

  it('explains a selection in the chat', async () => {
    const editor = await openAt('src/inventory.ts', 'export function countStock');
    const from = editor.selection.active.with({ character: 0 });
    editor.selection = new vscode.Selection(from, from.translate(6));
    const before = api.chatMessages().length;

    await vscode.commands.executeCommand('tramontane.explainSelection');
    await eventually(
      'the answer',
      () => {
        const last = api.chatMessages().at(-1);
        return api.chatMessages().length >= before + 2 && last?.state !== 'streaming';
      },
      45_000,
    );
    const [question, answer] = api.chatMessages().slice(-2);
    assert.equal(question?.role, 'user');
    assert.match(question.markdown, /countStock/);
    assert.equal(answer?.role, 'assistant');
    assert.equal(answer.state, 'done', answer.error);
    assert.notEqual(answer.markdown.trim(), '');
  });

  it('runs one engine however often it is restarted', async () => {
    const pids = new Set([api.enginePid()]);
    const listener = api.onDidChangeState(() => pids.add(api.enginePid()));
    await Promise.all(
      [1, 2, 3].map(() => vscode.commands.executeCommand('tramontane.restartEngine')),
    );
    await waitUntilReady(api);
    listener.dispose();

    const survivor = api.enginePid();
    pids.delete(undefined);
    assert.ok(pids.size > 1);
    const alive = () => [...pids].filter((pid) => pid !== undefined && isAlive(pid));
    await eventually('the others to end', () => alive().length === 1);
    assert.deepEqual(alive(), [survivor]);
  });

  it('starts the engine again after it was killed while it answered, and completes again', async () => {
    const editor = await openAt('src/inventory.ts', 'export function countStock(): number {');
    const lineEnd = editor.selection.active;
    editor.selection = new vscode.Selection(lineEnd.with({ character: 0 }), lineEnd);
    const messages = api.chatMessages().length;
    await vscode.commands.executeCommand('tramontane.explainSelection');
    await eventually('the first words of an answer', () => {
      const last = api.chatMessages().at(-1);
      return api.chatMessages().length >= messages + 2 && last?.state === 'streaming';
    });

    const killed = api.enginePid();
    assert.ok(killed !== undefined);
    process.kill(killed, 'SIGKILL');
    await eventually(
      'the engine to come back',
      () => {
        const pid = api.enginePid();
        return pid !== undefined && pid !== killed && api.state().kind === 'ready';
      },
      45_000,
    );
    assert.notEqual(api.chatMessages().at(-1)?.state, 'streaming', 'No answer may hang.');

    const other = await openAt('src/inventory.ts', 'product.stock < limit);\n}');
    await typeInto(other, '\n\nexport function cheapestProduct(): Product {\n  ');
    assert.notEqual(await requestCompletion(api, other.document), '');
  });

  it('gives up on an engine that keeps crashing, says so, and starts it when it is asked to', async () => {
    let ended: number | undefined;
    await eventually(
      'the extension to give up',
      () => {
        const pid = api.enginePid();
        if (pid !== undefined && pid !== ended) {
          ended = pid;
          process.kill(pid, 'SIGKILL');
        }
        return api.state().kind === 'stopped';
      },
      50_000,
    );
    const state = api.state();
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
