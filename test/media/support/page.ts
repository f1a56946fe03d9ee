/**
 * Creates a page for the test file, which has to import this module first: the webview's modules use the
 * globals of a browser.
 */
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('<!DOCTYPE html>', { pretendToBeVisual: true });
const { document, Element, HTMLElement, Text } = window;
const requestAnimationFrame = window.requestAnimationFrame.bind(window);
const cancelAnimationFrame = window.cancelAnimationFrame.bind(window);

Object.assign(globalThis, {
  ...{ window, document, Element, HTMLElement, Text },
  ...{ requestAnimationFrame, cancelAnimationFrame },
});
