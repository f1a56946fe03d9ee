/** The view of the cache as the user sees it, next to its file. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { repositoryRoot } from '../../scripts/repository.ts';
import { waitFor } from '../../scripts/vscode/waitFor.ts';
import type { Workbench } from '../../scripts/vscode/workbench.ts';
import { askForGhostText } from './inlineSuggestion.ts';
import { openWindow, type TestWindow } from './openWindow.ts';

const deadlineMs = 30_000;

const themes = [
  ['light', 'Default Light Modern'],
  ['dark', 'Default Dark Modern'],
] as const;

describe('the view of the cache', { concurrency: false }, () => {
  let window: TestWindow;
  let workbench: Workbench;

  before(async () => {
    window = await openWindow({});
    workbench = window.workbench;
  });

  after(() => window.close());

  it('draws what of the open file is in the window, and tells what the last completion cost', async () => {
    await workbench.openFile('cart.ts');
    await workbench.goToLineEnd(37);
    await workbench.type('\n\ncountProducts(): number {\n');
    await askForGhostText(workbench);
    await workbench.runCommand('Tramontane: Show Cache');
    await workbench.cache.waitForWindowOf('cart.ts');

    const segments = await workbench.cache.segments().count();
    assert.equal(await workbench.cache.rows('runs').count(), segments);
    const rows = await workbench.cache.rows('runs').allInnerTexts();
    assert.ok(
      rows.some((row) => /^Prefix.*lines? \d/su.test(row)),
      rows.join('\n'),
    );
    assert.match(await barLabel(), /^The window holds [\d,]+ of [\d,]+ tokens\. /u);
    assert.match(await workbench.cache.figure('Reused'), /^[\d,]+ of [\d,]+ prompt tokens/u);
    assert.match(await workbench.cache.figure('Decoded'), /^\d+ tokens?, \d+ shown, \d+ wasted$/u);
    const [file] = await workbench.cache.rows('files').allInnerTexts();
    assert.match(file ?? '', /cart\.ts/u);
  });

  for (const [name, theme] of themes) {
    it(`is drawn in the colours of a ${name} theme`, async () => {
      await window.replaceSettings({ 'workbench.colorTheme': theme });
      await workbench.cache.waitForWindowOf('cart.ts');
      await waitFor(`a ${name} window`, deadlineMs, async () => {
        const kind = await workbench.cache.frame
          .locator('body')
          .getAttribute('data-vscode-theme-kind');
        return kind === `vscode-${name}` ? true : undefined;
      });
      await workbench.screenshot(screenshotOf(name));
      const colours = workbench.cache.segments().first();
      assert.notEqual(
        await colours.evaluate('(segment) => getComputedStyle(segment).backgroundColor'),
        'rgba(0, 0, 0, 0)',
      );
    });
  }

  it('is drawn anew when a completion was answered', async () => {
    const before = await barLabel();
    await workbench.openFile('cart.ts');
    await workbench.goToLineEnd(28);
    await workbench.type('\n\nisEmpty(): boolean {\n');
    await askForGhostText(workbench);
    await waitFor('another window', deadlineMs, async () =>
      (await barLabel()) === before ? undefined : true,
    );
  });

  it('follows the person to another file, and lists both', async () => {
    await workbench.openFile('shapes.py');
    await workbench.goToLineEnd(24);
    await workbench.type('\n\ndef is_square(self):\n');
    await askForGhostText(workbench);
    await workbench.cache.waitForWindowOf('shapes.py');
    const files = (await workbench.cache.rows('files').allInnerTexts()).join('\n');
    assert.match(files, /shapes\.py/u);
    assert.match(files, /cart\.ts/u);
  });

  it('offers to delete the saved caches, and tells how much room that made', async () => {
    await workbench.cache.deleteSavedButton().click();
    const told = await waitFor('a message', deadlineMs, async () => {
      const [first] = await workbench.notifications();
      return first;
    });
    assert.match(told, /saved caches/u);
  });

  async function barLabel(): Promise<string> {
    return (await workbench.cache.bar().getAttribute('aria-label')) ?? '';
  }

  function screenshotOf(theme: string): string {
    return path.join(repositoryRoot, 'out/browser-tests', `show-cache-${theme}.png`);
  }
});
