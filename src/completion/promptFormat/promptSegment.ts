/**
 * Piece of a prompt before tokenization. Only `control` segments name control tokens. All other text is
 * data: a file that holds `[INST]` never yields that token.
 */
export type PromptSegment =
  | { readonly kind: 'beginOfText' }
  | { readonly kind: 'endOfText' }
  /** Control token by the name that the vocabulary gives it. */
  | { readonly kind: 'control'; readonly name: string }
  /** Separate text: SentencePiece adds its dummy space before it. */
  | { readonly kind: 'text'; readonly text: string }
  /** Text that continues other text: no dummy space. */
  | { readonly kind: 'continuation'; readonly text: string };
