import { setTimeout as sleep } from 'node:timers/promises';
import { CancellationTokenSource, type CancellationToken } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  computeFirstWordsLimitMs,
  computeMoreWordsLimitMs,
} from '../../src/completion/suggestion/answerTimeLimits.ts';
import type { CompletionRule } from '../../src/completion/rules.ts';
import type {
  CompleteParams,
  CompleteResult,
  RequestMetrics,
  VerifyResult,
} from '../../src/engine/protocol.ts';
import type { EngineProcess } from '../engine/engineProcess.ts';
import type { TypedRequest } from './keystrokes.ts';
import type { Cause, TraceEvent } from './trace.ts';
import { TraceDocument, type TraceRequest } from './traceRequests.ts';
import { waitUntil } from './waitUntil.ts';

/** A request of a trace, with its answer. */
export interface ReplayedRequest extends RequestMetrics, TypedRequest {
  readonly cause: Cause;
  /** True when a suggestion was shown. */
  readonly hasSuggestion: boolean;
  /** Reason for no suggestion, or null. */
  readonly reason: string | null;
  /** Time until the next event of the trace, in ms; null for the last event. */
  readonly pauseMs: number | null;
  /** True when the engine returned a text, or a reason for none, before the next event. */
  readonly isAnswered: boolean;
  /** Comparison with the same prompt evaluated from scratch, where the options select it. */
  readonly verification?: VerifyResult;
}

export interface ReplayOptions {
  /** Maximum length of a completion, in tokens. */
  readonly maxTokens: number;
  /**
   * Keeps the times of the trace: an event cancels the request that is still running. Otherwise
   * each answer is awaited and the next event follows at once.
   */
  readonly paced: boolean;
  /** Time between an event and its request where times are kept, in ms; the next event cancels it. */
  readonly delayMs?: number;
  /** Applies the filters that drop and cut texts, as in the editor. On by default. */
  readonly isFiltered?: boolean;
  /** Requests that are repeated from scratch, by their number in the trace. */
  readonly verify?: ReadonlySet<number>;
}

/** The part of the engine's process that a replay uses. */
export type ReplayEngine = Pick<EngineProcess, 'open' | 'change' | 'notify' | 'request'>;

/** Replays an editing session in the engine, event by event, and collects the answers. */
export async function replayTrace(
  events: readonly TraceEvent[],
  engine: ReplayEngine,
  options: ReplayOptions,
): Promise<ReplayedRequest[]> {
  const replay = new Replay(engine, options);
  const startedMs = performance.now();
  for (const [index, event] of events.entries()) {
    if (options.paced) await waitUntil(startedMs + event.t);
    await replay.apply(event, events[index + 1]);
  }
  return replay.awaitAnswers();
}

/** Rules that cut or drop a text that the model generated. */
const filterRules: readonly CompletionRule[] = [
  'boundary',
  'cursorLine',
  'closers',
  'suffixOverlap',
  'duplicateLine',
  'repeatedLines',
  'indentation',
  'brackets',
  'syntax',
  'confidentPrefix',
  'confidence',
  'suffixLikelihood',
];

/** State of a replay between two events. */
class Replay {
  readonly #engine: ReplayEngine;
  readonly #options: ReplayOptions;
  readonly #answers: Promise<ReplayedRequest>[] = [];
  readonly #trace = new TraceDocument();
  #document = TextDocument.create('file:///none', 'plaintext', 0, '');
  /** Number of events so far. */
  #events = 0;
  /** Cancels the running request. */
  #running: CancellationTokenSource | undefined;

  constructor(engine: ReplayEngine, options: ReplayOptions) {
    this.#engine = engine;
    this.#options = options;
  }

  async apply(event: TraceEvent, next: TraceEvent | undefined): Promise<void> {
    this.#events++;
    this.#running?.cancel();
    const request = this.#trace.apply(event, next);
    if (request !== undefined) await this.#request(request);
    else if (event.type === 'open') {
      const uri = await this.#engine.open(event.text, `/trace/${event.uri}`, event.languageId);
      this.#document = TextDocument.create(uri, 'plaintext', 1, event.text);
    } else if (event.type === 'edit') {
      this.#document = await this.#engine.change(this.#document, event);
    } else if (event.type === 'cursor') await this.#moveCursor(event.offset);
  }

  awaitAnswers(): Promise<ReplayedRequest[]> {
    return Promise.all(this.#answers);
  }

  async #request(request: TraceRequest): Promise<void> {
    const cancellation = new CancellationTokenSource();
    this.#running = cancellation;
    const { uri, version } = this.#document;
    const number = this.#answers.length;
    const eventNumber = this.#events;
    const params: CompleteParams = {
      textDocument: { uri, version },
      position: this.#document.positionAt(request.offset),
      lines: 'auto',
      maxTokens: this.#options.maxTokens,
      disabledRules: this.#options.isFiltered === false ? filterRules : [],
    };
    let isInTime = false;
    const onAnswer = () => {
      isInTime ||= eventNumber === this.#events;
    };
    const answer = (
      this.#options.paced
        ? this.#completeInParts(params, cancellation.token, onAnswer)
        : this.#engine.request('tramontane/complete', params, cancellation.token).finally(onAnswer)
    ).then((result) => describeAnswer(request, result, isInTime));
    this.#answers.push(this.#options.verify?.has(number) ? this.#verify(answer, uri) : answer);
    if (!this.#options.paced) await this.#answers.at(-1);
  }

  /**
   * Requests the first words, and then the rest of a text that was cut, as the extension does.
   *
   * @param onAnswer called when the engine returned a text, or a reason for none.
   */
  async #completeInParts(
    params: CompleteParams,
    token: CancellationToken,
    onAnswer: () => void,
  ): Promise<CompleteResult> {
    const { delayMs = 0 } = this.#options;
    const keyMs = performance.now();
    if (delayMs > 0) await sleep(delayMs);
    const request = (maxMs: number) =>
      this.#engine.request('tramontane/complete', { ...params, maxMs }, token);
    const getMsSinceKey = () => performance.now() - keyMs;
    let last = await request(computeFirstWordsLimitMs(getMsSinceKey()));
    let result = last;
    for (;;) {
      const isCut = last.stopReason === 'timeLimit';
      if (last.kind === 'text' || !isCut) onAnswer();
      if (!isCut || token.isCancellationRequested) return result;
      last = await request(computeMoreWordsLimitMs(getMsSinceKey()));
      result = mergeResults(result, last);
    }
  }

  async #verify(answer: Promise<ReplayedRequest>, uri: string): Promise<ReplayedRequest> {
    const request = await answer;
    const verification = await this.#engine.request('tramontane/verify', { textDocument: { uri } });
    return verification ? { ...request, verification } : request;
  }

  #moveCursor(offset: number): Promise<void> {
    const { uri, version } = this.#document;
    const position = this.#document.positionAt(offset);
    return this.#engine.notify('tramontane/cursor', { textDocument: { uri, version }, position });
  }
}

/** Reasons for no suggestion that mean that the user kept typing. */
const cancelledReasons: readonly string[] = ['cancelled', 'superseded', 'documentChanged'];

/** Returns the answer of two requests for one place, the second of which continues the first. */
function mergeResults(first: CompleteResult, next: CompleteResult): CompleteResult {
  const metrics = {
    ...first.metrics,
    evaluatedTokens: first.metrics.evaluatedTokens + next.metrics.evaluatedTokens,
    decodeSteps: first.metrics.decodeSteps + next.metrics.decodeSteps,
    wastedTokens: next.metrics.wastedTokens,
  };
  const isText = first.kind === 'text';
  const isContinuation = next.kind === 'text' && isText && next.text.startsWith(first.text);
  return { ...(isContinuation || !isText ? next : first), metrics };
}

/** @param isInTime the answer arrived before the next event. */
function describeAnswer(
  { cause, expect, typedText, keys, pauseMs }: TraceRequest,
  result: CompleteResult,
  isInTime: boolean,
): ReplayedRequest {
  const [text, reason] = result.kind === 'text' ? [result.text, null] : ['', result.outcome.rule];
  const isCancelled = reason !== null && cancelledReasons.includes(reason);
  return {
    ...result.metrics,
    ...{ cause, expect, typedText, keys, pauseMs },
    text,
    reason,
    isCancelled,
    hasSuggestion: text !== '',
    isAnswered: isInTime && !isCancelled && reason !== 'failed',
  };
}
