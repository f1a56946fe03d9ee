import { setTimeout as delay } from 'node:timers/promises';
import { subtractSeconds } from '../engine/processTime.ts';
import type { TypedRequest } from '../replay/keystrokes.ts';
import type { TimedRequest } from '../replay/pauses.ts';
import type { TraceEvent } from '../replay/trace.ts';
import { TraceDocument, type TraceRequest } from '../replay/traceRequests.ts';
import { waitUntil } from '../replay/waitUntil.ts';
import { addTotal, type WorkTotals } from '../replay/workCounts.ts';
import type { ClientStrategy } from './clientStrategies.ts';
import { CompletionCache } from './completionCache.ts';
import { filterText, fitToCursor } from './filterText.ts';
import { cutDocument } from './infillPrompt.ts';
import type { CompletionServer } from './llamaServer.ts';
import type { RowProgress } from './rowProgress.ts';
import type { ServerAnswer } from './serverStream.ts';

/**
 * Treatment of a running request when the user keeps typing.
 *
 * - `close`: the client closes the connection. The server looks at its connections once a second while
 *   it has no results, and before each token of a stream; until then the request stays in its queue.
 * - `finish`: llama.vscode's own (version 0.0.63). The request runs to its end and its text goes into
 *   the cache; later requests wait for it, and only the latest of them is sent.
 */
export type InFlight = 'close' | 'finish';

export interface ServerReplayOptions {
  /** Keeps the times of the trace. Otherwise each answer is awaited. */
  readonly paced: boolean;
  readonly inFlight: InFlight;
  /** Maximum length of a completion, in tokens. */
  readonly maxTokens: number;
  readonly progress: Pick<RowProgress, 'update'>;
}

/** A request of a trace, answered by the server or the client's cache. */
export interface ServedRequest extends TypedRequest, TimedRequest {
  /** True when the client's cache had the answer. */
  readonly isCached: boolean;
  /** Counts of the server; null where it didn't answer. */
  readonly promptTokens: number | null;
  readonly evaluatedTokens: number | null;
  readonly promptMs: number | null;
}

/** The answers to a trace, and the work of the server over it. */
export interface ServerMeasurement {
  readonly requests: readonly ServedRequest[];
  readonly work: WorkTotals;
  /** CPU seconds of the server's process; null where the system doesn't report them. */
  readonly cpuSeconds: number | null;
}

/** llama.vscode's interval between two looks at a request that has to finish, in ms. */
const pollMs = 150;

/**
 * Replays an editing session as a client of llama-server, with llama.vscode's cache. At the end it
 * waits until the server has finished all requests, cancelled ones included, and counts their work.
 *
 * @throws Error of the first request that failed, at the next event.
 */
export async function replayOnServer(
  events: readonly TraceEvent[],
  server: CompletionServer,
  strategy: ClientStrategy,
  options: ServerReplayOptions,
): Promise<ServerMeasurement> {
  const { paced, progress } = options;
  const replay = new ServerReplay(server, strategy, options);
  const workBefore = await server.countWork();
  const secondsBefore = await server.readCpuSeconds();
  const document = new TraceDocument();
  const total = events.filter(({ type }) => type === 'request').length;
  const startedMs = performance.now();
  for (const [index, event] of events.entries()) {
    if (paced) await waitUntil(startedMs + event.t);
    await replay.apply(document.apply(event, events[index + 1]));
    progress.update(`request ${replay.requests} of ${total}`);
  }
  progress.update(`all ${total} requests made; waiting for the last answers`);
  const requests = await replay.awaitAnswers();
  const work = await server.countWork(({ runningRequests }) => {
    progress.update(`all requests made; the server still has ${runningRequests}`);
  });
  return {
    requests,
    work: addTotal({
      prompt: work.promptTokens - workBefore.promptTokens,
      decode: work.decodeSteps - workBefore.decodeSteps,
      prefetch: 0,
      repair: 0,
      speculative: 0,
      discarded: 0,
    }),
    cpuSeconds: subtractSeconds(await server.readCpuSeconds(), secondsBefore),
  };
}

/** State of a replay between two events. */
class ServerReplay {
  readonly #server: CompletionServer;
  readonly #strategy: ClientStrategy;
  readonly #options: ServerReplayOptions;
  readonly #cache = new CompletionCache();
  readonly #answers: Promise<ServedRequest>[] = [];
  /** The first request that failed. */
  #failedAnswer: Promise<ServedRequest> | undefined;
  /** Cancels the latest request. */
  #latestController = new AbortController();
  #isServerBusy = false;

  constructor(server: CompletionServer, strategy: ClientStrategy, options: ServerReplayOptions) {
    this.#server = server;
    this.#strategy = strategy;
    this.#options = options;
  }

  /** Requests so far, those that the cache answered and the cancelled ones included. */
  get requests(): number {
    return this.#answers.length;
  }

  /**
   * Applies an event.
   *
   * @param request undefined for an edit and a move of the cursor.
   * @throws Error of an earlier request that failed.
   */
  async apply(request: TraceRequest | undefined): Promise<void> {
    this.#latestController.abort();
    await this.#failedAnswer;
    if (request === undefined) return;
    this.#latestController = new AbortController();
    const answer = this.#answerRequest(request, this.#latestController.signal);
    // An error is reported at the next event; until then it must not end the process.
    answer.catch(() => {
      this.#failedAnswer ??= answer;
    });
    this.#answers.push(answer);
    if (!this.#options.paced) await answer;
  }

  awaitAnswers(): Promise<ServedRequest[]> {
    return Promise.all(this.#answers);
  }

  async #answerRequest(request: TraceRequest, signal: AbortSignal): Promise<ServedRequest> {
    if (this.#options.inFlight === 'finish') {
      while (this.#isServerBusy) {
        await delay(pollMs);
        if (signal.aborted) return createServedRequest(request, undefined, 'cancelled');
      }
    }
    const parts = cutDocument(request);
    const cached = this.#cache.find(parts);
    if (cached !== undefined) {
      const text = filterText(cached, parts, request);
      if (text !== undefined) this.#cache.storeFurtherLines(parts, text);
      return createServedRequest(request, text && fitToCursor(text, parts), 'cached');
    }
    const answer = await this.#complete(request, signal);
    if (!answer.isComplete) return createServedRequest(request, undefined, 'cancelled');
    const text = filterText(this.#strategy.convertText(answer.text, parts), parts, request);
    if (text !== undefined) {
      this.#cache.store(parts, text);
      this.#cache.storeFurtherLines(parts, text);
    }
    const suggestion = text && fitToCursor(text, parts);
    return {
      ...createServedRequest(request, suggestion, signal.aborted ? 'cancelled' : 'served'),
      ...pickCounts(answer),
    };
  }

  /** @throws Error when the server's prompt differs in length from the strategy's. */
  async #complete(request: TraceRequest, signal: AbortSignal): Promise<ServerAnswer> {
    const { inFlight, maxTokens } = this.#options;
    const connection = inFlight === 'close' ? signal : new AbortController().signal;
    const post = this.#strategy.buildPost(request);
    this.#isServerBusy = true;
    const answer = await this.#server.complete(post, maxTokens, connection).finally(() => {
      this.#isServerBusy = false;
    });
    const expected = this.#strategy.buildPrompt(request).length;
    if (answer.promptTokens !== null && answer.promptTokens !== expected) {
      throw new Error(
        `llama-server made ${answer.promptTokens} tokens of a prompt of ${expected}: the figures would not be comparable.`,
      );
    }
    return answer;
  }
}

/** @param text what the client shows; undefined for nothing. */
function createServedRequest(
  { expect, typedText, keys, pauseMs }: TraceRequest,
  text: string | undefined,
  source: 'served' | 'cached' | 'cancelled',
): ServedRequest {
  const isCancelled = source === 'cancelled';
  return {
    ...{ expect, typedText, keys, pauseMs },
    text: isCancelled ? '' : (text ?? ''),
    isCancelled,
    isAnswered: !isCancelled,
    isCached: source === 'cached',
    promptTokens: null,
    evaluatedTokens: null,
    promptMs: null,
  };
}

function pickCounts({ promptTokens, evaluatedTokens, promptMs }: ServerAnswer) {
  return { promptTokens, evaluatedTokens, promptMs };
}
