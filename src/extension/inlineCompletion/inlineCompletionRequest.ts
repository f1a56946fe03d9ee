import type { DisabledScope } from '../../completion/suggestion/trigger.ts';
import type { SelectedCompletion } from '../../engine/protocol.ts';

/** Part of a document that a completion needs. */
export interface RequestDocument {
  readonly uri: { toString(): string };
  readonly version: number;
  getText(): string;
  offsetAt(position: { readonly line: number; readonly character: number }): number;
}

/** Request of VS Code for ghost text. */
export interface InlineCompletionRequest {
  readonly document: RequestDocument;
  readonly position: { readonly line: number; readonly character: number };
  /** Path or name of the document that is shown to the user. */
  readonly file: string;
  /** True where the user invoked the completion, by key or by command. */
  readonly invoked: boolean;
  /** Entry that is selected in the suggest widget. */
  readonly selectedEntry: SelectedCompletion | undefined;
  readonly cursors: number;
  readonly hasSelection: boolean;
  readonly settings: {
    readonly disabledScope: DisabledScope | undefined;
    /** Initial debounce delay, in ms. */
    readonly debounceMs: number;
    readonly lines: 'auto' | 'single';
    /** Maximum length of a completion, in tokens. */
    readonly maxTokens: number;
    readonly quietOnBattery: boolean;
  };
}
