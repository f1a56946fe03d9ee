import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CancellationToken,
  type Disposable,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type {
  ClientNotifications,
  EngineInitializationOptions,
  EngineNotifications,
  EngineRequests,
} from '../../src/engine/protocol.ts';
import { repositoryRoot } from '../repository.ts';
import { findLanguageOfFile } from './codeLanguage.ts';
import { readCpuSeconds } from './processTime.ts';

/** An edit of a document, in UTF-16 code units: `remove` units are deleted, then `insert` inserted. */
export interface DocumentEdit {
  readonly offset: number;
  readonly remove: number;
  readonly insert: string;
}

/**
 * The built engine as a process, controlled over standard input and output as by an editor. For scripts
 * and tests: of the engine's modules it imports the types of the protocol only.
 */
export class EngineProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly connection: ProtocolConnection;
  /** Log messages of the engine, oldest first. */
  readonly logLines: string[] = [];
  /** Resolves with the exit code, or the signal's name, when the process has ended. */
  readonly exitStatus: Promise<number | string>;
  #standardError = '';

  constructor(environment: Readonly<Record<string, string>> = {}) {
    const engine = path.join(repositoryRoot, 'dist/engine.js');
    this.child = spawn(process.execPath, [engine, '--stdio'], {
      env: { ...process.env, ...environment },
      stdio: 'pipe',
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#standardError += text;
    });
    this.exitStatus = new Promise((resolve) => {
      this.child.on('close', (code, signal) => {
        resolve(signal ?? code ?? 1);
      });
    });
    this.connection = createProtocolConnection(
      new StreamMessageReader(this.child.stdout),
      new StreamMessageWriter(this.child.stdin),
    );
    this.connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      this.logLines.push(message);
    });
    // The end of the process is reported by `ended`, not by a failing write.
    this.connection.onError(() => undefined);
    this.child.stdin.on('error', () => undefined);
    this.connection.listen();
  }

  /** Returns the CPU seconds that the process has used; null where the system doesn't report them. */
  readCpuSeconds(): Promise<number | null> {
    return readCpuSeconds(this.child.pid);
  }

  get standardError(): string {
    return this.#standardError;
  }

  /** Performs the handshake. @returns the capabilities of the engine. */
  async initialize(
    initializationOptions: EngineInitializationOptions | null = {},
  ): Promise<Record<string, unknown>> {
    const params = {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      initializationOptions,
    };
    const result = await this.#rejectOnExit(
      this.connection.sendRequest<{ capabilities: Record<string, unknown> }>('initialize', params),
    );
    await this.connection.sendNotification('initialized', {});
    return result.capabilities;
  }

  /** @throws Error with the end of the process, if it ends before it answers. */
  request<Method extends keyof EngineRequests>(
    method: Method,
    params: EngineRequests[Method]['params'],
    token?: CancellationToken,
  ): Promise<EngineRequests[Method]['result']> {
    // Each further argument would be sent as a parameter, undefined included.
    const response: Promise<EngineRequests[Method]['result']> = token
      ? this.connection.sendRequest(method, params, token)
      : this.connection.sendRequest(method, params);
    return this.#rejectOnExit(response);
  }

  onNotification<Method extends keyof EngineNotifications>(
    method: Method,
    handler: (params: EngineNotifications[Method]) => void,
  ): Disposable {
    return this.connection.onNotification(method, handler);
  }

  notify<Method extends keyof ClientNotifications>(
    method: Method,
    params: ClientNotifications[Method],
  ): Promise<void> {
    return this.connection.sendNotification(method, params);
  }

  /** Opens a document as an editor does. @returns its URI. */
  async open(
    text: string,
    file = '/workspace/file.ts',
    languageId = findLanguageOfFile(file)?.id ?? 'plaintext',
  ): Promise<string> {
    const uri = file.includes(':') ? file : pathToFileURL(file).href;
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
    return uri;
  }

  /** Edits an open document as an editor does. @returns the document after the edit. */
  async change(document: TextDocument, edit: DocumentEdit): Promise<TextDocument> {
    const start = document.positionAt(edit.offset);
    const change = {
      range: { start, end: document.positionAt(edit.offset + edit.remove) },
      text: edit.insert,
    };
    const version = document.version + 1;
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: document.uri, version },
      contentChanges: [change],
    });
    return TextDocument.update(document, [change], version);
  }

  /** Closes a document as an editor does. */
  close(uri: string): Promise<void> {
    return this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** Ends the engine at once, if it still runs. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Ends the engine in an orderly way. */
  async stop(): Promise<void> {
    await this.#rejectOnExit(this.connection.sendRequest('shutdown'));
    await this.connection.sendNotification('exit');
    await this.exitStatus;
    this.connection.dispose();
  }

  /** A response that never comes would leave its caller waiting, and the reason untold. */
  #rejectOnExit<Result>(response: Promise<Result>): Promise<Result> {
    const earlyExit = this.exitStatus.then((status) => {
      throw new Error(`The engine ended (${status}) before it answered. ${this.#standardError}`);
    });
    return Promise.race([response, earlyExit]);
  }
}
