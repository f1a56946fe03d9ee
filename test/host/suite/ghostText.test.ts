import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { DecisionEvent } from '../../../src/completion/suggestion/decisionLog.ts';
import type { TramontaneApi } from '../../../src/extension/api.ts';
import {
  activateTramontane,
  closeEditors,
  eventually,
  openAt,
  requestCompletion,
  rest,
  waitUntilReady,
} from '../tramontane.ts';

const setting = 'tramontane.completion.enabled';

describe('ghost text in VS Code', () => {
  let api: TramontaneApi;

  before(async () => {
    api = await activateTramontane();
    await waitUntilReady(api);
  });

  afterEach(closeEditors);
  afterEach(() => setDebounce(undefined));

  it('stands while it is typed along, and the engine is not asked', async () => {
    const { editor, text, start } = await ghostTextAt('src/cart.ts', 'countLines');
    const asked = api.lastCompletion();
    const asks = countAsks();
    await setDebounce(0);
    await untilAskedAfter(editor, () =>
      vscode.commands.executeCommand('type', { text: text.charAt(0) }),
    );
    assert.equal(api.lastCompletion(), asked);
    assert.equal(countAsks(), asks);

    const before = editor.document.getText().length;
    await eventually('the rest to be accepted', async () => {
      await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
      return editor.document.getText().length !== before;
    });
    assert.equal(editor.document.getText().slice(start, start + text.length), text);
  });

  it('is taken by word, and its rest stays without a request', async () => {
    const { editor, text, start } = await ghostTextAt('src/cart.ts', 'countWords');
    const asked = api.lastCompletion();
    const before = editor.document.getText();
    await setDebounce(0);
    await untilAskedAfter(editor, () =>
      eventually('a word to be accepted', async () => {
        await vscode.commands.executeCommand('editor.action.inlineSuggest.acceptNextWord');
        return editor.document.getText() !== before;
      }),
    );
    await eventually('the acceptance to be known', () =>
      events().some(({ kind }) => kind === 'accepted'),
    );
    assert.equal(api.lastCompletion(), asked);
    const offset = editor.document.offsetAt(editor.selection.active);
    assert.equal(text.startsWith(editor.document.getText().slice(start, offset)), true);
  });

  it('is written down as accepted when all of it is taken', async () => {
    const { editor } = await ghostTextAt('src/cart.ts', 'countAll');
    const before = editor.document.getText();
    await eventually('the text to be accepted', async () => {
      await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
      return editor.document.getText() !== before;
    });
    await eventually('the acceptance to be known', () =>
      events().some((event) => event.kind === 'accepted' && event.part === 'whole'),
    );
  });

  it('does not come back to its place when it was sent away, until it is asked for', async () => {
    const { editor, text } = await ghostTextAt('src/cart.ts', 'countNone');
    await vscode.commands.executeCommand('tramontane.dismissCompletion');
    assert.equal(events().at(-1)?.kind, 'rejected');
    const asked = api.lastCompletion();
    assert.ok(asked);
    // The key that is deleted at once causes no request itself.
    await setDebounce(2000);
    await vscode.commands.executeCommand('type', { text: '#' });
    await vscode.commands.executeCommand('deleteLeft');
    await eventually('the place to be refused', () =>
      api
        .decisions()
        .flatMap((decision) => decision.events)
        .some((event) => event.kind === 'refused' && event.rule === 'rejectedHere'),
    );
    const before = editor.document.getText();
    await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
    assert.equal(editor.document.getText(), before);
    assert.equal(api.lastCompletion(), asked);

    await eventually('the text to come back', async () => {
      await vscode.commands.executeCommand('tramontane.triggerCompletion');
      await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
      return editor.document.getText() !== before;
    });
    assert.ok(editor.document.getText().includes(text));
  });

  it('has alternatives asked for when it is cycled through', async () => {
    const { editor } = await ghostTextAt('src/cart.ts', 'countOthers');
    const isCycling = (event: DecisionEvent) => event.kind === 'asked' && event.by === 'cycling';
    const asked = () => api.decisions().filter(({ events }) => events.some(isCycling)).length;
    const before = asked();
    await eventually('alternatives to be asked for', async () => {
      await vscode.commands.executeCommand('tramontane.showNextCompletion');
      return asked() > before;
    });
    const text = editor.document.getText();
    await eventually('one of them to be accepted', async () => {
      await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
      return editor.document.getText() !== text;
    });
  });

  it('is explained in a document that can be read and not be written', async () => {
    await ghostTextAt('src/cart.ts', 'countReasons');
    await vscode.commands.executeCommand('tramontane.explainLastCompletion');
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.scheme, 'tramontane-decisions');
    await eventually('the last decision', () => editor.document.getText().includes('Shown'));
    assert.match(editor.document.getText(), /src\/cart\.ts:\d+/);
    const before = editor.document.getText();
    await vscode.commands.executeCommand('type', { text: 'x' });
    assert.equal(editor.document.getText(), before);
  });

  it('keeps away while it is snoozed, and comes again', async () => {
    const editor = await openAt('src/cart.ts', 'totalPrice(): number {');
    const chosen = vscode.commands.executeCommand('tramontane.snoozeCompletions');
    await eventually('the snooze', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return Promise.race([chosen.then(() => true), rest(50).then(() => false)]);
    });
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('type', { text: ' ' });
    await eventually('the refusal', () =>
      events().some((event) => event.kind === 'refused' && event.rule === 'snoozed'),
    );
    await vscode.commands.executeCommand('tramontane.resumeCompletions');
    await vscode.commands.executeCommand('type', { text: ' ' });
    await eventually('another decision', () => events().some(({ kind }) => kind !== 'refused'));
  });

  it('is switched for the language and for the workspace through the settings', async () => {
    const { document } = await openAt('src/cart.ts', 'class');
    const enabled = (languageId: string) =>
      vscode.workspace.getConfiguration(undefined, { languageId }).get<boolean>(setting);

    await vscode.commands.executeCommand('tramontane.toggleCompletionsForLanguage');
    assert.deepEqual([enabled(document.languageId), enabled('python')], [false, true]);
    await vscode.commands.executeCommand('tramontane.toggleCompletionsForLanguage');
    assert.equal(enabled(document.languageId), true);

    await vscode.commands.executeCommand('tramontane.toggleCompletionsForWorkspace');
    assert.equal(enabled('python'), false);
    await vscode.commands.executeCommand('tramontane.toggleCompletionsForWorkspace');
    assert.equal(enabled('python'), true);

    const settings = vscode.workspace.getConfiguration(undefined, document);
    await settings.update(setting, undefined, vscode.ConfigurationTarget.Global, true);
    await settings.update(setting, undefined, vscode.ConfigurationTarget.Workspace);
  });

  /** Returns the events of the newest decision. */
  function events(): readonly DecisionEvent[] {
    return api.decisions()[0]?.events ?? [];
  }

  function countAsks(): number {
    return api
      .decisions()
      .flatMap((decision) => decision.events)
      .filter(({ kind }) => kind === 'asked').length;
  }

  /** Begins a method and waits until its suggestion is shown. */
  async function ghostTextAt(file: string, method: string) {
    const editor = await openAt(file, 'return total;\n  }');
    const at = editor.selection.active;
    const begun = `\n\n  ${method}(): number {\n    `;
    assert.ok(await editor.edit((edit) => edit.insert(at, begun)));
    const start = editor.document.offsetAt(at) + begun.length;
    const cursor = editor.document.positionAt(start);
    editor.selection = new vscode.Selection(cursor, cursor);
    const text = await requestCompletion(api, editor.document);
    await eventually('the text to be shown', () => events().some(({ kind }) => kind === 'shown'));
    return { editor, text, start };
  }
});

/** Sets the debounce delay in ms; undefined for the default. */
async function setDebounce(ms: number | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('tramontane.completion');
  await settings.update('debounceMs', ms, vscode.ConfigurationTarget.Global);
}

/**
 * Performs an action and waits until VS Code has called all providers at the new cursor. The test's own
 * provider, which returns nothing, is called after those for the language.
 */
async function untilAskedAfter(
  editor: vscode.TextEditor,
  act: () => PromiseLike<unknown>,
): Promise<void> {
  let asked: vscode.Position | undefined;
  const witness = vscode.languages.registerInlineCompletionItemProvider('*', {
    provideInlineCompletionItems(_, position) {
      asked = position;
      return [];
    },
  });
  try {
    await act();
    await eventually('VS Code to ask', () => asked?.isEqual(editor.selection.active) === true);
  } finally {
    witness.dispose();
  }
}
