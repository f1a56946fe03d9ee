/** Why a download ended without its file. */
export type DownloadErrorCode =
  /** The caller's signal; what was received is kept. */
  | 'cancelled'
  /** The file is being downloaded already, here or in another window. */
  | 'busy'
  /** The address isn't one, or leads where a download must not go. */
  | 'badAddress'
  | 'tooManyRedirects'
  | 'noNetwork'
  /** The connection can't be trusted: a certificate is wrong or unknown. */
  | 'untrusted'
  | 'connectionLost'
  /** Nothing came for too long. */
  | 'stalled'
  /** 401 and 403. */
  | 'accessDenied'
  | 'notFound'
  /** 408, 429 and 5xx. */
  | 'serverTrouble'
  /** The server can't go on where the part ends; the part was discarded. */
  | 'cannotResume'
  /** Not the answer that a file server gives: a log-in page, a status out of place. */
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

/** A failed download. The message says what happened and what to do next, for the person to read. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
  readonly code: DownloadErrorCode;

  constructor(code: DownloadErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Whether the same request may well succeed a little later. */
  get transient(): boolean {
    return transientCodes.has(this.code);
  }
}

/** What an aborted signal stands for: its reason when that is a `DownloadError`, else a cancel. */
export function stopReason(signal: AbortSignal): DownloadError {
  return signal.reason instanceof DownloadError
    ? signal.reason
    : new DownloadError('cancelled', 'The download was cancelled. What is there is kept.');
}

/** Throws the signal's `stopReason` when it is aborted. */
export function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw stopReason(signal);
}

/** The `code` of a Node system error; undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
