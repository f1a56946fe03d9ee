/** Reasons for showing nothing, written for the user as the part of a sentence after a colon. */
import type { NothingReason } from '../../completion/outcome.ts';
import type { RejectedBy } from '../../completion/suggestion/decisionLog.ts';
import type { Refusal } from '../../completion/suggestion/trigger.ts';
import type { CompletionRule } from '../../completion/rules.ts';

export const refusedBecause: Readonly<Record<Refusal, string>> = {
  severalCursors: 'there are several cursors',
  selection: 'text is selected',
  turnedOff: 'completions are turned off',
  languageOff: 'completions are turned off for this language',
  workspaceOff: 'completions are turned off for this workspace',
  kindOff: 'documents of this kind are completed only when you press Alt+\\',
  snoozed: 'completions are snoozed',
  withinWord: 'the cursor is in the middle of a word',
  afterUndo: 'you just undid a change',
  afterRedo: 'you just redid a change',
  takenBack: 'you just deleted text that you had accepted',
  rejectedHere: 'you rejected the suggestion for this place. Alt+\\ shows it again',
  onBattery:
    'the machine runs on battery, and the setting tramontane.completion.quietOnBattery is on',
};

export const nothingBecause: Readonly<Record<NothingReason, string>> = {
  noModel: 'no model is loaded',
  unknownDocument: 'the document is not open in the engine',
  documentChanged: 'the document changed in the meantime',
  badPosition: 'the cursor is outside of the text',
  binary: 'this is not a text file',
  cancelled: 'the request was cancelled',
  superseded: 'a newer request replaced it',
  endOfText: 'the model has nothing to add',
  blank: 'the completion was only white space',
  repeatsSuffix: 'the text already follows the cursor',
  repetition: 'the model repeated itself',
  dedent: 'the completion left the block',
  unsure: 'the model was not confident enough',
  unbalanced: 'its brackets did not fit together',
  breaksSyntax: 'it would have broken the syntax',
  leadsNowhere: 'the text after the cursor does not follow well from it',
  windowFull: 'the line before the cursor is longer than the context window',
  failed: 'an error occurred. The log has the details',
};

export const droppedBecause: Readonly<Record<CompletionRule, string>> = {
  healing: 'it did not continue the letters before the cursor',
  suffixBlock: 'it used the text after the cursor',
  context: 'it used text of another file',
  lineStop: 'the line was complete before it began',
  blockStop: 'the block was complete before it began',
  suffixStop: 'it began with the text after the cursor',
  closerStop: 'it closed a bracket that is closed already',
  repetitionStop: 'the model repeated itself',
  boundary: 'it ended before anything was complete',
  cursorLine: 'it did not fit into the rest of the line',
  closedBracket: 'it closed a bracket that is closed already',
  suffixOverlap: 'it repeated the text after the cursor',
  duplicateLine: 'it repeated a line next to the cursor',
  repetition: 'it repeated itself',
  indentation: 'its indentation did not fit',
  brackets: 'its brackets did not fit together',
  syntax: 'it would have broken the syntax',
  blank: 'only white space was left of it',
  shakyTail: 'the model was not confident enough of any of it',
  confidence: 'the model was not confident enough',
  suffixGate: 'the text after the cursor does not follow well from it',
};

export const rejectedBecause: Readonly<Record<RejectedBy, string>> = {
  dismissed: 'you dismissed it',
  wroteElse: 'you typed something else',
  undone: 'you undid it',
  deleted: 'you deleted it again',
};
