import type { Page } from 'playwright-core';

/** Frames that were painted during an observation. */
export interface PaintedFrames {
  readonly count: number;
  /** Frames without ghost text in the line of the cursor. */
  readonly bare: number;
}

/** Code that runs in the page. It looks after each frame, because editors render in its callbacks. */
const beginScript = `
  const frames = (globalThis.paintedFrames = { count: 0, bare: 0, isOver: false });
  const behind = new MessageChannel();
  behind.port1.onmessage = () => {
    if (frames.isOver) return;
    frames.count += 1;
    if (document.querySelector('.ghost-text-decoration') === null) frames.bare += 1;
    requestAnimationFrame(() => behind.port2.postMessage(0));
  };
  requestAnimationFrame(() => behind.port2.postMessage(0)); 0`;

const endScript = `globalThis.paintedFrames.isOver = true; globalThis.paintedFrames`;

/** Counts the frames that the window paints during an action. */
export async function countPaintedFrames(
  page: Page,
  action: () => Promise<void>,
): Promise<PaintedFrames> {
  await page.evaluate(beginScript);
  await action();
  return page.evaluate<PaintedFrames>(endScript);
}
