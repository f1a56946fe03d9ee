import type { FrameLocator, Locator, Page } from 'playwright-core';
import { waitFor } from './waitFor.ts';

const deadlineMs = 30_000;

/** The view of the cache inside the window. */
export class CachePanel {
  readonly frame: FrameLocator;

  constructor(page: Page) {
    // The chat is a webview, too: a view, not an editor.
    this.frame = page
      .frameLocator('iframe.webview.ready:not([src*="purpose=webviewView"])')
      .frameLocator('iframe#active-frame');
  }

  heading(): Locator {
    return this.frame.locator('h1');
  }

  /** Returns the bar, whose label describes its content. */
  bar(): Locator {
    return this.frame.locator('.window[role="img"]');
  }

  /** Returns the segments of the bar, in the order of the window. */
  segments(): Locator {
    return this.bar().locator('.run');
  }

  /** Returns the rows of a table: of the runs in the window, or of the files with a cache. */
  rows(table: 'runs' | 'files'): Locator {
    return this.frame.locator(`#${table} tbody tr`);
  }

  deleteSavedButton(): Locator {
    return this.frame.locator('#files button');
  }

  /** Returns a figure of the last completion by its name, such as `Reused`; '' while there is none. */
  async readFigure(name: string): Promise<string> {
    const value = this.frame.locator(`#last dt:text-is("${name}") + dd`);
    return (await value.count()) === 0 ? '' : value.innerText();
  }

  /** Waits until the window of this file is shown and isn't empty. */
  async waitForWindow(file: string): Promise<void> {
    await waitFor(`the cache of ${file} to be drawn`, deadlineMs, async () => {
      if ((await this.heading().count()) === 0) return undefined;
      const isShown = (await this.heading().innerText()) === file;
      return isShown && (await this.segments().count()) > 0 ? true : undefined;
    });
  }
}
