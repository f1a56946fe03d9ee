/** Reports of Tramontane about itself, in a light and in a dark theme. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { repositoryRoot } from '../../scripts/repository.ts';
import type { Workbench } from '../../scripts/vscode/workbench.ts';
import { requestGhostText } from './inlineSuggestion.ts';
import { openWindow, type TestWindow } from './openWindow.ts';
import { bodyLine, writeTotals } from './repetitiveCode.ts';

describe('reports about completions', { concurrency: false }, () => {
  let window: TestWindow;
  let workbench: Workbench;

  before(async () => {
    window = await openWindow({
      'window.autoDetectColorScheme': true,
      'workbench.preferredLightColorTheme': 'Default Light Modern',
      'workbench.preferredDarkColorTheme': 'Default Dark Modern',
    });
    workbench = window.workbench;
    writeTotals(window.folder, 'totals.ts', '  ');
    writeFileSync(path.join(window.folder, 'COMMIT_EDITMSG'), '\n# Please enter a message\n');
  });

  after(() => window.close());

  it('list the decisions and their reasons, as wrapped text', async () => {
    await workbench.openFile('totals.ts');
    await workbench.goToLineEnd(bodyLine);
    await requestGhostText(workbench);
    await workbench.press('Escape');
    await workbench.waitForNoGhostText();
    await workbench.runCommand('Tramontane: Explain Last Completion');
    const decisions = await workbench.copyAll('Last completions', /Rejected/u);
    assert.match(decisions, /^The latest completions/u);
    assert.match(decisions, /src\/totals\.ts:\d+ /u);
    assert.match(decisions, /^ {2}Requested by you\.\n {2}Shown/mu);
    assert.match(decisions, /^ {2}Rejected: you dismissed it\./mu);
    await workbench.press('Control+Home');
    await takeScreenshots('decisions');
  });

  it('include a status bar menu that snoozes and resumes completions', async () => {
    await workbench.openStatusMenu();
    await takeScreenshots('menu');
    await choose('Snooze completions…');
    await workbench.getQuickEntry('1 hour').waitFor();
    await takeScreenshots('snooze');
    await choose('5 minutes');
    await workbench.waitForStatus(/: snoozed until \d/u);

    await workbench.openStatusMenu();
    await takeScreenshots('snoozed');
    await choose('Resume completions');
    await workbench.waitForStatus(/: ready/u);
  });

  it('state that commit messages are completed on request only', async () => {
    await workbench.openFile('COMMIT_EDITMSG');
    await workbench.waitForStatus(/: off for documents of this kind/u);
  });

  it('show the prompt next to the file, as text and not as code', async () => {
    await workbench.openFile('totals.ts');
    await workbench.runCommand('Tramontane: Show Prompt');
    const prompt = await workbench.copyAll('totals.ts (prompt)', /^export function/mu);
    assert.match(prompt, /^=== What the model was given/u);
    await workbench.press('Control+Home');
    await takeScreenshots('prompt');
    const language = workbench.page.locator('.statusbar-item', { hasText: 'Tramontane Report' });
    await language.waitFor();
  });

  async function choose(label: string): Promise<void> {
    await workbench.getQuickEntry(label).click();
  }

  async function takeScreenshots(name: string): Promise<void> {
    for (const theme of ['light', 'dark'] as const) {
      await workbench.preferTheme(theme);
      const file = `${name}-${theme}.png`;
      await workbench.screenshot(path.join(repositoryRoot, 'out/browser-tests', file));
    }
  }
});
