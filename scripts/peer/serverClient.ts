import { request as openRequest, type IncomingMessage } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { ServerCounter, type ServerCounts } from './serverMetrics.ts';
import type { ServerProcess } from './serverProcess.ts';
import { combineEvents, readEvents, type ServerAnswer, type StreamEvent } from './serverStream.ts';

/** A request to the server, without the number of tokens to sample. */
export interface ServerPost {
  readonly path: '/infill' | '/completion';
  readonly body: Readonly<Record<string, unknown>>;
}

/** Interval between two readings of a server that is finishing requests, in ms. */
const pollMs = 50;

/**
 * HTTP client of a llama-server process on this machine.
 *
 * Each request has a connection of its own, without a time limit. `fetch` offers neither: it fails
 * when the headers take over 300 s, and llama-server sends them with the first token; and it reuses
 * connections, which llama-server closes after each stream although its headers announce keep-alive.
 */
export class ServerClient {
  readonly #port: number;
  readonly #process: Pick<ServerProcess, 'exitMessage'>;
  readonly #counter = new ServerCounter();

  constructor(port: number, process: Pick<ServerProcess, 'exitMessage'>) {
    this.#port = port;
    this.#process = process;
  }

  /** Returns true when the server answers and has its model. */
  async isReady(): Promise<boolean> {
    try {
      const response = await this.#send('/health');
      response.resume();
      return response.statusCode === 200;
    } catch {
      return false;
    }
  }

  /**
   * Requests a completion, as a stream. Aborting closes the connection.
   *
   * @throws Error with the server's message when it refuses, and with its last output when it ends.
   */
  async complete(
    { path, body }: ServerPost,
    maxTokens: number,
    signal: AbortSignal,
  ): Promise<ServerAnswer> {
    const json = { ...body, n_predict: maxTokens, cache_prompt: true, stream: true };
    const answer = combineEvents(await this.#readAnswer(path, JSON.stringify(json), signal));
    if (answer.isComplete || signal.aborted) return answer;
    throw new Error('llama-server closed the stream before its last event.');
  }

  /**
   * Returns the server's counts as soon as no request is running or deferred.
   *
   * @param onWait receives the counts as long as there are such requests.
   */
  async countWork(onWait?: (counts: ServerCounts) => void): Promise<ServerCounts> {
    let idle: ServerCounts | undefined;
    for (;;) {
      const counts = this.#counter.add(await this.#readMetrics());
      if (counts.runningRequests > 0) {
        idle = undefined;
        onWait?.(counts);
      } else {
        // A deferred request on its way to the slot is in neither count: one reading doesn't suffice.
        if (idle?.promptTokens === counts.promptTokens) return counts;
        idle = counts;
      }
      await delay(pollMs);
    }
  }

  async #readMetrics(): Promise<string> {
    try {
      return await readText(await this.#send('/metrics'));
    } catch (error) {
      throw await this.#describeFailure(error);
    }
  }

  /** Returns the events of a stream; those until then when the request is aborted. */
  async #readAnswer(path: string, body: string, signal: AbortSignal): Promise<StreamEvent[]> {
    const events: StreamEvent[] = [];
    try {
      const response = await this.#send(path, { body, signal });
      if (response.statusCode === 200) {
        for await (const event of readEvents(response, signal)) events.push(event);
      } else events.push(JSON.parse(await readText(response)) as StreamEvent);
    } catch (error) {
      if (signal.aborted) return events;
      throw await this.#describeFailure(error);
    }
    const refusal = events.find(({ error }) => error !== undefined)?.error;
    if (refusal === undefined) return events;
    throw new Error(`llama-server refuses: ${refusal.message ?? 'it gives no reason.'}`);
  }

  /** Sends a request on a connection of its own. @returns the response, with its body unread. */
  #send(
    path: string,
    { body, signal }: { readonly body?: string; readonly signal?: AbortSignal } = {},
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const request = openRequest({
        ...{ host: '127.0.0.1', port: this.#port, path, agent: false },
        method: body === undefined ? 'GET' : 'POST',
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
        ...(signal && { signal }),
      });
      request.on('response', resolve).on('error', reject).end(body);
    });
  }

  /**
   * Returns the error to report for a failed connection. If the server doesn't answer any more, its
   * process is ending, and the error has its exit code and its last output.
   */
  async #describeFailure(error: unknown): Promise<Error> {
    if (!(await this.isReady()))
      return new Error(await this.#process.exitMessage, { cause: error });
    const message = error instanceof Error ? error.message : String(error);
    return new Error(`The connection to llama-server failed: ${message}`, { cause: error });
  }
}
