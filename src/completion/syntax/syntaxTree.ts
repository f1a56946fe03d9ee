/** Kind of the syntax node at the cursor. */
export type CursorNode =
  | 'string'
  | 'comment'
  /** Between the brackets of a call. */
  | 'arguments'
  /** In a block or body without content. */
  | 'emptyBlock'
  | 'other';

/**
 * Interface of a parser for the completion logic (`src/engine/parsing/` implements it). It is
 * created for one cursor and answers synchronously.
 */
export interface SyntaxTree {
  /** Node at the cursor in the unchanged document. */
  readonly cursorNode: CursorNode;
  /**
   * Counts the syntax errors around the cursor after a text is inserted there.
   *
   * @param replaces number of UTF-16 code units after the cursor that the text replaces.
   */
  countErrors(text: string, replaces: number): number;
  /**
   * Finds the end of the statement whose brackets are open at the cursor, as if the document ended
   * with a text there: in UTF-16 code units of the text. Undefined where the text continues in the
   * block, and for blocks without brackets, which their indentation delimits.
   */
  findBlockEnd(text: string): number | undefined;
}
