/** Ghost text as the user sees and accepts it, in a light and in a dark window. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { repositoryRoot } from '../../scripts/repository.ts';
import { waitFor } from '../../scripts/vscode/waitFor.ts';
import type { Workbench } from '../../scripts/vscode/workbench.ts';
import { acceptLine, requestGhostText, readChoice, hoverGhostText } from './inlineSuggestion.ts';
import { openWindow, type TestWindow } from './openWindow.ts';
import { countPaintedFrames } from './paintedFrames.ts';
import { bodyLine, writeNotebook, writeTotals } from './repetitiveCode.ts';

const deadlineMs = 30_000;

const themes = [
  ['light', 'Default Light Modern'],
  ['dark', 'Default Dark Modern'],
] as const;

for (const [theme, colorTheme] of themes) {
  describe(`ghost text in a ${theme} window`, { concurrency: false }, () => {
    let window: TestWindow;
    let workbench: Workbench;

    before(async () => {
      window = await openWindow({
        'workbench.colorTheme': colorTheme,
        'editor.autoClosingBrackets': 'languageDefined',
        // Automatic completions that aren't cached come too late for these tests.
        'tramontane.completion.debounceMs': 2000,
      });
      workbench = window.workbench;
      for (const name of ['block', 'word', 'line', 'choices'])
        writeTotals(window.folder, `${name}.ts`, '  ');
      writeTotals(window.folder, 'entry.ts', '  let total = 0;\n  return to');
      writeTotals(window.folder, 'bracket.ts', '  let total = 0;\n  for ');
      writeNotebook(window.folder, 'totals.ipynb');
    });

    after(() => window.close());

    it('spans several lines, and stays visible in every frame while the user types it', async () => {
      await openFileAtLine('block.ts', bodyLine);
      const whole = await requestGhostText(workbench);
      await takeScreenshot('several-lines');
      assert.match(whole, /\n/u);

      const along = /^\w+ ?\w*/u.exec(whole)?.[0] ?? '';
      assert.notEqual(along, '');
      const statusBefore = await workbench.readStatus();
      const frames = await countPaintedFrames(workbench.page, async () => {
        await workbench.type(along);
        await waitForRest(whole.slice(along.length));
      });
      assert.ok(frames.count > 0);
      assert.equal(frames.bare, 0, `of ${frames.count} frames`);
      assert.equal(await workbench.readStatus(), statusBefore, 'No request must have been sent.');
    });

    it('is accepted by word, and the rest stays until Tab accepts all of it', async () => {
      await openFileAtLine('word.ts', bodyLine);
      const whole = await requestGhostText(workbench);
      const before = await readFile('word.ts');
      await workbench.press('Control+ArrowRight');
      const rest = await workbench.waitForGhostText((text) => text !== '' && text !== whole);
      await takeScreenshot('word-taken');
      assert.ok(whole.endsWith(rest), rest);
      assert.equal(
        await readFile('word.ts'),
        insertIntoLastFunction(before, whole.slice(0, -rest.length)),
      );
      await waitForRest(rest);
      await workbench.press('Tab');
      await workbench.waitForNoGhostText();
      assert.equal(await readFile('word.ts'), insertIntoLastFunction(before, whole));
    });

    it('is accepted by line, and the rest stays', async () => {
      await openFileAtLine('line.ts', bodyLine);
      const whole = await requestGhostText(workbench);
      const before = await readFile('line.ts');
      const [line = ''] = whole.split('\n', 1);
      await acceptLine(workbench);
      await waitFor('the line in the file', deadlineMs, async () =>
        (await readFile('line.ts')).startsWith(insertIntoLastFunction(before, line).slice(0, -2))
          ? true
          : undefined,
      );
      const rest = await workbench.waitForGhostText();
      await takeScreenshot('line-taken');
      assert.equal(rest.trim(), whole.slice(line.length).trim());
    });

    it('has alternatives with a counter, and cycles back to the first', async () => {
      await openFileAtLine('choices.ts', bodyLine);
      const first = await requestGhostText(workbench);
      await workbench.press('Alt+]');
      await workbench.waitForGhostText((text) => text !== '' && text !== first);
      const toolbar = await hoverGhostText(workbench);
      await takeScreenshot('second-choice');
      const { shown, count } = await readChoice(toolbar);
      assert.equal(shown, 2);
      assert.ok(count >= 2);
      await workbench.press('Alt+[');
      await workbench.waitForGhostText((text) => text === first);
    });

    it('continues the entry that is selected in the suggest widget', async () => {
      await openFileAtLine('entry.ts', bodyLine + 1);
      const before = await readFile('entry.ts');
      await workbench.press('Control+Space');
      const entry = workbench.page.locator('.suggest-widget.visible .monaco-list-row.focused');
      await entry.waitFor();
      const [label = ''] = ((await entry.getAttribute('aria-label')) ?? '').split(',', 1);
      const ghost = await requestGhostText(workbench);
      await takeScreenshot('selected-entry');
      const entryRest = label.slice('to'.length);
      assert.ok(ghost.startsWith(entryRest), `${label}: ${ghost}`);
      assert.ok(ghost.length > entryRest.length, 'The ghost text must say more than the entry.');

      await workbench.press('Tab');
      await waitForRest(ghost.slice(entryRest.length));
      await workbench.press('Tab');
      await workbench.waitForNoGhostText();
      assert.equal(await readFile('entry.ts'), insertIntoLastFunction(before, ghost));
    });

    it('fits between brackets that the editor closed', async () => {
      await openFileAtLine('bracket.ts', bodyLine + 1);
      await workbench.type('(');
      const before = await readFile('bracket.ts');
      assert.ok(before.includes('for ()'), 'The editor must have closed the bracket.');
      await requestGhostText(workbench);
      await takeScreenshot('between-brackets');
      await workbench.press('Tab');
      await workbench.waitForNoGhostText();
      const after = await readFile('bracket.ts');
      assert.notEqual(after, before);
      for (const pair of ['()', '[]', '{}']) {
        const [opened = '', closed = ''] = pair.split('');
        assert.equal(after.split(opened).length, after.split(closed).length, after);
      }
    });

    it('uses the cells above in a cell of a notebook', async () => {
      await workbench.openNotebook('totals.ipynb');
      const cell = workbench.page.locator('.code-cell-row .monaco-editor').last();
      // Completions don't wait until the context of the cells above is gathered.
      const prompt = await waitFor('the cells above in the prompt', deadlineMs, async () => {
        await cell.click();
        await workbench.press('Control+Home');
        await workbench.press('Enter');
        await workbench.press('Control+End');
        await requestGhostText(workbench);
        await takeScreenshot('notebook-cell');
        await workbench.runCommand('Tramontane: Show Prompt');
        const text = await workbench.copyAll('totals.ipynb (prompt)', /^def volume_total/mu);
        return text.includes('Cell 3 of this notebook') ? text : undefined;
      });
      await workbench.press('Control+Home');
      await takeScreenshot('notebook-prompt');
      assert.match(prompt, /def price_total\(items\):/u);
      assert.match(prompt, /totals\.ipynb$/mu, 'A cell is named as its notebook.');
      assert.doesNotMatch(prompt, /ipynb#/u);
    });

    async function openFileAtLine(file: string, line: number): Promise<void> {
      await workbench.openFile(file);
      await workbench.goToLineEnd(line);
    }

    function readFile(file: string): Promise<string> {
      return workbench.saveAndRead(path.join(window.folder, 'src', file));
    }

    async function waitForRest(rest: string): Promise<void> {
      await workbench.waitForGhostText((text) => text === rest.trimEnd());
    }

    async function takeScreenshot(name: string): Promise<void> {
      const file = `ghost-text-${name}-${theme}.png`;
      await workbench.screenshot(path.join(repositoryRoot, 'out/browser-tests', file));
    }
  });
}

/** Returns the file with a text inserted where the body of the last function begins. */
function insertIntoLastFunction(file: string, text: string): string {
  const at = file.lastIndexOf('\n}');
  return file.slice(0, at) + text + file.slice(at);
}
