import type { Browser } from 'playwright-core';
import { launchBrowser, newPage } from '../../scripts/vscode/browser.ts';
import { findOrInstallChromium } from '../../scripts/vscode/chromium.ts';
import { installCodeServer } from '../../scripts/vscode/codeServer.ts';
import { startCodeServer, type CodeServerSession } from '../../scripts/vscode/codeServerSession.ts';
import type { Settings } from '../../scripts/vscode/profile.ts';
import { copySampleWorkspace, type SampleWorkspace } from '../../scripts/vscode/sampleWorkspace.ts';
import { Workbench } from '../../scripts/vscode/workbench.ts';

/** A window of VS Code with the extension and its sample workspace. */
export interface TestWindow {
  readonly workbench: Workbench;
  /** The opened folder: a copy of the sample workspace. */
  readonly folder: string;
  /** Replaces the user's settings in the open window. */
  readonly replaceSettings: (settings: Settings) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Settings with which the editor adds nothing to typed text. */
const plainTyping: Settings = {
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
};

/** Starts a server and a browser, opens the sample workspace, and waits for the engine. */
export async function openWindow(settings: Settings): Promise<TestWindow> {
  const chromium = await findOrInstallChromium();
  const codeServer = await installCodeServer();
  const workspace = copySampleWorkspace();
  const session = await startCodeServer(codeServer, {
    extension: 'installed',
    settings: { ...plainTyping, ...settings },
  });
  const browser = await launchBrowser(chromium);
  const close = () => closeAll(browser, session, workspace);
  try {
    const page = await newPage(browser);
    const workbench = await Workbench.open(page, session.folderUrl(workspace.folder));
    await workbench.waitForStatus(/: ready/, 60_000);
    return {
      workbench,
      folder: workspace.folder,
      replaceSettings: (changed) => workbench.replaceSettings({ ...plainTyping, ...changed }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function closeAll(
  browser: Browser,
  session: CodeServerSession,
  workspace: SampleWorkspace,
): Promise<void> {
  await browser.close();
  await session.close();
  workspace.remove();
}
