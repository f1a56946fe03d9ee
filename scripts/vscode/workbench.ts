/** Controls VS Code's window in a browser by the actions of a user. */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { CachePanel } from './cachePanel.ts';
import { ChatPanel } from './chatPanel.ts';
import { unclutteredSettings, type Settings } from './profile.ts';
import { waitFor } from './waitFor.ts';

/** Default maximum wait for something in the window, in ms. */
const defaultDeadlineMs = 30_000;

/** Prefix by which the tests recognize Tramontane's status bar item. */
const statusPrefix = 'Tramontane:';

/**
 * Code that runs in the page, where neither this project's types nor its build apply. The line of the
 * cursor has a span for each kind of syntax; further lines are in a view zone, the last one together
 * with the text after the cursor.
 */
const readGhostTextScript = `
  [document, ...document.querySelectorAll('.suggest-preview-text .view-line')]
    .map((part) => part.querySelectorAll(part === document ? '.ghost-text-decoration, .ghost-text-decoration-preview' : '.ghost-text'))
    .map((spans) => [...spans].map((span) => span.textContent).join(''))
    .join('\\n')`;

/** Code that runs in the page, too. It doesn't count the blinking cursor, which is an animation. */
const countTransitionsScript = `
  document.getAnimations().filter((animation) => animation instanceof CSSTransition).length`;

/** A window of VS Code. */
export class Workbench {
  readonly page: Page;
  readonly chat: ChatPanel;
  readonly cache: CachePanel;

  private constructor(page: Page) {
    this.page = page;
    this.chat = new ChatPanel(page);
    this.cache = new CachePanel(page);
  }

  /** Opens the window at this address and waits until it is rendered. */
  static async open(page: Page, url: string): Promise<Workbench> {
    await page.goto(url);
    await page.locator('.monaco-workbench').waitFor();
    return new Workbench(page);
  }

  /** Returns the accessible label of Tramontane's status bar item; '' while there is none. */
  async readStatus(): Promise<string> {
    const item = this.page.locator(`.statusbar-item[aria-label^="${statusPrefix}"]`).first();
    return (await item.count()) === 0 ? '' : ((await item.getAttribute('aria-label')) ?? '');
  }

  /** Waits until the status bar item matches a pattern, and returns its whole label. */
  waitForStatus(pattern: RegExp, deadlineMs = defaultDeadlineMs): Promise<string> {
    return waitFor(`the status bar to say ${String(pattern)}`, deadlineMs, async () => {
      const label = await this.readStatus();
      return pattern.test(label) ? label : undefined;
    });
  }

  /** Opens a file of the folder by its name and focuses it. */
  async openFile(name: string): Promise<void> {
    await this.openTab(name);
    await this.page.locator('.editor-instance .monaco-editor .view-lines').first().click();
  }

  /** Opens a notebook of the folder by its name and waits until its cells can be clicked. */
  async openNotebook(name: string): Promise<void> {
    await this.openTab(name);
    await this.page.locator('.code-cell-row .monaco-editor .view-lines').first().waitFor();
  }

  /** Returns the text of the editor of this title, through the clipboard, as soon as it matches. */
  async copyAll(title: string, pattern: RegExp): Promise<string> {
    await this.page
      .locator('.editor-group-container.active .tab.active', { hasText: title })
      .waitFor();
    return waitFor(`a text like ${String(pattern)}`, defaultDeadlineMs, async () => {
      await this.press('Control+a');
      await this.press('Control+c');
      const text = await this.page.evaluate<string>('navigator.clipboard.readText()');
      return pattern.test(text) ? text : undefined;
    });
  }

  /** Runs a command by its title in the palette. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.pick(`>${title}`, title);
  }

  /** Returns whether the palette offers a command of this title. */
  async hasCommand(title: string): Promise<boolean> {
    await this.page.keyboard.press('F1');
    await this.getQuickInput().fill(`>${title}`);
    await this.getQuickRows().first().waitFor();
    const commandCount = await this.getQuickRows().filter({ hasText: title }).count();
    await this.page.keyboard.press('Escape');
    return commandCount > 0;
  }

  /** Moves the cursor to a line and column, both counted from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+g');
    await this.getQuickInput().fill(`:${line}:${column}`);
    await this.getQuickRows().first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Moves the cursor after the last character of a line, counted from 1. */
  async goToLineEnd(line: number): Promise<void> {
    await this.goTo(line, 1);
    await this.page.keyboard.press('End');
  }

  /** Selects whole lines, counted from 1, both included. */
  async selectLines(first: number, last: number): Promise<void> {
    await this.goTo(first, 1);
    for (let line = first; line < last; line += 1)
      await this.page.keyboard.press('Shift+ArrowDown');
    await this.page.keyboard.press('Shift+End');
  }

  /** Types at the pace of a fast typist. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: 20 });
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** Returns the shown ghost text; '' when there is none. */
  async readGhostText(): Promise<string> {
    return (await this.page.evaluate<string>(readGhostTextScript))
      .replaceAll('\u00a0', ' ')
      .trimEnd();
  }

  /** Waits until complete ghost text is shown that satisfies `accept`, and returns it. */
  waitForGhostText(
    accept: (text: string) => boolean = (text) => text !== '',
    deadlineMs = defaultDeadlineMs,
  ): Promise<string> {
    let before = '';
    return waitFor('ghost text', deadlineMs, async () => {
      const text = await this.readGhostText();
      // VS Code renders the further lines before the first one, so the text is complete once it stays.
      const isWhole = text === before;
      before = text;
      return isWhole && accept(text) ? text : undefined;
    });
  }

  /** Waits until no ghost text is shown. */
  async waitForNoGhostText(): Promise<void> {
    await waitFor('the ghost text to go', defaultDeadlineMs, async () =>
      (await this.readGhostText()) === '' ? true : undefined,
    );
  }

  /** Saves the file in the active editor and returns its text on disk. */
  async saveAndRead(file: string): Promise<string> {
    await this.page.keyboard.press('Control+s');
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
    // VS Code also writes a file that isn't dirty, which is empty for a moment.
    return waitFor('the file to be written', defaultDeadlineMs, () => {
      const text = readFileSync(file, 'utf8');
      return Promise.resolve(text === '' ? undefined : text);
    });
  }

  /** Replaces the user's settings as a user does: in the editor. */
  async replaceSettings(settings: Settings): Promise<void> {
    await this.runCommand('Preferences: Open User Settings (JSON)');
    await this.page.locator('.tab.active', { hasText: 'settings.json' }).waitFor();
    await this.page.locator('.editor-instance .monaco-editor .view-lines').first().click();
    await this.press('Control+a');
    // Not typed: the editor would add brackets and indentation of its own.
    await this.page.keyboard.insertText(JSON.stringify({ ...unclutteredSettings, ...settings }));
    await this.press('Control+s');
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
    const settingsTab = this.page.locator('.tab.active', { hasText: 'settings.json' });
    await settingsTab.click({ button: 'middle' });
    await this.page.locator('.tab', { hasText: 'settings.json' }).waitFor({ state: 'detached' });
  }

  /** Opens a view container of the activity bar, unless it is open. */
  async openView(title: string): Promise<void> {
    const label = `a[aria-label^="${title}"]`;
    const entry = this.page.locator('.activitybar .action-item', { has: this.page.locator(label) });
    await entry.waitFor();
    const isOpen = /\bchecked\b/.test((await entry.getAttribute('class')) ?? '');
    if (!isOpen) await entry.click();
  }

  /** Selects an entry of the context menu at the cursor. */
  async chooseFromContextMenu(title: string): Promise<void> {
    await this.page.keyboard.press('Shift+F10');
    await this.chooseFromMenu(title);
  }

  /** Selects an entry of the menu that is about to open. */
  async chooseFromMenu(title: string): Promise<void> {
    const entry = this.page.locator('.monaco-menu .action-item', { hasText: title }).first();
    // Menus ignore clicks, but not keys, for a moment after they opened.
    await entry.locator('.action-label').hover();
    await this.page.locator('.monaco-menu .action-item.focused', { hasText: title }).waitFor();
    await this.press('Enter');
    await entry.waitFor({ state: 'detached' });
  }

  /** Returns the texts of the shown notifications. */
  readNotifications(): Promise<string[]> {
    return this.page
      .locator('.notifications-toasts .notification-list-item-message')
      .allInnerTexts();
  }

  /** Clicks Tramontane's status bar item and waits for its menu. */
  async openStatusMenu(): Promise<void> {
    await this.page.locator(`.statusbar-item[aria-label^="${statusPrefix}"]`).first().click();
    await this.getQuickRows().first().waitFor();
  }

  /** Returns an entry of the open menu or list. */
  getQuickEntry(label: string): Locator {
    return this.getQuickRows().filter({ hasText: label });
  }

  /** Changes the system's preferred theme, which a window may follow. */
  async preferTheme(theme: 'light' | 'dark'): Promise<void> {
    await this.page.emulateMedia({ colorScheme: theme });
    const kind = theme === 'light' ? 'vs' : 'vs-dark';
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
    // The status bar fades from one colour to the other.
    await waitFor('the colours to be there', defaultDeadlineMs, async () => {
      const fading = await this.page.evaluate<number>(countTransitionsScript);
      return fading === 0 ? true : undefined;
    });
  }

  async screenshot(file: string): Promise<void> {
    await this.page.screenshot({ path: file });
  }

  private async openTab(name: string): Promise<void> {
    await this.page.keyboard.press('Control+p');
    await this.pick(name, name);
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
  }

  private getQuickInput(): Locator {
    return this.page.locator('.quick-input-widget input.input');
  }

  private getQuickRows(): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row');
  }

  /** Types into the quick input, and picks the first row when it is the wanted one. */
  private async pick(input: string, rowText: string): Promise<void> {
    await this.getQuickInput().fill(input);
    await this.getQuickRows().first().filter({ hasText: rowText }).waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }
}
