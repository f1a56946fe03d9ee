import type { Disposable, Event } from 'vscode';
import type { CursorParams } from '../../engine/protocol.ts';
import type { StatusSource } from '../engineHost/waitForEngine.ts';
import { Debouncer } from '../timing/debounce.ts';

/** Part of a document that following the cursor needs. */
export interface FollowedDocument {
  readonly uri: { toString(): string };
  readonly version: number;
}

/** Part of an editor that following the cursor needs. */
export interface FollowedEditor {
  readonly document: FollowedDocument;
  readonly selection: { readonly active: { readonly line: number; readonly character: number } };
}

/** Move of the cursor. */
export interface FollowedMove {
  readonly textEditor: FollowedEditor;
  /** `vscode.TextEditorSelectionChangeKind`; undefined where an edit moved the cursor. */
  readonly kind: number | undefined;
}

/** Window in which the cursor is followed: that of VS Code, or of a test. */
export interface FollowedWindow {
  /** Returns the active editor, if prefetch is allowed there. */
  readonly getActiveEditor: () => FollowedEditor | undefined;
  readonly onDidChangeActiveEditor: Event<FollowedEditor | undefined>;
  readonly onDidChangeSelection: Event<FollowedMove>;
  readonly onDidChangeText: Event<{
    readonly document: FollowedDocument;
    readonly contentChanges: readonly unknown[];
  }>;
}

/** Dependencies of the follower. */
export interface CursorFollowerParts {
  readonly window: FollowedWindow;
  readonly engine: StatusSource & { sendCursor(params: CursorParams): void };
}

/** Time without a move before the cursor is sent to the engine, in ms. */
const debounceMs = 100;

/**
 * Sends the engine the cursor positions of the user, so that it can prefetch the prompt before a
 * request. Of a series of moves only the last is sent. The move of the cursor by an edit isn't sent,
 * because the engine receives the edit itself.
 */
export class CursorFollower implements Disposable {
  readonly #parts: CursorFollowerParts;
  readonly #listeners: readonly Disposable[];
  /** Document of an edit whose move of the cursor has not been reported yet. */
  #editedDocument: FollowedDocument | undefined;
  #lastSent: CursorParams | undefined;
  readonly #sendDebouncer = new Debouncer(() => {
    this.#send();
  }, debounceMs);
  /** Discards the edit: one after the cursor causes no move, so the next move is by the user. */
  readonly #discardDebouncer = new Debouncer(() => {
    this.#editedDocument = undefined;
  }, debounceMs);

  constructor(parts: CursorFollowerParts) {
    this.#parts = parts;
    const { engine, window } = parts;
    this.#listeners = [
      window.onDidChangeActiveEditor(() => {
        this.#sendDebouncer.request();
      }),
      window.onDidChangeSelection((move) => {
        this.#handleMove(move);
      }),
      window.onDidChangeText(({ document, contentChanges }) => {
        // VS Code also sends this event when a document was saved.
        if (contentChanges.length > 0) this.#handleEdit(document);
      }),
      engine.onDidChangeStatus(({ kind }) => {
        if (kind === 'ready') this.#sendDebouncer.request();
      }),
    ];
  }

  /** Sends the cursor again once it rests. Nothing was sent while prefetch was off. */
  resend(): void {
    this.#sendDebouncer.request();
  }

  /** Parameters that the engine received last. */
  get lastSent(): CursorParams | undefined {
    return this.#lastSent;
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#sendDebouncer.dispose();
    this.#discardDebouncer.dispose();
  }

  /** Handles a move. VS Code reports the move by an edit after the edit, before any other move. */
  #handleMove({ textEditor, kind }: FollowedMove): void {
    if (textEditor !== this.#parts.window.getActiveEditor()) return;
    const isByEdit = kind === undefined || textEditor.document === this.#editedDocument;
    this.#editedDocument = undefined;
    if (!isByEdit) this.#sendDebouncer.request();
  }

  #handleEdit(document: FollowedDocument): void {
    if (document !== this.#parts.window.getActiveEditor()?.document) return;
    this.#editedDocument = document;
    this.#discardDebouncer.request();
    // The user moved the cursor and typed at once: the position is sent when they pause.
    if (this.#sendDebouncer.isPending) this.#sendDebouncer.request();
  }

  #send(): void {
    const editor = this.#parts.window.getActiveEditor();
    if (editor === undefined || this.#parts.engine.status.kind !== 'ready') return;
    const { document, selection } = editor;
    const { line, character } = selection.active;
    this.#lastSent = {
      textDocument: { uri: document.uri.toString(), version: document.version },
      position: { line, character },
    };
    this.#parts.engine.sendCursor(this.#lastSent);
  }
}
