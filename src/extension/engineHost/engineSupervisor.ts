import * as vscode from 'vscode';
import type {
  AlternativesParams,
  AlternativesResult,
  CacheReport,
  ChatChunkParams,
  ChatParams,
  ChatResult,
  CompleteParams,
  CompleteResult,
  ContextParams,
  CursorParams,
  LoadModelParams,
  PrefetchParams,
  PromptReport,
  WorkCounts,
} from '../../engine/protocol.ts';
import { EngineRequestError, EngineSession } from './engineSession.ts';
import { waitForEngine } from './waitForEngine.ts';
import type { EngineStatus } from './engineStatus.ts';
import { RestartPolicy } from './restartPolicy.ts';

export interface EngineSupervisorParts {
  /** Absolute path of the engine's bundle. */
  readonly enginePath: string;
  /** Port of the engine's inspector; undefined for no inspector. */
  readonly inspectPort: number | undefined;
  readonly log: vscode.LogOutputChannel;
  /** Returns the model that the settings name now, and its load parameters. */
  readonly getLoadModelParams: () => LoadModelParams;
  readonly getChatSettings: () => { readonly maxTokens: number; readonly temperature: number };
}

/**
 * Keeps the engine running: starts it, requests its model, restarts it after a crash. A model whose
 * loading crashed the engine isn't loaded again until the user requests it, since the engine would
 * crash again and again.
 */
export class EngineSupervisor implements vscode.Disposable {
  readonly #parts: EngineSupervisorParts;
  readonly #policy = new RestartPolicy();
  readonly #statusEmitter = new vscode.EventEmitter<EngineStatus>();
  readonly #chunkEmitter = new vscode.EventEmitter<ChatChunkParams>();
  #session: EngineSession | undefined;
  #status: EngineStatus = { kind: 'starting' };
  /** Path of the model that is being loaded; it is the suspect when the engine crashes meanwhile. */
  #loadingPath: string | undefined;
  /** Path of the model that was loaded last; it is not suspect when the engine crashes. */
  #lastLoadedPath: string | undefined;
  #restartTimer: NodeJS.Timeout | undefined;
  #startQueue: Promise<void> = Promise.resolve();
  #chatCount = 0;

  constructor(parts: EngineSupervisorParts) {
    this.#parts = parts;
  }

  readonly onDidChangeStatus = this.#statusEmitter.event;

  get status(): EngineStatus {
    return this.#status;
  }

  get pid(): number | undefined {
    return this.#session?.pid;
  }

  /**
   * Starts the process and requests the model that the settings name. Resolves after the handshake,
   * so that a restart does not wait for a slow model. Never rejects; failures appear in the status.
   */
  start(): Promise<void> {
    return this.#enqueueStart(() => this.#start());
  }

  /** Restarts the engine at the user's request. */
  restart(): Promise<void> {
    return this.#enqueueStart(async () => {
      clearTimeout(this.#restartTimer);
      this.#policy.reset();
      const session = this.#session;
      this.#session = undefined;
      await session?.stop();
      await this.#start();
    });
  }

  /** Runs starts and restarts one after the other, so that no second process is started and lost. */
  #enqueueStart(start: () => Promise<void>): Promise<void> {
    this.#startQueue = this.#startQueue.then(start);
    return this.#startQueue;
  }

  async #start(): Promise<void> {
    this.#setStatus({ kind: 'starting' });
    const session = this.#createSession();
    this.#session = session;
    try {
      await session.start();
    } catch (error) {
      this.#parts.log.error(`The engine could not be started: ${String(error)}`);
      // The end of the process triggers the next attempt.
      session.kill();
      return;
    }
    if (this.#session === session) void this.#loadModel();
  }

  /** Applies changed model settings. A stopped engine is restarted. */
  async applySettings(): Promise<void> {
    await (this.#status.kind === 'stopped' ? this.restart() : this.#loadModel());
  }

  /** Loads the model that the settings name now. Never rejects; failures appear in the status. */
  async #loadModel(): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    const params = this.#parts.getLoadModelParams();
    this.#loadingPath = params.path;
    try {
      const model = await session.request('tramontane/loadModel', params);
      this.#lastLoadedPath = params.path;
      this.#parts.log.info(
        `${model.name} is ready on ${model.device}: window ${model.windowTokens} tokens, of the chat ${model.contextTokens}, ${model.threads} threads.`,
      );
    } catch (error) {
      // Without a refusal the process is about to end, and `#recover` needs the suspect.
      if (!isRefusal(error)) return;
    }
    if (this.#loadingPath === params.path && this.#session === session)
      this.#loadingPath = undefined;
  }

  /**
   * Requests a completion. While the engine starts or its model loads, the request waits until VS
   * Code cancels it. When the engine crashes meanwhile, the request is sent once more.
   *
   * @throws EngineRequestError in plain words.
   */
  async complete(params: CompleteParams, token: vscode.CancellationToken): Promise<CompleteResult> {
    await waitForEngine(this, token);
    const session = this.#requireSession();
    try {
      return await session.request('tramontane/complete', params, token);
    } catch (error) {
      if (isRefusal(error) || token.isCancellationRequested) throw error;
      await session.exitPromise;
      await waitForEngine(this, token);
      return this.#requireSession().request('tramontane/complete', params, token);
    }
  }

  /**
   * Requests alternatives to the shown suggestion.
   *
   * @throws EngineRequestError in plain words.
   */
  async requestAlternatives(
    params: AlternativesParams,
    token: vscode.CancellationToken,
  ): Promise<AlternativesResult> {
    return this.#requireSession().request('tramontane/alternatives', params, token);
  }

  /** Sends the position of the cursor to the engine, if one runs. */
  sendCursor(params: CursorParams): void {
    this.#session?.notify('tramontane/cursor', params);
  }

  /** Enables or disables all evaluation ahead of requests in the engine, if one runs. */
  sendPrefetch(params: PrefetchParams): void {
    this.#session?.notify('tramontane/prefetch', params);
  }

  /** Sends the additional context for completions in a file to the engine, if one runs. */
  sendContext(params: ContextParams): void {
    this.#session?.notify('tramontane/context', params);
  }

  /**
   * Returns the prompt of a file's last completion; null when there was none.
   *
   * @throws EngineRequestError in plain words.
   */
  async requestPromptReport(uri: string): Promise<PromptReport | null> {
    return this.#requireSession().request('tramontane/prompt', { textDocument: { uri } });
  }

  /**
   * Returns a report on the cache of a file; null when it has none.
   *
   * @throws EngineRequestError in plain words.
   */
  async requestCacheReport(uri: string): Promise<CacheReport | null> {
    return this.#requireSession().request('tramontane/cache', { textDocument: { uri } });
  }

  /**
   * Returns the tokens evaluated since the model was loaded.
   *
   * @throws EngineRequestError in plain words.
   */
  async requestWorkCounts(): Promise<WorkCounts> {
    return this.#requireSession().request('tramontane/work', null);
  }

  /**
   * Deletes the caches that are saved on disk.
   *
   * @returns the number of bytes freed.
   * @throws EngineRequestError in plain words.
   */
  async deleteSavedCaches(): Promise<number> {
    const { bytes } = await this.#requireSession().request('tramontane/deleteSavedStates', null);
    return bytes;
  }

  /**
   * Requests the answer to the last turn of a conversation.
   *
   * @throws EngineRequestError in plain words.
   */
  async chat(
    question: Pick<ChatParams, 'turns' | 'document'>,
    onChunk: (text: string) => void,
    token: vscode.CancellationToken,
  ): Promise<ChatResult> {
    const chatId = `chat-${++this.#chatCount}`;
    const listener = this.#chunkEmitter.event((chunk) => {
      if (chunk.chatId === chatId) onChunk(chunk.text);
    });
    try {
      const params = { chatId, ...question, ...this.#parts.getChatSettings() };
      return await this.#requireSession().request('tramontane/chat', params, token);
    } finally {
      listener.dispose();
    }
  }

  async stop(): Promise<void> {
    clearTimeout(this.#restartTimer);
    const session = this.#session;
    this.#session = undefined;
    await session?.stop();
  }

  dispose(): void {
    void this.stop();
    this.#statusEmitter.dispose();
    this.#chunkEmitter.dispose();
  }

  #createSession(): EngineSession {
    const session: EngineSession = new EngineSession({
      enginePath: this.#parts.enginePath,
      inspectPort: this.#parts.inspectPort,
      log: this.#parts.log,
      onCrash: (exitReason) => {
        if (this.#session === session) this.#recover(exitReason);
      },
      onNotification: (method, params) => {
        if (this.#session !== session) return;
        if (method === 'tramontane/stateChanged') this.#setStatus(params as EngineStatus);
        else this.#chunkEmitter.fire(params as ChatChunkParams);
      },
    });
    return session;
  }

  #recover(exitReason: string): void {
    this.#parts.log.error(`The engine ended unexpectedly (${exitReason}).`);
    this.#session = undefined;
    const suspect = this.#loadingPath;
    this.#loadingPath = undefined;
    if (suspect !== undefined && suspect !== this.#lastLoadedPath) {
      this.#setStatus({
        kind: 'stopped',
        message: `The engine ended (${exitReason}) while it loaded ${suspect}. The file may be damaged, or too large for the memory of this machine. Choose another model, or restart the engine to try it again.`,
      });
      return;
    }
    const delayMs = this.#policy.recordCrash(Date.now());
    if (delayMs === undefined) {
      this.#setStatus({
        kind: 'stopped',
        message: `The engine keeps crashing (${exitReason}) and was not restarted. Open the log for the reason, then restart the engine or choose another model.`,
      });
      return;
    }
    this.#setStatus({
      kind: 'starting',
      message: `The engine ended (${exitReason}) and is restarted.`,
    });
    this.#restartTimer = setTimeout(() => void this.start(), delayMs);
  }

  #requireSession(): EngineSession {
    if (this.#session) return this.#session;
    throw new EngineRequestError(
      this.#status.kind === 'stopped'
        ? this.#status.message
        : 'The engine is starting. Try again in a moment.',
    );
  }

  #setStatus(status: EngineStatus): void {
    this.#status = status;
    this.#statusEmitter.fire(status);
  }
}

/** Returns whether the engine itself refused; the status and the log have the reason then. */
function isRefusal(error: unknown): boolean {
  return error instanceof EngineRequestError && error.failure !== undefined;
}
