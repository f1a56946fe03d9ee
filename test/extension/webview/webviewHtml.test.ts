import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { JSDOM } from 'jsdom';
import { renderWebviewHtml } from '../../../src/extension/webview/webviewHtml.ts';

const page = {
  title: 'Tramontane Chat',
  cspSource: "'self' https://*.vscode-cdn.example",
  scriptUri: 'https://host.example/dist/webview/chat.js?a=1&b="2"',
  styleUri: 'https://host.example/dist/webview/chat-style.css',
  nonce: 'bm9uY2U+/w==',
};

describe('the HTML of a webview', () => {
  const { document } = new JSDOM(renderWebviewHtml(page)).window;

  it('allows only the script and the files of the extension', () => {
    const policy = document
      .querySelector('meta[http-equiv="Content-Security-Policy"]')
      ?.getAttribute('content')
      ?.split('; ');
    assert.deepEqual(policy, [
      "default-src 'none'",
      "script-src 'nonce-bm9uY2U+/w=='",
      "style-src 'self' https://*.vscode-cdn.example",
      "font-src 'self' https://*.vscode-cdn.example",
      "form-action 'none'",
      "base-uri 'none'",
    ]);
  });

  it('has one script, with the nonce, and no script or style in the page itself', () => {
    const scripts = [...document.querySelectorAll('script')];
    assert.deepEqual(
      scripts.map((script) => [script.getAttribute('nonce'), script.src, script.textContent]),
      [[page.nonce, 'https://host.example/dist/webview/chat.js?a=1&b=%222%22', '']],
    );
    assert.equal(document.querySelector('style, [style]'), null);
  });
});
