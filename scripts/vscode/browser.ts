import { chromium, type Browser, type Page } from 'playwright-core';

/** Size of all windows of tests and screenshots, in CSS pixels. */
const viewport = { width: 1280, height: 800 };

/** Maximum wait for something on a page, in ms. */
const pageTimeoutMs = 30_000;

/** Starts a headless Chromium. */
export function launchBrowser(executable: string): Promise<Browser> {
  return chromium.launch({
    executablePath: executable,
    headless: true,
    // As root, as in most containers, Chromium starts only without its sandbox.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update'],
    ],
  });
}

/** Opens a page that may use the clipboard. */
export async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    viewport,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(pageTimeoutMs);
  return page;
}
