import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestApi } from '../../../src/extension/testApi.ts';
import {
  activateTramontane,
  closeEditors,
  waitUntil,
  openFileAt,
  requestCompletion,
  waitUntilReady,
} from '../tramontane.ts';

describe('context from outside of a file', () => {
  let api: TestApi;

  before(async () => {
    api = await activateTramontane();
    await waitUntilReady(api);
  });

  afterEach(closeEditors);

  it('has the signature of an import, from a file that is not open', async () => {
    const editor = await openFileAt('src/cart.ts', 'const product = findProduct(name);');
    let moved = Date.now();
    await waitUntil(
      'the definition',
      () => {
        // TypeScript's server takes a while to start, and the user isn't idle all the time.
        if (Date.now() - moved > 1500) {
          const to = editor.selection.active.translate(editor.selection.active.line % 2 ? 1 : -1);
          editor.selection = new vscode.Selection(to, to);
          moved = Date.now();
        }
        return listTexts(editor.document, 'definition').some((text) =>
          text.includes('findProduct('),
        );
      },
      45_000,
    );
    const [text = ''] = listTexts(editor.document, 'definition');
    assert.match(text, /findProduct\(name: string\): Product \| undefined;/);
    assert.doesNotMatch(text, /products\.find/);
  });

  it('comes from other open files, with the latest edits there, and never from excluded ones', async () => {
    const secret = await write('.env.ts', 'export const findProduct = "password of the shop";\n');
    const ignored = await write('generated.ts', 'export const findProduct = "made by a tool";\n');
    await write('.gitignore', 'generated.ts\n');
    for (const uri of [secret, ignored, toFileUri('src/inventory.ts')]) {
      const editor = await vscode.window.showTextDocument(uri, { preview: false });
      const line = editor.document.lineAt(0).range.end;
      assert.ok(await editor.edit((edit) => edit.insert(line, ' // edited findProduct product')));
    }
    const editor = await openFileAt('src/cart.ts', 'const product = findProduct(name);');
    await waitUntil('the edit', () =>
      listTexts(editor.document, 'recent').some((text) => text.includes('// edited findProduct')),
    );
    const sentContext = JSON.stringify(api.getSentContext());
    assert.doesNotMatch(sentContext, /password of the shop|made by a tool|\.env|generated\.ts/);
  });

  it('is withdrawn when it is turned off', async () => {
    await vscode.window.showTextDocument(toFileUri('src/inventory.ts'), { preview: false });
    const editor = await openFileAt('src/cart.ts', 'totalPrice(): number {');
    await waitUntil('some context', () => (listPieces(editor.document)?.length ?? 0) > 0, 45_000);
    const settings = vscode.workspace.getConfiguration('tramontane');
    await settings.update('context.enabled', false, vscode.ConfigurationTarget.Global);
    try {
      await waitUntil('it to be taken back', () => listPieces(editor.document)?.length === 0);
    } finally {
      await settings.update('context.enabled', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('has the cells above in a notebook, where completions work too', async () => {
    const cell = vscode.NotebookCellKind.Code;
    const notebook = await vscode.workspace.openNotebookDocument(
      'jupyter-notebook',
      new vscode.NotebookData([
        new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, 'Areas of shapes', 'markdown'),
        new vscode.NotebookCellData(
          cell,
          'def area(width, height):\n    return width * height',
          'python',
        ),
        new vscode.NotebookCellData(cell, 'def perimeter(width, height):\n    ', 'python'),
        new vscode.NotebookCellData(cell, 'print("below")', 'python'),
      ]),
    );
    await vscode.window.showNotebookDocument(notebook, {
      selections: [new vscode.NotebookRange(2, 3)],
    });
    await vscode.commands.executeCommand('notebook.cell.edit');
    const { document } = notebook.cellAt(2);
    await waitUntil(
      'the cell to be edited',
      () => vscode.window.activeTextEditor?.document === document,
    );
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    const end = document.lineAt(document.lineCount - 1).range.end;
    editor.selection = new vscode.Selection(end, end);
    await waitUntil('the cells above', () => listTexts(document, 'cell').length === 2);
    assert.deepEqual(listTexts(document, 'cell'), [
      notebook.cellAt(1).document.getText(),
      '# Areas of shapes',
    ]);
    assert.notEqual(await requestCompletion(api, document), '');
  });

  function listPieces({ uri }: vscode.TextDocument) {
    const sentContext = api.getSentContext();
    return sentContext?.textDocument.uri === uri.toString() ? sentContext.pieces : undefined;
  }

  function listTexts(document: vscode.TextDocument, kind: string): string[] {
    return (listPieces(document) ?? [])
      .filter((piece) => piece.kind === kind)
      .map(({ text }) => text);
  }
});

function toFileUri(file: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, file);
}

async function write(file: string, text: string): Promise<vscode.Uri> {
  const uri = toFileUri(file);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}
