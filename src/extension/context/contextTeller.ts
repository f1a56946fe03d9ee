import type { Disposable, Event } from 'vscode';
import type { ContextPiece } from '../../completion/context/contextPiece.ts';
import type { ContextParams } from '../../engine/protocol.ts';
import { Refresher } from '../cache/refresher.ts';
import { Debounced } from '../completion/debounce.ts';
import type { StatusSource } from '../engineHost/engineSettled.ts';
import type { Focus } from './sources.ts';

export interface ContextTellerParts {
  /** Where the person is, if completions come there. */
  readonly focus: () => Focus | undefined;
  readonly settings: () => { readonly enabled: boolean; readonly share: number };
  /** What of it is there without looking for it; told at once where the engine has heard nothing. */
  readonly atHand: (focus: Focus) => readonly ContextPiece[];
  readonly gather: (focus: Focus, signal: AbortSignal) => Promise<readonly ContextPiece[]>;
  /** Something happened that may change what is gathered. */
  readonly onDidChange: Event<void>;
  /** A document was closed; its URI. */
  readonly onDidClose: Event<string>;
  /** What was allowed to be told may no longer be: the settings or what git ignores changed. */
  readonly onDidRevoke: Event<void>;
  readonly engine: StatusSource & { tellContext(params: ContextParams): void };
  readonly onFailure: (error: unknown) => void;
  /** What goes with it. */
  readonly belongings?: readonly { dispose(): unknown }[];
}

/** How long nothing must have happened before anything is gathered, in ms. */
const quietMs = 400;

/**
 * Keeps the engine told of what a completion in the active document may know besides. Gathers in
 * the background when the person rests; a completion never waits for it. Tells what has changed.
 */
export class ContextTeller implements Disposable {
  readonly #parts: ContextTellerParts;
  readonly #listeners: readonly Disposable[];
  /** What the engine heard, by document, as text. */
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
        // A new engine has heard nothing.
        if (kind === 'starting') this.#heard.clear();
        if (kind !== 'ready') return;
        this.#tellAtHand();
        this.request();
      }),
    ];
  }

  /** What the engine heard last. */
  get told(): ContextParams | undefined {
    return this.#told;
  }

  /** Asks for a round once the person rests; one that runs is given up. */
  request(): void {
    this.#running.abort();
    this.#later.request();
  }

  dispose(): void {
    this.#running.abort();
    this.#later.dispose();
    for (const each of [...this.#listeners, ...(this.#parts.belongings ?? [])]) each.dispose();
  }

  /** Takes all back at once, also of documents that nobody looks at. */
  #revoke(): void {
    for (const uri of this.#heard.keys()) this.#tell(uri, [], 0);
    this.request();
  }

  /** The first completion in a document needn't do without. */
  #tellAtHand(): void {
    const focus = this.#focus;
    const uri = focus?.document.uri.toString();
    if (focus === undefined || uri === undefined || this.#heard.has(uri)) return;
    const { isWanted, share } = this.#wanted;
    if (isWanted) this.#tell(uri, this.#parts.atHand(focus), share);
  }

  /** Where the person is, if there is an engine to tell of it. */
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
