import { spawn, type ChildProcess } from 'node:child_process';
import type * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  ResponseError,
  RevealOutputChannelOn,
  State,
} from 'vscode-languageclient/node';
import type {
  ClientNotifications,
  EngineFailure,
  EngineInitializationOptions,
  EngineNotifications,
  EngineRequests,
} from '../../engine/protocol.ts';
import { documentSelector } from '../configuration/documentSelector.ts';
import { buildEngineArguments } from './engineArguments.ts';
import { QuietLanguageClient } from './quietLanguageClient.ts';

/** A failed request to the engine, with a message for the user. */
export class EngineRequestError extends Error {
  override readonly name = 'EngineRequestError';
  readonly failure: EngineFailure | undefined;

  constructor(message: string, failure?: EngineFailure) {
    super(message);
    this.failure = failure;
  }
}

export interface EngineSessionOptions {
  /** Absolute path of the engine's bundle. */
  readonly enginePath: string;
  /** Port of the engine's inspector; undefined for no inspector. */
  readonly inspectPort: number | undefined;
  readonly log: vscode.LogOutputChannel;
  /** Callback for an unexpected end of the process, called once. */
  readonly onCrash: (exitReason: string) => void;
  readonly onNotification: <Method extends keyof EngineNotifications>(
    method: Method,
    params: EngineNotifications[Method],
  ) => void;
}

/** One run of the engine's process, with the language client that is connected to it. */
export class EngineSession {
  readonly #options: EngineSessionOptions;
  readonly #client: QuietLanguageClient;
  #process: ChildProcess | undefined;
  #isStopping = false;
  #resolveExit: () => void = () => undefined;
  /** Promise that resolves when the process has ended. */
  readonly exitPromise = new Promise<void>((resolve) => {
    this.#resolveExit = resolve;
  });

  constructor(options: EngineSessionOptions) {
    this.#options = options;
    const initializationOptions: EngineInitializationOptions = { hasOwnInlineCompletion: true };
    this.#client = new QuietLanguageClient(
      'tramontane',
      'Tramontane',
      () => Promise.resolve(this.#spawn()),
      {
        documentSelector: [...documentSelector],
        initializationOptions,
        outputChannel: options.log,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        // `EngineSupervisor` restarts the engine, with a back-off and without reloading a suspect model.
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue, handled: true }),
          closed: () => ({ action: CloseAction.DoNotRestart, handled: true }),
        },
        initializationFailedHandler: () => false,
      },
    );
    for (const method of ['tramontane/stateChanged', 'tramontane/chatChunk'] as const) {
      this.#client.onNotification(method, (params: EngineNotifications[typeof method]) => {
        options.onNotification(method, params);
      });
    }
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts the engine. Resolves after the handshake; rejects when the handshake fails. */
  async start(): Promise<void> {
    await this.#client.start();
    // The library also resolves when the connection is lost during the handshake.
    if (this.#client.state !== State.Running) throw new Error('The handshake was cut off.');
  }

  /**
   * Sends a request to the engine.
   *
   * @throws EngineRequestError in plain words.
   */
  async request<Method extends keyof EngineRequests>(
    method: Method,
    params: EngineRequests[Method]['params'],
    token?: vscode.CancellationToken,
  ): Promise<EngineRequests[Method]['result']> {
    try {
      // Absent rather than undefined: the library sends every further argument as a parameter.
      return await (token
        ? this.#client.sendRequest<EngineRequests[Method]['result']>(method, params, token)
        : this.#client.sendRequest<EngineRequests[Method]['result']>(method, params));
    } catch (error) {
      if (error instanceof ResponseError && isFailure(error.data)) {
        throw new EngineRequestError(error.data.message, error.data);
      }
      throw new EngineRequestError(
        'The engine ended while it worked on this. It is being restarted; try again.',
      );
    }
  }

  /** Sends a notification to the engine. It is lost when the engine is about to end. */
  notify<Method extends keyof ClientNotifications>(
    method: Method,
    params: ClientNotifications[Method],
  ): void {
    this.#client.sendNotification(method, params).catch(() => undefined);
  }

  /** Shuts the process down, or kills it when it doesn't respond. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#client.stop();
    this.kill();
    // The next engine needs the inspector's port, which is free only after the process has ended.
    if (this.#process && this.#options.inspectPort !== undefined) await this.exitPromise;
  }

  /** Kills the process at once, if it runs. */
  kill(): void {
    this.#process?.kill('SIGKILL');
  }

  #spawn(): ChildProcess {
    const { enginePath, inspectPort } = this.#options;
    const child = spawn(process.execPath, buildEngineArguments(enginePath, inspectPort), {
      // In desktop VS Code the executable is Electron, which this variable makes behave as Node.js.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: 'pipe',
    });
    this.#process = child;
    let hasExited = false;
    const handleExit = (exitReason: string) => {
      if (hasExited) return;
      hasExited = true;
      this.#resolveExit();
      if (!this.#isStopping) this.#options.onCrash(exitReason);
    };
    child.once('exit', (code, signal) => {
      handleExit(signal ?? `exit code ${code ?? 'unknown'}`);
    });
    child.once('error', (error) => {
      handleExit(error.message);
    });
    return child;
  }
}

function isFailure(value: unknown): value is EngineFailure {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}
