import type { Outcome, OutcomeRule } from '../../completion/outcome.ts';

/** Reasons for outcomes, written for the user as the part of a sentence after a colon. */
const reasons: Readonly<Record<OutcomeRule, string>> = {
  // Trigger.
  multipleCursors: 'there are several cursors',
  selection: 'text is selected',
  disabled: 'completions are turned off',
  disabledForLanguage: 'completions are turned off for this language',
  disabledForWorkspace: 'completions are turned off for this workspace',
  disabledForKind: 'documents of this kind are completed only when you press Alt+\\',
  snoozed: 'completions are snoozed',
  withinWord: 'the cursor is in the middle of a word',
  afterUndo: 'you just undid a change',
  afterRedo: 'you just redid a change',
  afterDeletion: 'you just deleted text that you had accepted',
  rejectedHere: 'you rejected the suggestion for this place. Alt+\\ shows it again',
  onBattery:
    'the machine runs on battery, and the setting tramontane.completion.quietOnBattery is on',
  debounced: 'the next key came within the debounce delay',
  // Request.
  noModel: 'no model is loaded',
  unknownDocument: 'the document is not open in the engine',
  documentChanged: 'you kept typing',
  invalidPosition: 'the cursor is outside of the text',
  binary: 'this is not a text file',
  cancelled: 'you kept typing',
  superseded: 'you kept typing',
  failed: 'an error occurred. The log has the details',
  // Generation.
  endOfText: 'the model has nothing to add',
  lineEnd: 'the line is complete',
  blockEnd: 'the block is complete',
  suffixReached: 'the text already follows the cursor',
  closerReached: 'the bracket is already closed after the cursor',
  repetition: 'the model repeated itself',
  lowConfidence: 'the model was not confident enough',
  maxTokens: 'the limit of tokens was reached before the first word',
  timeLimit: 'the time was over before the first word',
  windowFull: 'the line before the cursor is longer than the context window',
  // Filters.
  boundary: 'it ended before anything was complete',
  cursorLine: 'it did not fit into the rest of the line',
  closers: 'it closed a bracket that is closed already',
  suffixOverlap: 'it repeated the text after the cursor',
  duplicateLine: 'it repeated a line next to the cursor',
  repeatedLines: 'it repeated itself',
  indentation: 'its indentation did not fit',
  brackets: 'its brackets did not fit together',
  syntax: 'it would have broken the syntax',
  blank: 'only white space was left of it',
  confidentPrefix: 'the model was not confident enough of any of it',
  confidence: 'the model was not confident enough',
  suffixLikelihood: 'the text after the cursor does not follow well from it',
  // Suggestion.
  dismissed: 'you dismissed it',
  typedOver: 'you typed something else',
  undone: 'you undid it',
  deleted: 'you deleted it again',
  rejectedBefore: 'you rejected this suggestion here before. Alt+\\ shows it again',
};

/** Rules under which a request ended because the user kept typing. */
const cancellations: readonly OutcomeRule[] = ['cancelled', 'superseded', 'documentChanged'];

/** Returns the reason of an outcome as the part of a sentence after a colon. */
export function getOutcomeReason({ rule }: Outcome): string {
  return reasons[rule];
}

/** Describes an outcome in sentences. */
export function describeOutcome(outcome: Outcome): string {
  const { stage, rule, text } = outcome;
  const reason = getOutcomeReason(outcome);
  switch (stage) {
    case 'trigger':
      return `Not requested: ${reason}.`;
    case 'request':
      if (rule === 'failed' && text !== undefined) return `Failed: ${text}`;
      return `${cancellations.includes(rule) ? 'Cancelled' : 'Nothing to show'}: ${reason}.`;
    case 'generation':
      return `${rule === 'cancelled' ? 'Cancelled' : 'Nothing to show'}: ${reason}.`;
    case 'filter':
      return `Discarded: ${reason}.`;
    case 'suggestion':
      return rule === 'rejectedBefore'
        ? `Not shown: ${reason}.`
        : `Rejected: ${reason}. It is not suggested here again.`;
  }
}
