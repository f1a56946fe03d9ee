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
import { documentSelector } from '../documentSelector.ts';
import { QuietLanguageClient } from './quietLanguageClient.ts';

/** Why a request to the engine failed, in words for the person. */
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
  readonly log: vscode.LogOutputChannel;
  /** Called once, when the process ended without having been asked to. */
  readonly onCrash: (how: string) => void;
  readonly onNotification: <Method extends keyof EngineNotifications>(
    method: Method,
    params: EngineNotifications[Method],
  ) => void;
}

/** One life of the engine's process, with the language client that speaks to it. */
export class EngineSession {
  readonly #options: EngineSessionOptions;
  readonly #client: QuietLanguageClient;
  #process: ChildProcess | undefined;
  #stopping = false;
  #hasEnded: () => void = () => undefined;
  /** Settles when the process is gone. */
  readonly ended = new Promise<void>((resolve) => {
    this.#hasEnded = resolve;
  });

  constructor(options: EngineSessionOptions) {
    this.#options = options;
    const initializationOptions: EngineInitializationOptions = { ownInlineCompletion: true };
    this.#client = new QuietLanguageClient(
      'tramontane',
      'Tramontane',
      () => Promise.resolve(this.#spawn()),
      {
        documentSelector: [...documentSelector],
        initializationOptions,
        outputChannel: options.log,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        // Restarts are ours: they have a back-off, and a suspect model isn't loaded again.
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

  /** Resolves when the engine answered the handshake. Rejects when it didn't come to that. */
  async start(): Promise<void> {
    await this.#client.start();
    // When the connection is lost during the handshake, the library resolves all the same.
    if (this.#client.state !== State.Running) throw new Error('The handshake was cut off.');
  }

  /** @throws EngineRequestError in plain words. */
  async request<Method extends keyof EngineRequests>(
    method: Method,
    params: EngineRequests[Method]['params'],
    token?: vscode.CancellationToken,
  ): Promise<EngineRequests[Method]['result']> {
    try {
      // Absent, not undefined: every argument more is taken for a parameter.
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

  /** Tells the engine something. What an engine doesn't hear that is about to end is lost. */
  notify<Method extends keyof ClientNotifications>(
    method: Method,
    params: ClientNotifications[Method],
  ): void {
    this.#client.sendNotification(method, params).catch(() => undefined);
  }

  /** Ends the process in an orderly way, or by force when it doesn't answer. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#client.stop();
    this.kill();
  }

  /** Ends the process at once, if it runs. */
  kill(): void {
    this.#process?.kill('SIGKILL');
  }

  #spawn(): ChildProcess {
    const child = spawn(process.execPath, [this.#options.enginePath, '--stdio'], {
      // In desktop VS Code the executable is Electron, which then acts as Node.js.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: 'pipe',
    });
    this.#process = child;
    let ended = false;
    const end = (how: string) => {
      if (ended) return;
      ended = true;
      this.#hasEnded();
      if (!this.#stopping) this.#options.onCrash(how);
    };
    child.once('exit', (code, signal) => {
      end(signal ?? `exit code ${code ?? 'unknown'}`);
    });
    child.once('error', (error) => {
      end(error.message);
    });
    return child;
  }
}

function isFailure(value: unknown): value is EngineFailure {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}
