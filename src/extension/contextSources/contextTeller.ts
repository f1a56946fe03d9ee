import type { Disposable, Event } from 'vscode';
import type { ContextPiece } from '../../completion/context/contextPiece.ts';
import type { ContextParams } from '../../engine/protocol.ts';
import { Refresher } from '../timing/refresher.ts';
import { Debounced } from '../timing/debounce.ts';
import type { StatusSource } from '../engineHost/engineSettled.ts';
import type { Focus } from './sources.ts';

export interface ContextTellerParts {
  /** Cursor position of the user, if completions are automatic there. */
  readonly focus: () => Focus | undefined;
  readonly settings: () => { readonly enabled: boolean; readonly share: number };
  /** Context that is available without a search; sent at once if the engine has received none. */
  readonly atHand: (focus: Focus) => readonly ContextPiece[];
  readonly gather: (focus: Focus, signal: AbortSignal) => Promise<readonly ContextPiece[]>;
  /** Event after which the gathered context may differ. */
  readonly onDidChange: Event<void>;
  /** Event with the URI of a document that was closed. */
  readonly onDidClose: Event<string>;
  /** Event after which sent context may be excluded: the settings or ignored files changed. */
  readonly onDidRevoke: Event<void>;
  readonly engine: StatusSource & { tellContext(params: ContextParams): void };
  readonly onFailure: (error: unknown) => void;
  /** Objects that are disposed of together with this one. */
  readonly belongings?: readonly { dispose(): unknown }[];
}

/** Time without events before context is gathered, in ms. */
const quietMs = 400;

/**
 * Sends the engine the context for completions in the active document. Gathers it in the background
 * when the user pauses; a completion never waits for it. Sends only what has changed.
 */
export class ContextTeller implements Disposable {
  readonly #parts: ContextTellerParts;
  readonly #listeners: readonly Disposable[];
  /** Parameters that the engine received last, as JSON, by document. */
  readonly #heard = new Map<string, string>();
  readonly #rounds = new Refresher(() => this.#round());
  readonly #later = new Debounced(() => {
    this.#rounds.request();
  }, quietMs);
  #running = new AbortController();
  #told: ContextParams | undefined;

  constructor(parts: ContextTellerParts) {
    this.#parts = parts;
    this.#listeners = [
      parts.onDidChange(() => {
        this.#tellAtHand();
        this.request();
      }),
      parts.onDidClose((uri) => {
        this.#heard.delete(uri);
      }),
      parts.onDidRevoke(() => {
        this.#revoke();
      }),
      parts.engine.onDidChangeStatus(({ kind }) => {
        // A new engine has received nothing.
        if (kind === 'starting') this.#heard.clear();
        if (kind !== 'ready') return;
        this.#tellAtHand();
        this.request();
      }),
    ];
  }

  /** Parameters that the engine received last. */
  get told(): ContextParams | undefined {
    return this.#told;
  }

  /** Requests a round once the user pauses. Aborts a round that is running. */
  request(): void {
    this.#running.abort();
    this.#later.request();
  }

  dispose(): void {
    this.#running.abort();
    this.#later.dispose();
    for (const each of [...this.#listeners, ...(this.#parts.belongings ?? [])]) each.dispose();
  }

  /** Withdraws the context of all documents at once, including those that aren't active. */
  #revoke(): void {
    for (const uri of this.#heard.keys()) this.#tell(uri, [], 0);
    this.request();
  }

  /** Sends the available context, so that the first completion in a document has some. */
  #tellAtHand(): void {
    const focus = this.#focus;
    const uri = focus?.document.uri.toString();
    if (focus === undefined || uri === undefined || this.#heard.has(uri)) return;
    const { isWanted, share } = this.#wanted;
    if (isWanted) this.#tell(uri, this.#parts.atHand(focus), share);
  }

  /** Cursor position of the user while an engine is ready. */
  get #focus(): Focus | undefined {
    return this.#parts.engine.status.kind === 'ready' ? this.#parts.focus() : undefined;
  }

  get #wanted(): { readonly isWanted: boolean; readonly share: number } {
    const { enabled, share } = this.#parts.settings();
    return { isWanted: enabled && share > 0, share };
  }

  async #round(): Promise<void> {
    const focus = this.#focus;
    if (focus === undefined) return;
    const { signal } = (this.#running = new AbortController());
    const { isWanted, share } = this.#wanted;
    try {
      const pieces = isWanted ? await this.#parts.gather(focus, signal) : [];
      if (!signal.aborted) this.#tell(focus.document.uri.toString(), pieces, share);
    } catch (error) {
      this.#parts.onFailure(error);
    }
  }

  #tell(uri: string, pieces: readonly ContextPiece[], share: number): void {
    const params: ContextParams = { textDocument: { uri }, pieces, share };
    const said = JSON.stringify(params);
    const heard = this.#heard.get(uri);
    if (heard === said || (heard === undefined && pieces.length === 0)) return;
    this.#heard.set(uri, said);
    this.#told = params;
    this.#parts.engine.tellContext(params);
  }
}
