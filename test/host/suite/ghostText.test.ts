import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { DecisionEvent } from '../../../src/completion/suggestion/decisionLog.ts';
import type { TestApi } from '../../../src/extension/testApi.ts';
import {
  activateTramontane,
  closeEditors,
  waitUntil,
  openFileAt,
  requestCompletion,
  delay,
  waitUntilReady,
} from '../tramontane.ts';

const setting = 'tramontane.completion.enabled';

describe('ghost text in VS Code', () => {
  let api: TestApi;

  before(async () => {
    api = await activateTramontane();
    await waitUntilReady(api);
  });

  afterEach(closeEditors);
  afterEach(() => setDebounce(undefined));

  it('stays while the user types it, without a request to the engine', async () => {
    const { editor, text, start } = await requestGhostTextAt('src/cart.ts', 'countLines');
    const completionBefore = api.getLastCompletion();
    const asks = countRequests();
    await setDebounce(0);
    await waitForRequestAfter(editor, () =>
      vscode.commands.executeCommand('type', { text: text.charAt(0) }),
    );
    assert.equal(api.getLastCompletion(), completionBefore);
    assert.equal(countRequests(), asks);

    const before = editor.document.getText().length;
    await waitUntil('the rest to be accepted', async () => {
      await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
      return editor.document.getText().length !== before;
    });
    assert.equal(editor.document.getText().slice(start, start + text.length), text);
  });

  it('is accepted by word, and the rest stays without a request', async () => {
    const { editor, text, start } = await requestGhostTextAt('src/cart.ts', 'countWords');
    const completionBefore = api.getLastCompletion();
    const before = editor.document.getText();
    await setDebounce(0);
    await waitForRequestAfter(editor, () =>
      waitUntil('a word to be accepted', async () => {
        await vscode.commands.executeCommand('editor.action.inlineSuggest.acceptNextWord');
        return editor.document.getText() !== before;
      }),
    );
    await waitUntil('the acceptance to be known', () =>
      getLatestEvents().some(({ kind }) => kind === 'accepted'),
    );
    assert.equal(api.getLastCompletion(), completionBefore);
    const offset = editor.document.offsetAt(editor.selection.active);
    assert.equal(text.startsWith(editor.document.getText().slice(start, offset)), true);
  });

  it('is recorded as accepted when all of it is accepted', async () => {
    const { editor } = await requestGhostTextAt('src/cart.ts', 'countAll');
    const before = editor.document.getText();
    await waitUntil('the text to be accepted', async () => {
      await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
      return editor.document.getText() !== before;
    });
    await waitUntil('the acceptance to be known', () =>
      getLatestEvents().some((event) => event.kind === 'accepted' && event.part === 'whole'),
    );
  });

  it('does not appear again after it was dismissed, until it is invoked', async () => {
    const { editor, text } = await requestGhostTextAt('src/cart.ts', 'countNone');
    await vscode.commands.executeCommand('tramontane.dismissCompletion');
    assert.equal(findRule(getLatestEvents().at(-1)), 'dismissed');
    const completionBefore = api.getLastCompletion();
    assert.ok(completionBefore);
    // The key that is deleted at once causes no request itself.
    await setDebounce(2000);
    await vscode.commands.executeCommand('type', { text: '#' });
    await vscode.commands.executeCommand('deleteLeft');
    await waitUntil('the place to be refused', () =>
      api
        .getDecisions()
        .flatMap((decision) => decision.events)
        .some((event) => findRule(event) === 'rejectedHere'),
    );
    const before = editor.document.getText();
    await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
    assert.equal(editor.document.getText(), before);
    assert.equal(api.getLastCompletion(), completionBefore);

    await waitUntil('the text to come back', async () => {
      await vscode.commands.executeCommand('tramontane.triggerCompletion');
      await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
      return editor.document.getText() !== before;
    });
    assert.ok(editor.document.getText().includes(text));
  });

  it('requests alternatives when the user cycles through it', async () => {
    const { editor } = await requestGhostTextAt('src/cart.ts', 'countOthers');
    const isCycling = (event: DecisionEvent) =>
      event.kind === 'requested' && event.by === 'cycling';
    const countCycles = () =>
      api.getDecisions().filter(({ events }) => events.some(isCycling)).length;
    const before = countCycles();
    await waitUntil('the request for alternatives', async () => {
      await vscode.commands.executeCommand('tramontane.showNextCompletion');
      return countCycles() > before;
    });
    const text = editor.document.getText();
    await waitUntil('one of them to be accepted', async () => {
      await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
      return editor.document.getText() !== text;
    });
  });

  it('is explained in a read-only document', async () => {
    await requestGhostTextAt('src/cart.ts', 'countReasons');
    await vscode.commands.executeCommand('tramontane.explainLastCompletion');
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.scheme, 'tramontane-decisions');
    await waitUntil('the last decision', () => editor.document.getText().includes('Shown'));
    assert.match(editor.document.getText(), /src\/cart\.ts:\d+/);
    const before = editor.document.getText();
    await vscode.commands.executeCommand('type', { text: 'x' });
    assert.equal(editor.document.getText(), before);
  });

  it('is hidden while snoozed, and appears again afterwards', async () => {
    const editor = await openFileAt('src/cart.ts', 'totalPrice(): number {');
    const chosen = vscode.commands.executeCommand('tramontane.snoozeCompletions');
    await waitUntil('the snooze', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return Promise.race([chosen.then(() => true), delay(50).then(() => false)]);
    });
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('type', { text: ' ' });
    await waitUntil('the refusal', () =>
      getLatestEvents().some((event) => findRule(event) === 'snoozed'),
    );
    await vscode.commands.executeCommand('tramontane.resumeCompletions');
    await vscode.commands.executeCommand('type', { text: ' ' });
    await waitUntil('another decision', () =>
      getLatestEvents().some((event) => findRule(event) !== 'snoozed'),
    );
  });

  it('is switched for the language and for the workspace through the settings', async () => {
    const { document } = await openFileAt('src/cart.ts', 'class');
    const isEnabled = (languageId: string) =>
      vscode.workspace.getConfiguration(undefined, { languageId }).get<boolean>(setting);

    await vscode.commands.executeCommand('tramontane.toggleCompletionsForLanguage');
    assert.deepEqual([isEnabled(document.languageId), isEnabled('python')], [false, true]);
    await vscode.commands.executeCommand('tramontane.toggleCompletionsForLanguage');
    assert.equal(isEnabled(document.languageId), true);

    await vscode.commands.executeCommand('tramontane.toggleCompletionsForWorkspace');
    assert.equal(isEnabled('python'), false);
    await vscode.commands.executeCommand('tramontane.toggleCompletionsForWorkspace');
    assert.equal(isEnabled('python'), true);

    const settings = vscode.workspace.getConfiguration(undefined, document);
    await settings.update(setting, undefined, vscode.ConfigurationTarget.Global, true);
    await settings.update(setting, undefined, vscode.ConfigurationTarget.Workspace);
  });

  function findRule(event: DecisionEvent | undefined): string | undefined {
    return event?.kind === 'outcome' ? event.outcome.rule : undefined;
  }

  /** Returns the events of the newest decision. */
  function getLatestEvents(): readonly DecisionEvent[] {
    return api.getDecisions()[0]?.events ?? [];
  }

  function countRequests(): number {
    return api
      .getDecisions()
      .flatMap((decision) => decision.events)
      .filter(({ kind }) => kind === 'requested').length;
  }

  /** Begins a method and waits until its suggestion is shown. */
  async function requestGhostTextAt(file: string, method: string) {
    const editor = await openFileAt(file, 'return total;\n  }');
    const at = editor.selection.active;
    const methodStart = `\n\n  ${method}(): number {\n    `;
    assert.ok(await editor.edit((edit) => edit.insert(at, methodStart)));
    const start = editor.document.offsetAt(at) + methodStart.length;
    const cursor = editor.document.positionAt(start);
    editor.selection = new vscode.Selection(cursor, cursor);
    const text = await requestCompletion(api, editor.document);
    await waitUntil('the text to be shown', () =>
      getLatestEvents().some(({ kind }) => kind === 'shown'),
    );
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
async function waitForRequestAfter(
  editor: vscode.TextEditor,
  act: () => PromiseLike<unknown>,
): Promise<void> {
  let requestedPosition: vscode.Position | undefined;
  const witness = vscode.languages.registerInlineCompletionItemProvider('*', {
    provideInlineCompletionItems(_, position) {
      requestedPosition = position;
      return [];
    },
  });
  try {
    await act();
    await waitUntil(
      'VS Code to ask',
      () => requestedPosition?.isEqual(editor.selection.active) === true,
    );
  } finally {
    witness.dispose();
  }
}
