/** A piece of text from outside of the document's text before and behind the cursor. */
export interface ContextPiece {
  readonly kind: 'definition' | 'similar' | 'recent' | 'diagnostic' | 'cell';
  /** The path that the model is told, relative to the workspace; '' for cells and diagnostics. */
  readonly path: string;
  readonly text: string;
  /** Why it is there, in words for the person. */
  readonly why: string;
}
