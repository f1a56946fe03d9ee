import { setTimeout as delay } from 'node:timers/promises';
import type { CancellationToken } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { RequestMetrics } from '../../src/engine/protocol.ts';
import type { EngineProcess } from '../engine/engineProcess.ts';

/** Time from a key to the request: VS Code's delay and the extension's, in ms. */
const debounceMs = 60;

/** A document in an editor, with a cursor. */
export class BenchDocument {
  readonly #engine: EngineProcess;
  #document: TextDocument;
  #offset: number;

  private constructor(engine: EngineProcess, document: TextDocument, offset: number) {
    this.#engine = engine;
    this.#document = document;
    this.#offset = offset;
  }

  /** @param offset of the cursor, in UTF-16 code units; the end of the text by default. */
  static async open(
    engine: EngineProcess,
    name: string,
    text: string,
    offset = text.length,
  ): Promise<BenchDocument> {
    const uri = await engine.open(text, `/bench/${name}.ts`);
    return new BenchDocument(engine, TextDocument.create(uri, 'typescript', 1, text), offset);
  }

  get uri(): string {
    return this.#document.uri;
  }

  get length(): number {
    return this.#document.getText().length;
  }

  /** Moves the cursor to an offset. */
  async moveTo(offset: number): Promise<void> {
    this.#offset = offset;
    await this.#sendCursor();
  }

  /** Reports the cursor to the engine, as after a click at the same place. */
  resendCursor(): Promise<void> {
    return this.moveTo(this.#offset);
  }

  /** Types at the cursor, and waits as long as the extension does before its request. */
  async type(text: string): Promise<void> {
    await this.insert(text);
    await delay(debounceMs);
  }

  /** Types at the cursor. */
  async insert(text: string): Promise<void> {
    const edit = { offset: this.#offset, remove: 0, insert: text };
    this.#document = await this.#engine.change(this.#document, edit);
    this.#offset += text.length;
    await this.#sendCursor();
  }

  /** Requests a completion at the cursor and returns its costs. */
  async complete(maxTokens: number, token?: CancellationToken): Promise<RequestMetrics> {
    const params = { ...this.#positionParams, lines: 'auto', maxTokens } as const;
    return (await this.#engine.request('tramontane/complete', params, token)).metrics;
  }

  get #positionParams() {
    return {
      textDocument: { uri: this.uri, version: this.#document.version },
      position: this.#document.positionAt(this.#offset),
    };
  }

  async #sendCursor(): Promise<void> {
    await this.#engine.notify('tramontane/cursor', this.#positionParams);
  }
}
