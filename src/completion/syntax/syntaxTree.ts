/** Kind of the syntax node at the cursor. */
export type CursorNode =
  | 'string'
  | 'comment'
  /** Between the brackets of a call. */
  | 'arguments'
  /** In a block or body that holds nothing yet. */
  | 'emptyBlock'
  | 'other';

/**
 * Parser as the completion logic uses it (`src/engine/syntax/` has one). It is made
 * for one cursor and answers at once.
 */
export interface SyntaxTree {
  /** The place of the cursor in the document as it is. */
  readonly cursorNode: CursorNode;
  /**
   * Counts what doesn't parse around the cursor once a text stands there.
   *
   * @param replaces UTF-16 code units behind the cursor that the text takes the place of.
   */
  errorsWith(text: string, replaces: number): number;
  /**
   * Finds the end of the statement whose brackets are open at the cursor, if the document ended with a
   * text there: in UTF-16 code units of the text. Undefined where the text goes on in the block, and
   * for blocks without brackets, which their indentation tells.
   */
  blockEnd(text: string): number | undefined;
}
