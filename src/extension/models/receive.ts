/** One connection of a download. */
import type { IncomingMessage } from 'node:http';
import { DownloadError, getStopReason } from './downloadError.ts';
import { IdleWatch } from './idleWatch.ts';
import { explainNetworkFailure } from './networkFailure.ts';
import type { PartialFile } from './partialFile.ts';
import type { ProgressMeter } from './progressMeter.ts';
import { openFollowingRedirects } from './redirects.ts';
import { checkAnnouncement, planBody } from './serverResponse.ts';
import type { ExpectedFile } from './serverResponse.ts';

export interface ReceiveOptions {
  readonly url: URL;
  readonly token: string | undefined;
  readonly expected: ExpectedFile;
  /** Maximum time without data, in ms. */
  readonly idleTimeoutMs: number;
  readonly meter: ProgressMeter;
  readonly signal: AbortSignal;
  /** Callback for every response of a server, redirects included. */
  readonly onResponse: () => void;
}

/**
 * Requests the missing bytes of the file and appends them to the part, until it is complete.
 *
 * @throws DownloadError; after a `transient` one the caller can retry with the same part.
 */
export async function receiveInto(part: PartialFile, options: ReceiveOptions): Promise<void> {
  const watch = new IdleWatch(options.idleTimeoutMs, () => createStalledError(options));
  const signal = AbortSignal.any([options.signal, watch.signal]);
  try {
    await receive(part, options, watch, signal);
  } catch (error) {
    // The error of a connection that was closed on this side is meaningless; the signal has the reason.
    throw signal.aborted ? getStopReason(signal) : error;
  } finally {
    watch.pause();
  }
}

function createStalledError({ url, idleTimeoutMs }: ReceiveOptions): DownloadError {
  const seconds = String(Math.round(idleTimeoutMs / 1000));
  return new DownloadError(
    'stalled',
    `Nothing has come from ${url.host} for ${seconds} s. Check the network connection, then try again: the download resumes where it stopped.`,
  );
}

async function receive(
  part: PartialFile,
  { url, token, expected, meter, onResponse }: ReceiveOptions,
  watch: IdleWatch,
  signal: AbortSignal,
): Promise<void> {
  const receivedBytes = part.bytes;
  const openedResponse = await openFollowingRedirects({
    url,
    headers: {
      'accept-encoding': 'identity',
      'user-agent': 'tramontane',
      ...(receivedBytes > 0 && { range: `bytes=${String(receivedBytes)}-` }),
    },
    token,
    signal,
    inspect: (headers) => {
      onResponse();
      watch.resume();
      checkAnnouncement(headers, expected);
    },
  });
  try {
    const plan = planBody(openedResponse.response, openedResponse.url, receivedBytes, expected);
    if (plan !== 'append' && receivedBytes > 0) await part.empty();
    if (plan === 'discard') throw createCannotResumeError(openedResponse.url);
    meter.begin('receiving', part.bytes);
    await appendBody(openedResponse.response, part, expected.bytes, meter, watch);
    if (part.bytes < expected.bytes) throw new Error('ended too early');
  } catch (error) {
    throw error instanceof DownloadError ? error : explainNetworkFailure(error, openedResponse.url);
  } finally {
    openedResponse.response.destroy();
  }
}

function createCannotResumeError(url: URL): DownloadError {
  return new DownloadError(
    'cannotResume',
    `${url.host} can't resume the download. Try again: it starts from the beginning.`,
  );
}

async function appendBody(
  response: IncomingMessage,
  part: PartialFile,
  maxBytes: number,
  meter: ProgressMeter,
  watch: IdleWatch,
): Promise<void> {
  for await (const chunk of response as AsyncIterable<Buffer>) {
    // A slow disk must not count as a stalled connection.
    watch.pause();
    if (part.bytes + chunk.length > maxBytes) {
      await part.discard();
      throw new DownloadError(
        'tooManyBytes',
        'The server sends more than the file has, so it is not the expected one. What came was deleted. Check HF_ENDPOINT and the proxy, then try again.',
      );
    }
    await part.append(chunk);
    meter.update(part.bytes);
    watch.resume();
  }
}
