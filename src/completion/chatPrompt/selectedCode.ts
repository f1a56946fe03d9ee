/** Code of a file that a chat command is about. */
export interface SelectedCode {
  readonly code: string;
  /** VS Code's identifier of the language: `typescript`. */
  readonly languageId: string;
  /** Path relative to the workspace folder, or the file name alone. */
  readonly path: string;
  /** Lines above the selection, for orientation; may be empty. */
  readonly before?: string;
  /** Lines below the selection, for orientation; may be empty. */
  readonly after?: string;
}
