/** Ways to request and accept ghost text in VS Code for which there are no keys. */
import type { Locator } from 'playwright-core';
import { DeadlineError, waitFor } from '../../scripts/vscode/waitFor.ts';
import type { Workbench } from '../../scripts/vscode/workbench.ts';

const deadlineMs = 30_000;

/** Time after which the key is pressed again if there is no answer, in ms. */
const requestMs = 3000;

/** Invokes a completion and waits until ghost text is shown. */
export function requestGhostText(workbench: Workbench): Promise<string> {
  // An editor that was just opened doesn't react yet.
  return waitFor('ghost text on request', deadlineMs, async () => {
    await workbench.press('Alt+\\');
    return workbench.waitForGhostText(undefined, requestMs).catch((error: unknown) => {
      if (error instanceof DeadlineError) return undefined;
      throw error;
    });
  });
}

/** Hovers over ghost text and returns the toolbar. */
export async function hoverGhostText({ page }: Workbench): Promise<Locator> {
  await page.locator('.ghost-text-decoration').first().hover();
  const toolbar = page.locator('.monaco-hover .inlineSuggestionsHints');
  await toolbar.waitFor();
  return toolbar;
}

/** Returns the number of the shown text and the number of texts in the toolbar. */
export async function readChoice(toolbar: Locator): Promise<{ shown: number; count: number }> {
  const [, shown = '0', count = '0'] = /(\d+)\/(\d+)/u.exec(await toolbar.innerText()) ?? [];
  return { shown: Number(shown), count: Number(count) };
}

/** Selects `Accept Line` in the toolbar's menu; it has no key. */
export async function acceptLine(workbench: Workbench): Promise<void> {
  const toolbar = await hoverGhostText(workbench);
  await toolbar.locator('.codicon-toolbar-more, .codicon-more').first().click();
  await workbench.chooseFromMenu('Accept Line');
}
