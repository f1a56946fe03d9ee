/**
 * One GET request, by `node:http(s)` and not by the global `fetch`: VS Code has put its proxy and
 * certificate settings into these modules in all versions that we support, and nothing between
 * them and us decodes the body.
 */
import * as http from 'node:http';
import * as https from 'node:https';

/**
 * Resolves with the answer's headers; the body is still to come. Redirects are answers like any
 * other. `signal` ends the request, and later the body, with its reason.
 *
 * @throws Node's system error when the server can't be reached, or the signal's reason.
 */
export function get(
  url: URL,
  headers: http.OutgoingHttpHeaders,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const { request: open } = url.protocol === 'https:' ? https : http;
    let stream: http.ClientRequest | http.IncomingMessage;
    const stop = (): void => {
      stream.destroy(signal.reason as Error);
    };
    const request = open(url, { headers }, (response) => {
      stream = response;
      resolve(response);
    });
    stream = request;
    signal.addEventListener('abort', stop, { once: true });
    request.on('close', () => {
      signal.removeEventListener('abort', stop);
    });
    // After the answer has come this rejects nothing more, but keeps a late error from being thrown.
    request.on('error', reject);
    request.end();
  });
}
