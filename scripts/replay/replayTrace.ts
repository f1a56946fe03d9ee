import { CancellationTokenSource } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompletionRule } from '../../src/completion/rules.ts';
import type { CompleteResult, RequestMetrics, VerifyResult } from '../../src/engine/protocol.ts';
import type { EngineProcess } from '../engine/engineProcess.ts';
import type { TypedRequest } from './keystrokes.ts';
import { Typing } from './typing.ts';
import { causeOf, costlier, type Cause, type TraceEvent } from './trace.ts';

/** One request of a trace, answered. */
export interface ReplayedRequest extends RequestMetrics, TypedRequest {
  readonly cause: Cause;
  /** Whether a suggestion was shown. */
  readonly isShown: boolean;
  /** Why nothing was, or null. */
  readonly reason: string | null;
  /** How it compares with the same prompt from scratch, where that was asked for. */
  readonly verified?: VerifyResult;
}

export interface ReplayOptions {
  /** Longest completion, in tokens. */
  readonly maxTokens: number;
  /**
   * Keep the trace's times: who types on before an answer is there cancels it. Else each answer is
   * waited for, and the next event follows at once.
   */
  readonly paced: boolean;
  /** Whether filters drop and cut texts, as for a person; they do where nothing is said. */
  readonly isFiltered?: boolean;
  /** Which requests are made a second time, from scratch, by their number in the trace. */
  readonly verify?: ReadonlySet<number>;
}

/** Does in the engine what a person did in an editor, event by event, and collects the answers. */
export async function replayTrace(
  events: readonly TraceEvent[],
  engine: EngineProcess,
  options: ReplayOptions,
): Promise<ReplayedRequest[]> {
  const replay = new Replay(engine, options);
  const startedMs = performance.now();
  for (const event of events) {
    if (options.paced) await until(startedMs + event.t);
    await replay.do(event);
  }
  return replay.answers();
}

/** What cuts or drops a text that the model wrote. */
const gateRules: readonly CompletionRule[] = [
  'boundary',
  'cursorLine',
  'closedBracket',
  'suffixOverlap',
  'duplicateLine',
  'repetition',
  'indentation',
  'brackets',
  'syntax',
  'shakyTail',
  'confidence',
  'suffixGate',
];

/** The state of a replay between two events. */
class Replay {
  readonly #engine: EngineProcess;
  readonly #options: ReplayOptions;
  readonly #answers: Promise<ReplayedRequest>[] = [];
  #document = TextDocument.create('file:///nothing', 'plaintext', 0, '');
  #cause: Cause | undefined;
  /** What was typed since the last request. */
  readonly #typing = new Typing();
  /** Cancels the request that runs. */
  #running: CancellationTokenSource | undefined;

  constructor(engine: EngineProcess, options: ReplayOptions) {
    this.#engine = engine;
    this.#options = options;
  }

  async do(event: TraceEvent): Promise<void> {
    if (event.type === 'request') return this.#request(event);
    this.#running?.cancel();
    this.#typing.saw(event);
    if (event.type === 'open') {
      const uri = await this.#engine.open(event.text, `/trace/${event.uri}`, event.languageId);
      this.#document = TextDocument.create(uri, 'plaintext', 1, event.text);
    } else if (event.type === 'edit') await this.#edit(event);
    else await this.#moveCursor(event.offset);
    const cause = causeOf(event);
    if (cause === undefined) return;
    this.#cause = this.#cause === undefined ? cause : costlier(this.#cause, cause);
  }

  answers(): Promise<ReplayedRequest[]> {
    return Promise.all(this.#answers);
  }

  async #request({ offset, expect }: Extract<TraceEvent, { type: 'request' }>): Promise<void> {
    this.#running?.cancel();
    const cancellation = new CancellationTokenSource();
    this.#running = cancellation;
    const { uri, version } = this.#document;
    const number = this.#answers.length;
    const cause = this.#cause ?? 'key';
    this.#cause = undefined;
    const typed = this.#typing.take();
    const answer = this.#engine
      .request(
        'tramontane/complete',
        {
          textDocument: { uri, version },
          position: this.#document.positionAt(offset),
          lines: 'auto',
          maxTokens: this.#options.maxTokens,
          rulesOff: this.#options.isFiltered === false ? gateRules : [],
        },
        cancellation.token,
      )
      .then((result) => ({ ...replayed(result, cause), ...typed, expect }));
    this.#answers.push(this.#options.verify?.has(number) ? this.#verified(answer, uri) : answer);
    if (!this.#options.paced) await this.#answers.at(-1);
  }

  async #verified(answer: Promise<ReplayedRequest>, uri: string): Promise<ReplayedRequest> {
    const request = await answer;
    const verified = await this.#engine.request('tramontane/verify', { textDocument: { uri } });
    return verified ? { ...request, verified } : request;
  }

  async #edit(event: Extract<TraceEvent, { type: 'edit' }>): Promise<void> {
    const document = this.#document;
    const change = {
      range: {
        start: document.positionAt(event.offset),
        end: document.positionAt(event.offset + event.remove),
      },
      text: event.insert,
    };
    const version = document.version + 1;
    await this.#engine.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: document.uri, version },
      contentChanges: [change],
    });
    this.#document = TextDocument.update(document, [change], version);
  }

  #moveCursor(offset: number): Promise<void> {
    const { uri, version } = this.#document;
    const position = this.#document.positionAt(offset);
    return this.#engine.notify('tramontane/cursor', { textDocument: { uri, version }, position });
  }
}

/** Reasons for nothing that mean that the person went on. */
const givenUp: readonly string[] = ['cancelled', 'superseded', 'documentChanged'];

function replayed(result: CompleteResult, cause: Cause) {
  const said =
    result.kind === 'text'
      ? { text: result.text, reason: null }
      : { text: '', reason: result.reason };
  const isCancelled = said.reason !== null && givenUp.includes(said.reason);
  return { cause, ...result.metrics, ...said, isShown: said.text !== '', isCancelled };
}

/** Waits for a moment of the trace, as the person's editor did. */
function until(atMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, atMs - performance.now())));
}
