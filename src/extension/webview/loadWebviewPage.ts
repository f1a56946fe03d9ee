import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { renderWebviewHtml } from './webviewHtml.ts';

/** One of the pages that `scripts/build.ts` builds from `media/`. */
export interface BuiltPage {
  /** Name of the script and, with `-style`, of the style sheet in `dist/webview/`. */
  readonly name: 'chat' | 'cache';
  readonly title: string;
}

/** Loads a page into a webview. */
export function loadWebviewPage(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  page: BuiltPage,
) {
  const root = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const toResourceUri = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(root, file)).toString();
  webview.options = { enableScripts: true, localResourceRoots: [root] };
  webview.html = renderWebviewHtml({
    title: page.title,
    cspSource: webview.cspSource,
    scriptUri: toResourceUri(`${page.name}.js`),
    styleUri: toResourceUri(`${page.name}-style.css`),
    nonce: randomBytes(16).toString('base64'),
  });
}
