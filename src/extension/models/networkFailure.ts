import { DownloadError, getErrorCode } from './downloadError.ts';

/** Returns the error that explains a failed request or a lost connection to `url` to the user. */
export function explainNetworkFailure(error: unknown, url: URL): DownloadError {
  const code = getErrorCode(error) ?? '';
  const options = { cause: error };
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ECONNREFUSED':
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
      return new DownloadError(
        'noNetwork',
        `${url.host} can't be reached (${code}). Check the network connection and the proxy, then try again.`,
        options,
      );
    default:
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_TLS/.test(code)) {
    return new DownloadError(
      'untrusted',
      `The connection to ${url.host} can't be trusted (${code}). If a company proxy stands in between, its certificate must be known to this machine.`,
      options,
    );
  }
  const detail = error instanceof Error ? code || error.message : String(error);
  return new DownloadError(
    'connectionLost',
    `The connection to ${url.host} broke (${detail}). Try again: the download resumes where it stopped.`,
    options,
  );
}

/** Returns the error that explains an HTTP status without a file to the user. */
export function explainStatus(status: number, url: URL): DownloadError {
  const responseText = `${url.host} answered ${String(status)}`;
  if (status === 401 || status === 403) {
    return new DownloadError(
      'accessDenied',
      `${responseText}: the file is not open to everyone, or its link ran out. Try again; if it stays so, accept the model's terms on its page and set HF_TOKEN to an access token.`,
    );
  }
  if (status === 404 || status === 410) {
    return new DownloadError(
      'notFound',
      `${responseText}: the file is no longer there. Download a GGUF file in the browser and choose it with "Choose a file…".`,
    );
  }
  if (status === 408 || status === 429 || status >= 500) {
    return new DownloadError(
      'serverTrouble',
      status === 429
        ? `${responseText}: too many requests. Wait a few minutes, then try again.`
        : `${responseText}: the server reported an error. Try again later: the download resumes where it stopped.`,
    );
  }
  return new DownloadError(
    'unexpectedAnswer',
    `${responseText}, which is no answer for a file. Check HF_ENDPOINT and the proxy, then try again.`,
  );
}
