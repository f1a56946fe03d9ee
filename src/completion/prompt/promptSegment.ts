/**
 * A piece of a prompt before it becomes tokens. Only `control` segments name control tokens; text
 * is data, whatever it looks like: a file that holds `[INST]` never yields that token.
 */
export type PromptSegment =
  | { readonly kind: 'beginOfText' }
  | { readonly kind: 'endOfText' }
  /** A control token by the name that the vocabulary gives it. */
  | { readonly kind: 'control'; readonly name: ControlTokenName }
  /** A text of its own: SentencePiece puts its dummy space in front. */
  | { readonly kind: 'text'; readonly text: string }
  /** A text that goes on: no dummy space. */
  | { readonly kind: 'continuation'; readonly text: string };

/** The control tokens of Mistral's vocabularies that prompts are made with. */
export type ControlTokenName = '[SUFFIX]' | '[PREFIX]' | '[INST]' | '[/INST]';
