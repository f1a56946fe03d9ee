/** Where the webview's page finds what it needs. */
export interface ChatPage {
  /** `webview.cspSource`. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** New for each page. Letters, digits, `+`, `/` and `=` only. */
  readonly nonce: string;
}

/**
 * The page of the chat's webview. Its script draws everything. Nothing may be loaded but the one
 * script and the files of the extension, nothing may be sent anywhere: the model's words are
 * untrusted, and this is the second wall behind the sanitizer.
 */
export function chatHtml({ cspSource, scriptUri, styleUri, nonce }: ChatPage): string {
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
    <title>Tramontane Chat</title>
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
