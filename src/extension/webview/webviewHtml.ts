/** Title and resources of a webview's page. */
export interface WebviewPage {
  readonly title: string;
  /** Value of `webview.cspSource`. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** Random value, new for each page. Letters, digits, `+`, `/` and `=` only. */
  readonly nonce: string;
}

/**
 * Returns the HTML of a webview's page, whose script renders everything. The content security policy
 * allows only the one script and the files of the extension to be loaded, and no data to be sent. The
 * model's output and file names are untrusted; the policy is a second protection in addition to the
 * precautions in the pages.
 */
export function renderWebviewHtml(page: WebviewPage): string {
  const { title, cspSource, scriptUri, styleUri, nonce } = page;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8">
    <meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeAttribute(title)}</title>
    <link rel="stylesheet" href="${escapeAttribute(styleUri)}">
  </head>
  <body>
    <script nonce="${escapeAttribute(nonce)}" src="${escapeAttribute(scriptUri)}"></script>
  </body>
</html>
`;
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
