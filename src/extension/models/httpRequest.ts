/**
 * One GET request, by `node:http(s)` and not by the global `fetch`: VS Code applies its proxy and
 * certificate settings to these modules in all supported versions, and they do not decode the body.
 */
import * as http from 'node:http';
import * as https from 'node:https';

/**
 * Sends a GET request and resolves with the response when its headers have arrived, before its body.
 * Redirects are not followed. `signal` ends the request, and later the body, with its reason.
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
    // After the response has arrived this has no effect but to keep a late error from being thrown.
    request.on('error', reject);
    request.end();
  });
}
