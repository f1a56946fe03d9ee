/** Reason for the end of decoding. */
export type StopReason =
  /** The model generated an end-of-generation token. */
  | 'endOfText'
  /** A single line was requested, and it is complete. */
  | 'lineEnd'
  /** The block around the cursor is complete. */
  | 'blockEnd'
  /** The text that follows the cursor was reached. */
  | 'suffix'
  /** The text closed a bracket that is already closed after the cursor. */
  | 'closer'
  /** The model began to repeat itself. */
  | 'repetition'
  /** The generated text became too unlikely to be shown. */
  | 'unsure'
  /** The maximum number of tokens was reached. */
  | 'maxTokens'
  /** The time budget was used up. */
  | 'timeBudget'
  /** The window is full. */
  | 'windowFull'
  /** The client cancelled the request, or the user pressed stop. */
  | 'cancelled';

/** Reason for showing nothing. */
export type NothingReason =
  /** There is no model, or it is still loading. */
  | 'noModel'
  /** The document was never opened, or is closed. */
  | 'unknownDocument'
  /** The document changed before or during the completion. */
  | 'documentChanged'
  /** The position lies outside the document. */
  | 'badPosition'
  /** The document is binary: it contains NUL characters. */
  | 'binary'
  /** The client cancelled the request. */
  | 'cancelled'
  /** A newer request replaced this one. */
  | 'superseded'
  /** The model ended the text, or the line, immediately. */
  | 'endOfText'
  /** Only white space was left to show. */
  | 'blank'
  /** The text after the cursor already contains all of it. */
  | 'repeatsSuffix'
  /** The suggested line repeats the lines before the cursor. */
  | 'repetition'
  /** The text would leave the cursor's indentation. */
  | 'dedent'
  /** The text would leave brackets or quotes without their partners. */
  | 'unbalanced'
  /** Valid code around the cursor would no longer parse. */
  | 'breaksSyntax'
  /** The model's confidence was too low. */
  | 'unsure'
  /** The suffix is less likely after the text than without it. */
  | 'leadsNowhere'
  /** The line before the cursor alone is larger than the window. */
  | 'windowFull'
  /** The request failed; the log has the error. */
  | 'failed';
