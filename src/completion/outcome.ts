/** Why decoding ended. */
export type StopReason =
  /** The model said that it is done. */
  | 'endOfText'
  /** One line was asked for, and it is complete. */
  | 'lineEnd'
  /** The block that the cursor stands in is complete. */
  | 'blockEnd'
  /** The next text already follows the cursor. */
  | 'suffix'
  /** It closed a bracket that is closed behind the cursor already. */
  | 'closer'
  /** The model began to repeat itself. */
  | 'repetition'
  /** The generated text had become too unlikely to be shown. */
  | 'unsure'
  /** The longest allowed text was reached. */
  | 'maxTokens'
  /** It had taken as long as it may. */
  | 'timeBudget'
  /** The window is full. */
  | 'windowFull'
  /** The client cancelled, or pressed stop. */
  | 'cancelled';

/** Every way of showing nothing. */
export type NothingReason =
  /** There is no model, or it is still loading. */
  | 'noModel'
  /** The document was never opened, or is closed. */
  | 'unknownDocument'
  /** The document changed before or while the completion was made. */
  | 'documentChanged'
  /** The position lies outside the document. */
  | 'badPosition'
  /** The text is not text: it holds NUL characters. */
  | 'binary'
  /** The client cancelled. */
  | 'cancelled'
  /** A newer request took the place of this one. */
  | 'superseded'
  /** The model ended the text, or the line, at once. */
  | 'endOfText'
  /** Nothing but white space was left to show. */
  | 'blank'
  /** All of it stands behind the cursor already. */
  | 'repeatsSuffix'
  /** The line that it would add repeats the lines before the cursor. */
  | 'repetition'
  /** The model wants to leave the indentation that the cursor stands in. */
  | 'dedent'
  /** It would leave brackets or quotes without their partners. */
  | 'unbalanced'
  /** Code around the cursor that parsed would no longer parse. */
  | 'breaksSyntax'
  /** The model wasn't sure how to go on. */
  | 'unsure'
  /** The text after the cursor is less likely with it than without. */
  | 'leadsNowhere'
  /** The line before the cursor alone is larger than the window. */
  | 'windowFull'
  /** Something failed; the log says what. */
  | 'failed';
