/**
 * Requests that follow redirects themselves: each hop is checked, its headers are inspected, and the
 * access token is sent only to the server that it is meant for.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { DownloadError } from './downloadError.ts';
import { get } from './httpRequest.ts';
import { explainNetworkFailure } from './networkFailure.ts';

const maxRedirects = 5;

export interface OpenRequest {
  readonly url: URL;
  /** Headers that are sent on every hop. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bearer token that is sent to the origin of `url` only. */
  readonly token?: string | undefined;
  readonly signal: AbortSignal;
  /** Receives the headers of every hop, the last one included; an error that it throws ends the request. */
  readonly inspect: (headers: IncomingHttpHeaders) => void;
}

export interface OpenedResponse {
  readonly response: IncomingMessage;
  /** Address that sent the response. */
  readonly url: URL;
}

/**
 * Requests `url` and follows up to five redirects. The caller destroys the response.
 *
 * @throws DownloadError `badAddress`, `tooManyRedirects` or one for a connection that failed; the
 *   signal's reason; or the error that `inspect` throws.
 */
export async function openFollowingRedirects(request: OpenRequest): Promise<OpenedResponse> {
  requireAllowed(request.url);
  let url = request.url;
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    const headers = { ...request.headers };
    if (request.token !== undefined && url.origin === request.url.origin) {
      headers['authorization'] = `Bearer ${request.token}`;
    }
    const response = await getExplained(url, headers, request.signal);
    const next = inspectHop(response, url, request.inspect);
    if (next === undefined) return { response, url };
    response.destroy();
    url = next;
  }
  throw new DownloadError(
    'tooManyRedirects',
    `${request.url.host} sends the download in circles. Check HF_ENDPOINT and the proxy, then try again.`,
  );
}

/** Calls `get` and explains a failure in terms of the hop that failed, which is often not the first. */
async function getExplained(
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  try {
    return await get(url, headers, signal);
  } catch (error) {
    throw signal.aborted ? error : explainNetworkFailure(error, url);
  }
}

/** Returns the address to which the hop redirects; undefined when it does not redirect. */
function inspectHop(
  response: IncomingMessage,
  url: URL,
  inspect: OpenRequest['inspect'],
): URL | undefined {
  try {
    inspect(response.headers);
    const { location } = response.headers;
    if (location === undefined || !isRedirect(response.statusCode)) return undefined;
    return resolveRedirect(location, url);
  } catch (error) {
    response.destroy();
    throw error;
  }
}

function isRedirect(status: number | undefined): boolean {
  return [301, 302, 303, 307, 308].includes(status ?? 0);
}

/**
 * Resolves `location` relative to `from`.
 *
 * @throws DownloadError `badAddress` when a download must not go there: plain http lets anyone on the
 *   route change the data, and a remote server must not redirect to this machine.
 */
export function resolveRedirect(location: string, from: URL): URL {
  if (!URL.canParse(location, from.href)) {
    throw new DownloadError(
      'badAddress',
      `${from.host} redirects to something that is no address. Try again later.`,
    );
  }
  const target = new URL(location, from);
  requireAllowed(target);
  if (isLoopback(target) && !isLoopback(from)) {
    throw new DownloadError(
      'badAddress',
      `${from.host} redirects the download to this machine, which is refused. Check HF_ENDPOINT and the proxy.`,
    );
  }
  return target;
}

function requireAllowed(url: URL): void {
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))) return;
  throw new DownloadError(
    'badAddress',
    `${url.protocol}//${url.host} is not an https address, which downloads need (http only on this machine itself). Check HF_ENDPOINT.`,
  );
}

function isLoopback(url: URL): boolean {
  // The URL parser normalizes every notation of an IPv4 address to four decimal numbers.
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}
