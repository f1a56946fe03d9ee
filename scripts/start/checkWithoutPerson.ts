import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { printProgress, formatSecondsSince } from '../progress.ts';
import { repositoryRoot } from '../repository.ts';
import { launchBrowser, newPage } from '../vscode/browser.ts';
import { findOrInstallChromium } from '../vscode/chromium.ts';
import { installCodeServer } from '../vscode/codeServer.ts';
import { startCodeServer, type CodeServerSession } from '../vscode/codeServerSession.ts';
import { readExtensionLogTail } from '../vscode/extensionLog.ts';
import { copySampleWorkspace } from '../vscode/sampleWorkspace.ts';
import { Workbench } from '../vscode/workbench.ts';
import { tryOut } from './tryOut.ts';

const themes = [
  { name: 'light', setting: 'Default Light Modern' },
  { name: 'dark', setting: 'Default Dark Modern' },
] as const;

const screenshotFolder = path.join(repositoryRoot, 'out/screenshots');

/**
 * Uses the extension as a user does, in a light and in a dark window. Returns the exit code: 0 when all
 * results are as expected, else 1 after printing the first problem.
 */
export async function checkUnattended(): Promise<number> {
  const started = Date.now();
  const chromium = await findOrInstallChromium();
  const codeServer = await installCodeServer();
  // Afterwards all screenshots are of this run.
  rmSync(screenshotFolder, { recursive: true, force: true });
  mkdirSync(screenshotFolder, { recursive: true });

  const session = await startCodeServer(codeServer, { extension: 'installed' });
  const browser = await launchBrowser(chromium);
  try {
    for (const theme of themes) {
      session.profile.setSettings({
        'workbench.colorTheme': theme.setting,
        // Greedy decoding: the same answers at each run.
        'tramontane.chat.temperature': 0,
      });
      if (!(await checkWindow(theme.name, session, browser))) return 1;
    }
    console.log(
      `All as expected, in ${formatSecondsSince(started)}. Screenshots: ${screenshotFolder}`,
    );
    return 0;
  } finally {
    await browser.close();
    await session.close();
  }
}

async function checkWindow(
  theme: string,
  session: CodeServerSession,
  browser: Browser,
): Promise<boolean> {
  const workspace = copySampleWorkspace();
  const page = await newPage(browser);
  try {
    const workbench = await Workbench.open(page, session.folderUrl(workspace.folder));
    await tryOut(workbench, {
      folder: workspace.folder,
      report: (line) => {
        console.log(`${theme.padEnd(5)}  ${line}`);
      },
      screenshot: (name) =>
        workbench.screenshot(path.join(screenshotFolder, `${name}-${theme}.png`)),
    });
    return true;
  } catch (error) {
    const screenshot = path.join(screenshotFolder, 'failed.png');
    await page.screenshot({ path: screenshot });
    const log = readExtensionLogTail(session.profile.folder, 40);
    printProgress(
      `\nIn the ${theme} window: ${error instanceof Error ? error.message : String(error)}`,
    );
    printProgress(`What the window looked like: ${screenshot}`);
    printProgress(log === '' ? 'The extension has logged nothing.' : `The end of its log:\n${log}`);
    return false;
  } finally {
    await page.context().close();
    workspace.remove();
  }
}
