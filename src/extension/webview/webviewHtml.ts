/** What a webview's page is called, and where it finds what it needs. */
export interface WebviewPage {
  readonly title: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** New for each page. Letters, digits, `+`, `/` and `=` only. */
  readonly nonce: string;
}

/**
 * The page of a webview. Its script draws everything. Nothing may be loaded but the one script and
 * the files of the extension, nothing may be sent anywhere: the model's words and the names of
 * files are untrusted, and this is the second wall behind the pages' own care.
 */
export function webviewHtml(page: WebviewPage): string {
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
    <meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${attribute(title)}</title>
    <link rel="stylesheet" href="${attribute(styleUri)}">
  </head>
  <body>
    <script nonce="${attribute(nonce)}" src="${attribute(scriptUri)}"></script>
  </body>
</html>
`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
