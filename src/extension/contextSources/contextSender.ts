import type { Disposable, Event } from 'vscode';
import type { ContextPiece } from '../../completion/context/contextPiece.ts';
import type { ContextParams } from '../../engine/protocol.ts';
import { Refresher } from '../timing/refresher.ts';
import { Debouncer } from '../timing/debounce.ts';
import type { StatusSource } from '../engineHost/waitForEngine.ts';
import type { CursorLocation } from './sources.ts';

export interface ContextSenderParts {
  /** Cursor position of the user, if completions are automatic there. */
  readonly getCursor: () => CursorLocation | undefined;
  readonly getSettings: () => { readonly enabled: boolean; readonly share: number };
  /** Context that is available without a search; sent at once if the engine has received none. */
  readonly getImmediatePieces: (cursor: CursorLocation) => readonly ContextPiece[];
  readonly gather: (
    cursor: CursorLocation,
    signal: AbortSignal,
  ) => Promise<readonly ContextPiece[]>;
  /** Event after which the gathered context may differ. */
  readonly onDidChange: Event<void>;
  /** Event with the URI of a document that was closed. */
  readonly onDidClose: Event<string>;
  /** Event after which sent context may be excluded: the settings or ignored files changed. */
  readonly onDidRevoke: Event<void>;
  readonly engine: StatusSource & { sendContext(params: ContextParams): void };
  readonly onFailure: (error: unknown) => void;
  /** Objects that are disposed of together with this one. */
  readonly disposables?: readonly { dispose(): unknown }[];
}

/** Time without events before context is gathered, in ms. */
const debounceMs = 400;

/**
 * Sends the engine the context for completions in the active document. Gathers it in the background
 * when the user pauses; a completion never waits for it. Sends only what has changed.
 */
export class ContextSender implements Disposable {
  readonly #parts: ContextSenderParts;
  readonly #listeners: readonly Disposable[];
  /** Parameters that the engine received last, as JSON, by document. */
  readonly #lastSentJson = new Map<string, string>();
  readonly #rounds = new Refresher(() => this.#runRound());
  readonly #roundDebouncer = new Debouncer(() => {
    this.#rounds.request();
  }, debounceMs);
  #abortController = new AbortController();
  #lastSent: ContextParams | undefined;

  constructor(parts: ContextSenderParts) {
    this.#parts = parts;
    this.#listeners = [
      parts.onDidChange(() => {
        this.#sendImmediatePieces();
        this.request();
      }),
      parts.onDidClose((uri) => {
        this.#lastSentJson.delete(uri);
      }),
      parts.onDidRevoke(() => {
        this.#revoke();
      }),
      parts.engine.onDidChangeStatus(({ kind }) => {
        // A new engine has received nothing.
        if (kind === 'starting') this.#lastSentJson.clear();
        if (kind !== 'ready') return;
        this.#sendImmediatePieces();
        this.request();
      }),
    ];
  }

  /** Parameters that the engine received last. */
  get lastSent(): ContextParams | undefined {
    return this.#lastSent;
  }

  /** Requests a round once the user pauses. Aborts a round that is running. */
  request(): void {
    this.#abortController.abort();
    this.#roundDebouncer.request();
  }

  dispose(): void {
    this.#abortController.abort();
    this.#roundDebouncer.dispose();
    for (const each of [...this.#listeners, ...(this.#parts.disposables ?? [])]) each.dispose();
  }

  /** Withdraws the context of all documents at once, including those that aren't active. */
  #revoke(): void {
    for (const uri of this.#lastSentJson.keys()) this.#send(uri, [], 0);
    this.request();
  }

  /** Sends the available context, so that the first completion in a document has some. */
  #sendImmediatePieces(): void {
    const cursor = this.#cursor;
    const uri = cursor?.document.uri.toString();
    if (cursor === undefined || uri === undefined || this.#lastSentJson.has(uri)) return;
    const { isEnabled, share } = this.#contextSettings;
    if (isEnabled) this.#send(uri, this.#parts.getImmediatePieces(cursor), share);
  }

  /** Cursor position of the user while an engine is ready. */
  get #cursor(): CursorLocation | undefined {
    return this.#parts.engine.status.kind === 'ready' ? this.#parts.getCursor() : undefined;
  }

  get #contextSettings(): { readonly isEnabled: boolean; readonly share: number } {
    const { enabled, share } = this.#parts.getSettings();
    return { isEnabled: enabled && share > 0, share };
  }

  async #runRound(): Promise<void> {
    const cursor = this.#cursor;
    if (cursor === undefined) return;
    const { signal } = (this.#abortController = new AbortController());
    const { isEnabled, share } = this.#contextSettings;
    try {
      const pieces = isEnabled ? await this.#parts.gather(cursor, signal) : [];
      if (!signal.aborted) this.#send(cursor.document.uri.toString(), pieces, share);
    } catch (error) {
      this.#parts.onFailure(error);
    }
  }

  #send(uri: string, pieces: readonly ContextPiece[], maxShare: number): void {
    const params: ContextParams = { textDocument: { uri }, pieces, maxShare };
    const json = JSON.stringify(params);
    const lastJson = this.#lastSentJson.get(uri);
    if (lastJson === json || (lastJson === undefined && pieces.length === 0)) return;
    this.#lastSentJson.set(uri, json);
    this.#lastSent = params;
    this.#parts.engine.sendContext(params);
  }
}
