import type { SourceUri } from './sourceFilter.ts';

/** Part of a document that gathering context needs. */
export interface SourceDocument {
  readonly uri: SourceUri;
  /** VS Code's identifier of the language. */
  readonly languageId: string;
  readonly version: number;
  getText(): string;
}

/** Cursor position of the user in a document. */
export interface CursorLocation {
  readonly document: SourceDocument;
  /** Offset of the cursor, in UTF-16 code units. */
  readonly offset: number;
  /** Line of the cursor, from 0. */
  readonly line: number;
  /** Cells above a cell of a notebook, in order; empty for other documents. */
  readonly cellsAbove: readonly NotebookCell[];
}

export interface NotebookCell {
  readonly isCode: boolean;
  readonly text: string;
}

/** Problem that a language server or a linter reports for lines of a document. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** First line, from 0, and last line. */
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** Location of a declaration. */
export interface Declaration {
  readonly uri: SourceUri;
  /** Line of the declared name, from 0. */
  readonly line: number;
  /** Line after its last line, if known. */
  readonly end: number | undefined;
}

/** Sources that pieces are gathered from: VS Code's workspace, or those of a test. */
export interface Sources {
  /** Documents of any kind that the user has open. */
  readonly documents: readonly SourceDocument[];
  /** Returns whether a file may be context. Call it before reading the text. */
  mayContribute(uri: SourceUri): Promise<boolean>;
  /** Returns the path of a file as the prompt contains it. */
  getPromptPath(uri: SourceUri): string;
  /** Returns the text of a file that may contribute; undefined if it can't be read. */
  read(uri: SourceUri): Promise<string | undefined>;
  getProblems(document: SourceDocument): readonly Problem[];
}
