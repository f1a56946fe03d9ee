/** Stages of a completion, in their order. */
export type Stage = 'trigger' | 'request' | 'generation' | 'filter' | 'suggestion';

/** Result of a completion that shows no text, or whose text the user rejected. */
export type Outcome =
  | StageOutcome<'trigger', TriggerRule>
  | StageOutcome<'request', RequestRule>
  | StageOutcome<'generation', StopReason>
  | StageOutcome<'filter', FilterRule>
  | StageOutcome<'suggestion', RejectionRule>;

interface StageOutcome<InStage extends Stage, Rule extends string> {
  readonly stage: InStage;
  /** Rule of the stage that decided. */
  readonly rule: Rule;
  /** Text that the rule rejected, or the message of a failure. */
  readonly text?: string;
}

/** Rules of all stages. A name has one meaning in all of them. */
export type OutcomeRule = Outcome['rule'];

/** Rules of the editor, under which a keystroke triggers no request. */
export type TriggerRule =
  | 'multipleCursors'
  | 'selection'
  | 'disabled'
  | 'disabledForLanguage'
  | 'disabledForWorkspace'
  | 'disabledForKind'
  | 'snoozed'
  | 'withinWord'
  | 'afterUndo'
  | 'afterRedo'
  /** The user deleted accepted text, in whole or in part. */
  | 'afterDeletion'
  /** The user rejected the suggestion for this position. */
  | 'rejectedHere'
  | 'onBattery'
  /** The next key came within the debounce delay. */
  | 'debounced';

/** Rules of the engine before it generates. */
export type RequestRule =
  /** There is no model, or it is still loading. */
  | 'noModel'
  /** The document was never opened, or is closed. */
  | 'unknownDocument'
  /** The document changed before or during the completion. */
  | 'documentChanged'
  /** The position lies outside the document. */
  | 'invalidPosition'
  /** The document contains NUL characters. */
  | 'binary'
  /** The client cancelled the request. */
  | 'cancelled'
  /** A newer request replaced this one. */
  | 'superseded'
  /** The request failed; the log has the error. */
  | 'failed';

/** Reason for the end of a generation. Without text, it is the outcome. */
export type StopReason =
  | StopRule
  /** The model generated an end-of-generation token. */
  | 'endOfText'
  /** The generated text became too unlikely to be shown. */
  | 'lowConfidence'
  /** The maximum number of tokens was reached. */
  | 'maxTokens'
  /** The time limit was reached. */
  | 'timeLimit'
  /** The window is full. */
  | 'windowFull'
  /** The client cancelled the request, or the user stopped the answer. */
  | 'cancelled';

/** Rules that end a generation because its text is complete. */
export type StopRule =
  /** A single line was requested, and it is complete. */
  | 'lineEnd'
  /** The block around the cursor is complete. */
  | 'blockEnd'
  /** The text that follows the cursor was reached. */
  | 'suffixReached'
  /** The text closed a bracket that is already closed after the cursor. */
  | 'closerReached'
  /** The model began to repeat itself. */
  | 'repetition';

/** Filters from the generated text to the suggestion. */
export type FilterRule =
  /** The text ended before anything was complete. */
  | 'boundary'
  /** The text doesn't fit into the cursor's line or its block. */
  | 'cursorLine'
  /** The text closes a bracket that is closed after the cursor. */
  | 'closers'
  /** The text after the cursor already contains all of it. */
  | 'suffixOverlap'
  /** The text repeats a line next to the cursor. */
  | 'duplicateLine'
  /** The text repeats itself. */
  | 'repeatedLines'
  /** The text doesn't fit the indentation of the document. */
  | 'indentation'
  /** The text would leave brackets or quotes without their partners. */
  | 'brackets'
  /** Valid code around the cursor would no longer parse. */
  | 'syntax'
  /** Only white space is left. */
  | 'blank'
  /** No part of the text is probable enough. */
  | 'confidentPrefix'
  /** The beginning of the text isn't probable enough. */
  | 'confidence'
  /** The suffix is less likely after the text than without it. */
  | 'suffixLikelihood';

/** Ways in which the user rejects a suggestion. */
export type RejectionRule =
  | 'dismissed'
  /** The user typed something else. */
  | 'typedOver'
  | 'undone'
  | 'deleted'
  /** The user rejected the same text at this position before. */
  | 'rejectedBefore';

/** Returns the outcome of a request that was not completed. */
export function createRequestOutcome(rule: RequestRule, text?: string): Outcome {
  return { stage: 'request', rule, ...(text !== undefined && { text }) };
}
