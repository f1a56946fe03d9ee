import type { Page } from 'playwright-core';

/** What was painted while it was looked at. */
export interface PaintedFrames {
  readonly count: number;
  /** Those in which no ghost text stood in the line of the cursor. */
  readonly bare: number;
}

/** Runs in the page. What a frame shows is known only behind it: editors draw in its callbacks. */
const begin = `
  const frames = (globalThis.paintedFrames = { count: 0, bare: 0, isOver: false });
  const behind = new MessageChannel();
  behind.port1.onmessage = () => {
    if (frames.isOver) return;
    frames.count += 1;
    if (document.querySelector('.ghost-text-decoration') === null) frames.bare += 1;
    requestAnimationFrame(() => behind.port2.postMessage(0));
  };
  requestAnimationFrame(() => behind.port2.postMessage(0)); 0`;

const end = `globalThis.paintedFrames.isOver = true; globalThis.paintedFrames`;

/** Looks at every frame that the window paints while something is done. */
export async function paintedFramesOf(
  page: Page,
  action: () => Promise<void>,
): Promise<PaintedFrames> {
  await page.evaluate(begin);
  await action();
  return page.evaluate<PaintedFrames>(end);
}
