import type { Disposable, Event } from 'vscode';
import type { CursorParams } from '../../engine/protocol.ts';
import type { StatusSource } from '../engineHost/engineSettled.ts';
import { Debounced } from './debounce.ts';

/** What is looked at of a document. */
export interface FollowedDocument {
  readonly uri: { toString(): string };
  readonly version: number;
}

/** What is looked at of an editor. */
export interface FollowedEditor {
  readonly document: FollowedDocument;
  readonly selection: { readonly active: { readonly line: number; readonly character: number } };
}

/** A move of the cursor. */
export interface FollowedMove {
  readonly textEditor: FollowedEditor;
  /** By mouse, keyboard or command, as VS Code counts; undefined: the text moved the cursor. */
  readonly kind: number | undefined;
}

/** What the cursor is followed in: VS Code's window, or a test's own. */
export interface FollowedWindow {
  /** The active editor, if the engine may work ahead of requests there. */
  readonly activeEditor: () => FollowedEditor | undefined;
  readonly onDidChangeActiveEditor: Event<FollowedEditor | undefined>;
  readonly onDidChangeSelection: Event<FollowedMove>;
  readonly onDidChangeText: Event<{
    readonly document: FollowedDocument;
    readonly contentChanges: readonly unknown[];
  }>;
}

/** What the follower needs of the rest of the extension. */
export interface CursorFollowerParts {
  readonly window: FollowedWindow;
  readonly engine: StatusSource & { tellCursor(params: CursorParams): void };
}

/** How long the cursor must rest before the engine hears of it, in ms. */
const quietMs = 100;

/**
 * Tells the engine where the person puts the cursor, so that it can read there before it is asked.
 * Of a series of moves only the last counts. The engine hears of edits anyway: the move of the
 * cursor that an edit brings with it isn't told.
 */
export class CursorFollower implements Disposable {
  readonly #parts: CursorFollowerParts;
  readonly #listeners: readonly Disposable[];
  /** The document of an edit whose own move is still to come. */
  #edited: FollowedDocument | undefined;
  #told: CursorParams | undefined;
  readonly #tellLater = new Debounced(() => {
    this.#tell();
  }, quietMs);
  /** An edit behind the cursor moves nothing: the next move is the person's. */
  readonly #forgetEdit = new Debounced(() => {
    this.#edited = undefined;
  }, quietMs);

  constructor(parts: CursorFollowerParts) {
    this.#parts = parts;
    const { engine, window } = parts;
    this.#listeners = [
      window.onDidChangeActiveEditor(() => {
        this.#tellLater.request();
      }),
      window.onDidChangeSelection((move) => {
        this.#moved(move);
      }),
      window.onDidChangeText(({ document, contentChanges }) => {
        // VS Code also tells so that a document was saved.
        if (contentChanges.length > 0) this.#changed(document);
      }),
      engine.onDidChangeStatus(({ kind }) => {
        if (kind === 'ready') this.#tellLater.request();
      }),
    ];
  }

  /** Reports the cursor again once it rests. Nothing was reported while prefetch was off. */
  reportAgain(): void {
    this.#tellLater.request();
  }

  /** What the engine heard last. */
  get told(): CursorParams | undefined {
    return this.#told;
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#tellLater.dispose();
    this.#forgetEdit.dispose();
  }

  /** VS Code tells the move that an edit brings with it after the edit, before any other. */
  #moved({ textEditor, kind }: FollowedMove): void {
    if (textEditor !== this.#parts.window.activeEditor()) return;
    const isByEdit = kind === undefined || textEditor.document === this.#edited;
    this.#edited = undefined;
    if (!isByEdit) this.#tellLater.request();
  }

  #changed(document: FollowedDocument): void {
    if (document !== this.#parts.window.activeEditor()?.document) return;
    this.#edited = document;
    this.#forgetEdit.request();
    // Who types at once where they have just gone to: told once they rest.
    if (this.#tellLater.isPending) this.#tellLater.request();
  }

  #tell(): void {
    const editor = this.#parts.window.activeEditor();
    if (editor === undefined || this.#parts.engine.status.kind !== 'ready') return;
    const { document, selection } = editor;
    const { line, character } = selection.active;
    this.#told = {
      textDocument: { uri: document.uri.toString(), version: document.version },
      position: { line, character },
    };
    this.#parts.engine.tellCursor(this.#told);
  }
}
