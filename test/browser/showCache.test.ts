/** The view of the cache as the user sees it, next to its file. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { repositoryRoot } from '../../scripts/repository.ts';
import { waitFor } from '../../scripts/vscode/waitFor.ts';
import type { Workbench } from '../../scripts/vscode/workbench.ts';
import { requestGhostText } from './inlineSuggestion.ts';
import { openWindow, type TestWindow } from './openWindow.ts';

const deadlineMs = 30_000;

const themes = [
  ['light', 'Default Light Modern'],
  ['dark', 'Default Dark Modern'],
] as const;

describe('the cache view', { concurrency: false }, () => {
  let window: TestWindow;
  let workbench: Workbench;

  before(async () => {
    window = await openWindow({});
    workbench = window.workbench;
  });

  after(() => window.close());

  it('shows the window of the open file and the cost of the last completion', async () => {
    await workbench.openFile('cart.ts');
    await workbench.goToLineEnd(37);
    await workbench.type('\n\ncountProducts(): number {\n');
    await requestGhostText(workbench);
    await workbench.runCommand('Tramontane: Show Cache');
    await workbench.cache.waitForWindow('cart.ts');

    const segments = await workbench.cache.segments().count();
    assert.equal(await workbench.cache.rows('runs').count(), segments);
    const rows = await workbench.cache.rows('runs').allInnerTexts();
    assert.ok(
      rows.some((row) => /^Prefix.*lines? \d/su.test(row)),
      rows.join('\n'),
    );
    assert.match(await readBarLabel(), /^The window holds [\d,]+ of [\d,]+ tokens\. /u);
    assert.match(await workbench.cache.readFigure('Reused'), /^[\d,]+ of [\d,]+ prompt tokens/u);
    assert.match(
      await workbench.cache.readFigure('Decoded'),
      /^\d+ tokens?, \d+ shown, \d+ wasted$/u,
    );
    const [file] = await workbench.cache.rows('files').allInnerTexts();
    assert.match(file ?? '', /cart\.ts/u);
  });

  for (const [name, theme] of themes) {
    it(`uses the colors of a ${name} theme`, async () => {
      await window.replaceSettings({ 'workbench.colorTheme': theme });
      await workbench.cache.waitForWindow('cart.ts');
      await waitFor(`a ${name} window`, deadlineMs, async () => {
        const kind = await workbench.cache.frame
          .locator('body')
          .getAttribute('data-vscode-theme-kind');
        return kind === `vscode-${name}` ? true : undefined;
      });
      await workbench.screenshot(getScreenshotPath(name));
      const colours = workbench.cache.segments().first();
      assert.notEqual(
        await colours.evaluate('(segment) => getComputedStyle(segment).backgroundColor'),
        'rgba(0, 0, 0, 0)',
      );
    });
  }

  it('is updated after a completion', async () => {
    const before = await readBarLabel();
    await workbench.openFile('cart.ts');
    await workbench.goToLineEnd(28);
    await workbench.type('\n\nisEmpty(): boolean {\n');
    await requestGhostText(workbench);
    await waitFor('another window', deadlineMs, async () =>
      (await readBarLabel()) === before ? undefined : true,
    );
  });

  it('follows the user to another file, and lists both', async () => {
    await workbench.openFile('shapes.py');
    await workbench.goToLineEnd(24);
    await workbench.type('\n\ndef is_square(self):\n');
    await requestGhostText(workbench);
    await workbench.cache.waitForWindow('shapes.py');
    const files = (await workbench.cache.rows('files').allInnerTexts()).join('\n');
    assert.match(files, /shapes\.py/u);
    assert.match(files, /cart\.ts/u);
  });

  it('offers to delete the saved caches, and reports the freed space', async () => {
    await workbench.cache.deleteSavedButton().click();
    const message = await waitFor('a message', deadlineMs, async () => {
      const [first] = await workbench.readNotifications();
      return first;
    });
    assert.match(message, /saved caches/u);
  });

  async function readBarLabel(): Promise<string> {
    return (await workbench.cache.bar().getAttribute('aria-label')) ?? '';
  }

  function getScreenshotPath(theme: string): string {
    return path.join(repositoryRoot, 'out/browser-tests', `show-cache-${theme}.png`);
  }
});
