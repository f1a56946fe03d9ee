/** Checks of the server's response headers against the file that the catalogue expects. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { DownloadError } from './downloadError.ts';
import { explainStatus } from './networkFailure.ts';
import { formatBytes } from './quantities.ts';

export interface ExpectedFile {
  readonly bytes: number;
  /** SHA-256, lower-case hexadecimal. */
  readonly sha256: string;
}

/** Use of the body that follows the headers. */
export type BodyPlan =
  /** The body continues at the end of the part. */
  | 'append'
  /** The body is the whole file: the part is emptied first. */
  | 'startOver'
  /** The body is useless, and the server cannot resume the part: empty the part and request again. */
  | 'discard';

/**
 * Checks the size and the hash that a hub announces for a file in large storage. A hub that
 * announces neither passes: the finished file is hashed in any case.
 *
 * @throws DownloadError `otherFile` when the size or the hash differs.
 */
export function checkAnnouncement(headers: IncomingHttpHeaders, expected: ExpectedFile): void {
  const size = headers['x-linked-size'];
  if (typeof size === 'string' && /^\d+$/.test(size)) requireSize(Number(size), expected);
  const etag = headers['x-linked-etag'];
  const hash = typeof etag === 'string' ? /^(?:W\/)?"?([0-9a-f]{64})"?$/i.exec(etag)?.[1] : null;
  // Etags of another form are not SHA-256 sums: those of files outside large storage, or of a mirror.
  if (hash && hash.toLowerCase() !== expected.sha256) {
    throw new DownloadError(
      'otherFile',
      'The server has another file under this name: its SHA-256 differs from the expected one. Nothing was downloaded. A newer version of Tramontane may know it.',
    );
  }
}

/**
 * Checks the final response to a request for everything after the first `have` bytes, before the
 * part is changed.
 *
 * @throws DownloadError for every status and every body that isn't the expected file.
 */
export function planBody(
  response: IncomingMessage,
  url: URL,
  receivedBytes: number,
  expected: ExpectedFile,
): BodyPlan {
  const status = response.statusCode ?? 0;
  const range = parseContentRange(response.headers['content-range']);
  if (range?.total !== undefined) requireSize(range.total, expected);
  // The server has no more bytes than the part. A complete part is verified without a request, so
  // this part can't be the beginning of the file.
  if (status === 416 && receivedBytes > 0) return 'discard';
  if (status !== 200 && status !== 206) throw explainStatus(status, url);
  requireBinary(response.headers, url);
  if (status === 206) return range?.start === receivedBytes ? 'append' : 'discard';
  const length = response.headers['content-length'];
  if (length !== undefined) requireSize(Number(length), expected);
  return 'startOver';
}

interface ContentRange {
  readonly start: number | undefined;
  readonly total: number | undefined;
}

function parseContentRange(header: string | undefined): ContentRange | undefined {
  const match = /^bytes (?:(\d+)-\d+|\*)\/(?:(\d+)|\*)$/.exec(header ?? '');
  if (match === null) return undefined;
  const [, start, total] = match;
  return {
    start: start === undefined ? undefined : Number(start),
    total: total === undefined ? undefined : Number(total),
  };
}

function requireSize(bytes: number, expected: ExpectedFile): void {
  if (bytes === expected.bytes) return;
  throw new DownloadError(
    'otherFile',
    `The server announces a file of ${formatBytes(bytes)} (${String(bytes)} bytes) instead of ${formatBytes(expected.bytes)} (${String(expected.bytes)} bytes), so it is not the expected one. Nothing of it was downloaded. Check HF_ENDPOINT and the proxy, or look for a newer version of Tramontane.`,
  );
}

/** Rejects the log-in page of a network, which must not replace gigabytes of a received part. */
function requireBinary(headers: IncomingHttpHeaders, url: URL): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (!/^text\/html/i.test(headers['content-type'] ?? '') && encoding === 'identity') return;
  throw new DownloadError(
    'unexpectedAnswer',
    `${url.host} answered with a page instead of the file. If this network asks for a log-in, do that in the browser, then try again.`,
  );
}
