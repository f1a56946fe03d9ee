/** Piece of text for the prompt from outside the document's prefix and suffix. */
export interface ContextPiece {
  readonly kind: 'definition' | 'similar' | 'recent' | 'diagnostic' | 'cell';
  /** Path in the prompt, relative to the workspace; '' for cells and diagnostics. */
  readonly path: string;
  readonly text: string;
  /** Reason for the piece, worded for the user. */
  readonly reason: string;
}
