import type { SwitchedOff } from '../../completion/request/trigger.ts';
import type { SelectedEntry } from '../../engine/protocol.ts';

/** What is looked at of a document. */
export interface CompletedDocument {
  readonly uri: { toString(): string };
  readonly version: number;
  getText(): string;
  offsetAt(position: { readonly line: number; readonly character: number }): number;
}

/** A moment at which VS Code asks for ghost text. */
export interface Occasion {
  readonly document: CompletedDocument;
  readonly position: { readonly line: number; readonly character: number };
  /** The document's name, for people. */
  readonly file: string;
  /** Whether VS Code was told to show something, by key or by command. */
  readonly invoked: boolean;
  /** The entry that is selected in the suggest widget. */
  readonly selected: SelectedEntry | undefined;
  readonly cursors: number;
  readonly hasSelection: boolean;
  readonly settings: {
    readonly offFor: SwitchedOff | undefined;
    /** ms */
    readonly debounceMs: number;
    readonly lines: 'auto' | 'single';
    /** tokens */
    readonly maxTokens: number;
    readonly quietOnBattery: boolean;
  };
}
