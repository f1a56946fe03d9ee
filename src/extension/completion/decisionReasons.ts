/** Why nothing was shown, in words for people: what follows a colon. */
import type { NothingReason } from '../../completion/outcome.ts';
import type { RejectedBy } from '../../completion/request/decisionLog.ts';
import type { Refusal } from '../../completion/request/trigger.ts';
import type { CompletionRule } from '../../completion/rules.ts';

export const refusedBecause: Readonly<Record<Refusal, string>> = {
  severalCursors: 'there are several cursors',
  selection: 'text is selected',
  turnedOff: 'completions are turned off',
  languageOff: 'completions are turned off for this language',
  workspaceOff: 'completions are turned off for this workspace',
  kindOff: 'in documents of this kind completions come on request only, by Alt+\\',
  snoozed: 'completions are snoozed',
  withinWord: 'the cursor stands in a word, with the rest of it behind',
  afterUndo: 'something was just undone',
  afterRedo: 'something was just redone',
  takenBack: 'you just deleted what you had accepted',
  rejectedHere: 'you rejected the text that belongs here. Alt+\\ shows it again',
  onBattery: 'the machine runs on battery, and tramontane.completion.quietOnBattery is set',
};

export const nothingBecause: Readonly<Record<NothingReason, string>> = {
  noModel: 'no model is loaded',
  unknownDocument: 'the engine does not know this document',
  documentChanged: 'the text changed meanwhile',
  badPosition: 'the cursor is outside of the text',
  binary: 'this is not a text',
  cancelled: 'the request was cancelled',
  superseded: 'a newer request took its place',
  endOfText: 'the model has nothing to add',
  blank: 'there was only white space',
  repeatsSuffix: 'it stands behind the cursor already',
  repetition: 'the model repeated itself',
  dedent: 'the model wanted to leave the block',
  unsure: 'the model was not sure enough',
  unbalanced: 'its brackets did not fit together',
  breaksSyntax: 'it would have broken the syntax',
  leadsNowhere: 'what stands behind the cursor does not follow well from it',
  windowFull: 'the line before the cursor is longer than what the model can read',
  failed: 'something failed. The log says what',
};

export const droppedBecause: Readonly<Record<CompletionRule, string>> = {
  healing: 'it did not go on from the letters before the cursor',
  suffixBlock: 'it took up the text behind the cursor',
  context: 'it took up text of another file',
  lineStop: 'the line was complete before it began',
  blockStop: 'the block was complete before it began',
  suffixStop: 'what stands behind the cursor came first',
  closerStop: 'it closed a bracket that is closed already',
  repetitionStop: 'the model repeated itself',
  boundary: 'it broke off before anything was complete',
  cursorLine: 'it did not fit into the rest of the line',
  closedBracket: 'it closed a bracket that is closed already',
  suffixOverlap: 'it repeated what stands behind the cursor',
  duplicateLine: 'it repeated a line next to the cursor',
  repetition: 'it repeated itself',
  indentation: 'its indentation did not fit',
  brackets: 'its brackets did not fit together',
  syntax: 'it would have broken the syntax',
  blank: 'only white space was left of it',
  shakyTail: 'the model was not sure enough of any of it',
  confidence: 'the model was not sure enough',
  suffixGate: 'what stands behind the cursor does not follow well from it',
};

export const rejectedBecause: Readonly<Record<RejectedBy, string>> = {
  dismissed: 'you sent it away',
  wroteElse: 'you wrote something else',
  undone: 'you undid it',
  deleted: 'you deleted it again',
};
