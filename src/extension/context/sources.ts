import type { SourceUri } from './sourceGate.ts';

/** What is looked at of a document. */
export interface SourceDocument {
  readonly uri: SourceUri;
  /** VS Code's identifier. */
  readonly languageId: string;
  readonly version: number;
  getText(): string;
}

/** Where the person is. */
export interface Focus {
  readonly document: SourceDocument;
  /** The cursor, in UTF-16 code units. */
  readonly offset: number;
  /** The cursor's line, from 0. */
  readonly line: number;
  /** Of a notebook's cell: the cells above it, in order. */
  readonly cellsAbove: readonly NotebookCell[];
}

export interface NotebookCell {
  readonly isCode: boolean;
  readonly text: string;
}

/** What a language server or a linter says about lines of a document. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** The first line, from 0, and the last. */
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** Where something is declared. */
export interface Declaration {
  readonly uri: SourceUri;
  /** The line of its name, from 0. */
  readonly line: number;
  /** Behind its last line, where that is known. */
  readonly end: number | undefined;
}

/** What pieces are gathered from: VS Code's workspace, or a test's own. */
export interface Sources {
  /** The documents that the person has open, whatever they are. */
  readonly documents: readonly SourceDocument[];
  /** Whether a file may tell anything at all; to be asked before its text is looked at. */
  mayContribute(uri: SourceUri): Promise<boolean>;
  /** The path that the model is told. */
  pathOf(uri: SourceUri): string;
  /** The text of a file that may contribute; undefined when there is none to be had. */
  read(uri: SourceUri): Promise<string | undefined>;
  problemsOf(document: SourceDocument): readonly Problem[];
}
