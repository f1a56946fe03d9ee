/** The extension as the user sees it. All tests share a window: each uses another file or place. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { repositoryRoot } from '../../scripts/repository.ts';
import type { ShownAnswer } from '../../scripts/vscode/chatPanel.ts';
import { waitFor } from '../../scripts/vscode/waitFor.ts';
import type { Workbench } from '../../scripts/vscode/workbench.ts';
import { requestGhostText } from './inlineSuggestion.ts';
import { openWindow, type TestWindow } from './openWindow.ts';
import { bodyLine, writeTotals } from './repetitiveCode.ts';

const answerMs = 30_000;

describe('in a window of VS Code', { concurrency: false }, () => {
  let window: TestWindow;
  let workbench: Workbench;

  before(async () => {
    // Random words neither end nor repeat soon, so that there is an answer to stop.
    window = await openWindow({ 'tramontane.chat.temperature': 2 });
    workbench = window.workbench;
    // Before the first search for files: VS Code caches the list of files.
    writeTotals(window.folder, 'totals.ts', '');
    writeTotals(window.folder, 'along.ts', '  ');
  });

  afterEach(async (context) => {
    // A screenshot after each test helps to debug a failure.
    const name = context.name.replaceAll(/\W+/g, '-').slice(0, 60);
    await workbench.screenshot(path.join(repositoryRoot, 'out/browser-tests', `${name}.png`));
  });

  after(() => window.close());

  it('shows ghost text while the user types, and inserts it on Tab', async () => {
    // VS Code creates the part of an editor for completions when it is idle: earlier keys request none.
    await workbench.openFile('along.ts');
    await workbench.goToLineEnd(bodyLine);
    await requestGhostText(workbench);
    // Automatic suggestions need confidence, which any model has here.
    await workbench.openFile('totals.ts');
    await workbench.goToLineEnd(bodyLine);
    await workbench.type('  let total = 0;\n');
    const ghost = await workbench.waitForGhostText();
    const file = path.join(window.folder, 'src/totals.ts');
    const before = await workbench.saveAndRead(file);

    await workbench.press('Tab');
    await workbench.waitForNoGhostText();
    const typed = 'volumeTotal(): number {\n  let total = 0;\n  ';
    const end = before.indexOf(typed) + typed.length;
    assert.equal(
      await workbench.saveAndRead(file),
      before.slice(0, end) + ghost + before.slice(end),
    );
  });

  it('keeps the ghost text while the user types it, without a request to the engine', async () => {
    await workbench.openFile('along.ts');
    await workbench.goToLineEnd(bodyLine);
    const ghost = await requestGhostText(workbench);
    const statusBefore = await workbench.waitForStatus(/last completion/);

    await workbench.type(ghost.slice(0, 3));
    const rest = await workbench.waitForGhostText((text) => text === ghost.slice(3));
    assert.equal(rest, ghost.slice(3));
    assert.equal(
      await workbench.readStatus(),
      statusBefore,
      'The figures must still be those of the first.',
    );
  });

  it('hides the ghost text on Escape, and leaves the file unchanged', async () => {
    await workbench.openFile('shapes.py');
    await workbench.goToLineEnd(24);
    await workbench.type('\n\ndef is_square(self):\n');
    await requestGhostText(workbench);
    const file = path.join(window.folder, 'lib/shapes.py');
    const before = await workbench.saveAndRead(file);
    await workbench.waitForGhostText();

    await workbench.press('Escape');
    await workbench.waitForNoGhostText();
    assert.equal(await workbench.saveAndRead(file), before);
  });

  it('streams an answer, and stops it with the button', async () => {
    const answer = await askAndStop();
    assert.equal(answer.state, 'stopped');
    assert.notEqual(answer.text.trim(), '', 'What was said must stay.');
    assert.equal(await workbench.chat.stopButton().isVisible(), false);
    // From here on greedy decoding: the same answers at each run.
    await window.replaceSettings({ 'tramontane.chat.temperature': 0 });
  });

  it('answers a question in the chat, and shows its cost', async () => {
    await startNewChat();
    await workbench.chat.ask('What is a tuple?');
    const answer = await workbench.chat.waitForAnswer(0);
    assert.equal(answer.state, 'done', answer.error);
    assert.notEqual(answer.text.trim(), '');
    assert.match(answer.footnote, /\d+ of \d+ prompt tokens reused/);
    assert.match(await workbench.chat.messages('user').last().innerText(), /What is a tuple\?/);
  });

  it('names the file of a conversation, until the user removes it', async () => {
    await workbench.openFile('format.js');
    await workbench.runCommand('Tramontane: New Chat');
    await waitForFile('About format.js');
    await workbench.chat.ask('What is this?');
    await workbench.chat.waitForAnswer(0);
    await workbench.openFile('shapes.py');
    assert.equal(await workbench.chat.file().innerText(), 'About format.js');

    await workbench.chat.file().locator('button').click();
    await workbench.chat.file().waitFor({ state: 'hidden' });
    await workbench.runCommand('Tramontane: New Chat');
    await waitForFile('About shapes.py');
  });

  it('copies and inserts the code of a block', async () => {
    await workbench.openFile('format.js');
    await workbench.goTo(1, 1);
    await workbench.openView('Tramontane');
    // The model may generate no code.
    await showAnswer('Here it is:\n\n```js\nconst tax = 0.19;\n```');
    const block = workbench.chat.messages('assistant').last().locator('.code-block');
    await block.hover();
    await block.locator('button[data-action="copy"]').click();
    await waitFor('the code in the clipboard', answerMs, async () => {
      const text = await workbench.page.evaluate<string>('navigator.clipboard.readText()');
      return text.trimEnd() === 'const tax = 0.19;' ? true : undefined;
    });

    await block.hover();
    await block.locator('button[data-action="insert"]').click();
    await waitFor('the code in the editor', answerMs, async () => {
      const text = await workbench.saveAndRead(path.join(window.folder, 'src/format.js'));
      return text.startsWith('const tax = 0.19;') ? true : undefined;
    });
  });

  it('shows HTML as text', async () => {
    const html = '<b class="planted">bold</b><img class="planted" src="x">';
    await workbench.openView('Tramontane');
    await showAnswer(`Look: ${html}`);
    const answer = workbench.chat.messages('assistant').last();
    assert.match(await answer.innerText(), /<b class="planted">bold<\/b><img/);
    assert.equal(await workbench.chat.frame.locator('.planted').count(), 0);
  });

  it('explains a selection through the command palette', async () => {
    await startNewChat();
    await workbench.openFile('inventory.ts');
    await workbench.selectLines(13, 15);
    await workbench.runCommand('Tramontane: Explain Selection');
    await expectExplanation(/findProduct/);
  });

  it('explains a selection through the context menu of the editor', async () => {
    await startNewChat();
    await workbench.openFile('inventory.ts');
    await workbench.selectLines(17, 19);
    await workbench.chooseFromContextMenu('Explain Selection');
    await expectExplanation(/addProduct/);
  });

  it('shows no notifications', async () => {
    assert.deepEqual(await workbench.readNotifications(), []);
  });

  it('reports a problem with the model in the settings, and continues with a valid model', async () => {
    const missing = '/no/such/model.gguf';
    await window.replaceSettings({ 'tramontane.model.path': missing });
    await workbench.waitForStatus(/: failed/);
    const message = await waitFor('a message', answerMs, async () => {
      const [first] = await workbench.readNotifications();
      return first;
    });
    assert.match(message, new RegExp(missing));

    await window.replaceSettings({});
    await workbench.waitForStatus(/: ready/);
    await workbench.openFile('shapes.py');
    await workbench.goToLineEnd(6);
    await workbench.type('\n\ndef diameter(self):\n');
    await requestGhostText(workbench);
  });

  /** Starts another conversation, because earlier messages would influence the next answer. */
  /**
   * Sends questions until an answer was stopped, at most five times: a small model's random words may end
   * an answer early, before the button is pressed.
   */
  async function askAndStop(): Promise<ShownAnswer> {
    let answer: ShownAnswer | undefined;
    for (let tries = 0; tries < 5 && answer?.state !== 'stopped'; tries += 1) {
      await startNewChat();
      await workbench.chat.stopAtFirstWords();
      await workbench.chat.ask('Write a long story.');
      answer = await workbench.chat.waitForAnswer(0);
    }
    assert(answer);
    return answer;
  }

  async function startNewChat(): Promise<void> {
    await workbench.runCommand('Tramontane: New Chat');
    await waitFor('an empty chat', answerMs, async () =>
      (await workbench.chat.messages('assistant').count()) === 0 ? true : undefined,
    );
  }

  async function waitForFile(words: string): Promise<void> {
    await workbench.chat.file().filter({ hasText: words }).waitFor();
  }

  /** Adds an answer to what the chat shows. */
  async function showAnswer(markdown: string): Promise<void> {
    const id = `planted-${markdown.length}`;
    const message = { id, role: 'assistant', state: 'done', markdown } as const;
    await workbench.chat.postMessage({ kind: 'message', message });
    await workbench.chat.frame.locator(`article[data-id="${id}"]`).waitFor();
  }

  async function expectExplanation(code: RegExp): Promise<void> {
    const answer = await workbench.chat.waitForAnswer(0);
    assert.equal(answer.state, 'done', answer.error);
    assert.notEqual(answer.text.trim(), '');
    assert.match(await workbench.chat.messages('user').last().innerText(), code);
  }
});
