import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TramontaneApi } from '../../../src/extension/api.ts';
import {
  activateTramontane,
  closeEditors,
  eventually,
  openAt,
  requestCompletion,
  waitUntilReady,
} from '../tramontane.ts';

describe('what completions know from beyond their file', () => {
  let api: TramontaneApi;

  before(async () => {
    api = await activateTramontane();
    await waitUntilReady(api);
  });

  afterEach(closeEditors);

  it('is the signature of what the file imports, from a file that is not open', async () => {
    const editor = await openAt('src/cart.ts', 'const product = findProduct(name);');
    let moved = Date.now();
    await eventually(
      'the definition',
      () => {
        // TypeScript's server takes a while to start, and the user isn't idle all the time.
        if (Date.now() - moved > 1500) {
          const to = editor.selection.active.translate(editor.selection.active.line % 2 ? 1 : -1);
          editor.selection = new vscode.Selection(to, to);
          moved = Date.now();
        }
        return textsOf(editor.document, 'definition').some((text) => text.includes('findProduct('));
      },
      45_000,
    );
    const [text = ''] = textsOf(editor.document, 'definition');
    assert.match(text, /findProduct\(name: string\): Product \| undefined;/);
    assert.doesNotMatch(text, /products\.find/);
  });

  it('comes from other open files, of what was edited there last, and never from excluded ones', async () => {
    const secret = await write('.env.ts', 'export const findProduct = "password of the shop";\n');
    const ignored = await write('generated.ts', 'export const findProduct = "made by a tool";\n');
    await write('.gitignore', 'generated.ts\n');
    for (const uri of [secret, ignored, fileIn('src/inventory.ts')]) {
      const editor = await vscode.window.showTextDocument(uri, { preview: false });
      const line = editor.document.lineAt(0).range.end;
      assert.ok(await editor.edit((edit) => edit.insert(line, ' // edited findProduct product')));
    }
    const editor = await openAt('src/cart.ts', 'const product = findProduct(name);');
    await eventually('the edit', () =>
      textsOf(editor.document, 'recent').some((text) => text.includes('// edited findProduct')),
    );
    const told = JSON.stringify(api.contextTold());
    assert.doesNotMatch(told, /password of the shop|made by a tool|\.env|generated\.ts/);
  });

  it('is taken back when it is turned off', async () => {
    await vscode.window.showTextDocument(fileIn('src/inventory.ts'), { preview: false });
    const editor = await openAt('src/cart.ts', 'totalPrice(): number {');
    await eventually('some context', () => (piecesOf(editor.document)?.length ?? 0) > 0, 45_000);
    const settings = vscode.workspace.getConfiguration('tramontane');
    await settings.update('context.enabled', false, vscode.ConfigurationTarget.Global);
    try {
      await eventually('it to be taken back', () => piecesOf(editor.document)?.length === 0);
    } finally {
      await settings.update('context.enabled', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('is the cells above in a notebook, where completions come as well', async () => {
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
    await eventually(
      'the cell to be edited',
      () => vscode.window.activeTextEditor?.document === document,
    );
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    const end = document.lineAt(document.lineCount - 1).range.end;
    editor.selection = new vscode.Selection(end, end);
    await eventually('the cells above', () => textsOf(document, 'cell').length === 2);
    assert.deepEqual(textsOf(document, 'cell'), [
      notebook.cellAt(1).document.getText(),
      '# Areas of shapes',
    ]);
    assert.notEqual(await requestCompletion(api, document), '');
  });

  function piecesOf({ uri }: vscode.TextDocument) {
    const told = api.contextTold();
    return told?.textDocument.uri === uri.toString() ? told.pieces : undefined;
  }

  function textsOf(document: vscode.TextDocument, kind: string): string[] {
    return (piecesOf(document) ?? [])
      .filter((piece) => piece.kind === kind)
      .map(({ text }) => text);
  }
});

function fileIn(file: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, file);
}

async function write(file: string, text: string): Promise<vscode.Uri> {
  const uri = fileIn(file);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}
