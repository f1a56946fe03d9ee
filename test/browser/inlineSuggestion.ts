/** VS Code's ways of asking for ghost text and of taking it, besides those that are keys. */
import type { Locator } from 'playwright-core';
import { DeadlineError, waitFor } from '../../scripts/vscode/waitFor.ts';
import type { Workbench } from '../../scripts/vscode/workbench.ts';

const deadlineMs = 30_000;

/** How long one request may take before the key is pressed again, in ms. */
const requestMs = 3000;

/** Asks expressly, and waits until ghost text is shown. */
export function askForGhostText(workbench: Workbench): Promise<string> {
  // An editor that was just opened doesn't listen yet.
  return waitFor('ghost text on request', deadlineMs, async () => {
    await workbench.press('Alt+\\');
    return workbench.waitForGhostText(undefined, requestMs).catch((error: unknown) => {
      if (error instanceof DeadlineError) return undefined;
      throw error;
    });
  });
}

/** The toolbar that the mouse brings up over ghost text. */
export async function hoverGhostText({ page }: Workbench): Promise<Locator> {
  await page.locator('.ghost-text-decoration').first().hover();
  const toolbar = page.locator('.monaco-hover .inlineSuggestionsHints');
  await toolbar.waitFor();
  return toolbar;
}

/** Which of how many texts is shown, as the toolbar says it. */
export async function choiceIn(toolbar: Locator): Promise<{ shown: number; count: number }> {
  const [, shown = '0', count = '0'] = /(\d+)\/(\d+)/u.exec(await toolbar.innerText()) ?? [];
  return { shown: Number(shown), count: Number(count) };
}

/** Chooses `Accept Line` from the toolbar's menu; it has no key. */
export async function acceptLine(workbench: Workbench): Promise<void> {
  const toolbar = await hoverGhostText(workbench);
  await toolbar.locator('.codicon-toolbar-more, .codicon-more').first().click();
  await workbench.chooseFromMenu('Accept Line');
}
