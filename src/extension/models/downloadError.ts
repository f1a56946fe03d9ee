/** Reason for which a download ended without its file. */
export type DownloadErrorCode =
  /** The caller's signal ended the download; the received part is kept. */
  | 'cancelled'
  /** The file is being downloaded already, here or in another window. */
  | 'busy'
  /** The address is invalid or leads to a place that downloads are not allowed to use. */
  | 'badAddress'
  | 'tooManyRedirects'
  | 'noNetwork'
  /** The connection can't be trusted: a certificate is wrong or unknown. */
  | 'untrusted'
  | 'connectionLost'
  /** No data arrived within the idle timeout. */
  | 'stalled'
  /** HTTP status 401 or 403. */
  | 'accessDenied'
  | 'notFound'
  /** HTTP status 408, 429 or 5xx. */
  | 'serverTrouble'
  /** The server can't resume at the end of the part; the part was discarded. */
  | 'cannotResume'
  /** The response is not that of a file server: a log-in page or an unexpected status. */
  | 'unexpectedAnswer'
  /** The server announces a file other than the expected one. */
  | 'otherFile'
  | 'tooManyBytes'
  | 'wrongHash'
  | 'diskFull'
  | 'diskDenied'
  | 'diskFailed';

const transientCodes: ReadonlySet<DownloadErrorCode> = new Set<DownloadErrorCode>([
  'noNetwork',
  'connectionLost',
  'stalled',
  'serverTrouble',
  'cannotResume',
]);

/** A failed download. The message states for the user what happened and what to do next. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
  readonly code: DownloadErrorCode;

  constructor(code: DownloadErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** True where the same request may succeed a little later. */
  get isTransient(): boolean {
    return transientCodes.has(this.code);
  }
}

/** Returns the reason of an aborted signal when it is a `DownloadError`, else a `cancelled` error. */
export function getStopReason(signal: AbortSignal): DownloadError {
  return signal.reason instanceof DownloadError
    ? signal.reason
    : new DownloadError('cancelled', 'The download was cancelled. What is there is kept.');
}

/** Throws the signal's `stopReason` when it is aborted. */
export function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw getStopReason(signal);
}

/** Returns the `code` of a Node system error; undefined for anything else. */
export function getErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
