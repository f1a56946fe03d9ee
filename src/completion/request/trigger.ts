/** What the editor knows at the moment of a keystroke. */
export interface KeystrokeSituation {
  /** Which switch turned completions off for this document, if one did. */
  readonly offFor: SwitchedOff | undefined;
  readonly isSnoozed: boolean;
  /** Whether the person asked for this one, by key or by command. */
  readonly invoked: boolean;
  /** The text behind the cursor, its first character at least. */
  readonly after: string;
  readonly cursors: number;
  readonly hasSelection: boolean;
}

/**
 * Where completions are turned off: everywhere, in a language, in a workspace, or in documents of
 * this kind, such as commit messages, whatever the settings say.
 */
export type SwitchedOff = 'all' | 'language' | 'workspace' | 'kind';

/** What led to the text as it is now. */
export type LastEdit =
  | 'written'
  | 'undone'
  | 'redone'
  /** What had been accepted before was deleted, in whole or in part. */
  | 'takenBack';

/** What matters besides where the engine would have to be asked. */
export interface AskingSituation {
  readonly invoked: boolean;
  readonly lastEdit: LastEdit;
  /** Whether what the engine would say was rejected at this place. */
  readonly isRejectedHere: boolean;
  /** Whether the machine runs on battery, and is to be quiet then. */
  readonly isSavingBattery: boolean;
}

/** Why a keystroke deserves no request. */
export type Refusal =
  | 'severalCursors'
  | 'selection'
  | 'turnedOff'
  | 'languageOff'
  | 'workspaceOff'
  | 'kindOff'
  | 'snoozed'
  | 'withinWord'
  | 'afterUndo'
  | 'afterRedo'
  | 'takenBack'
  | 'rejectedHere'
  | 'onBattery';

/** Whether it was a switch, or a snooze, that refused. */
export function isSwitch(refusal: Refusal): boolean {
  return refusal === 'snoozed' || Object.values(refusalOfSwitch).includes(refusal);
}

const refusalOfSwitch: Readonly<Record<SwitchedOff, Refusal>> = {
  all: 'turnedOff',
  language: 'languageOff',
  workspace: 'workspaceOff',
  kind: 'kindOff',
};

/**
 * Whether to show anything: undefined for yes, else the reason why not. A person who asks expressly
 * is refused only where no completion could be shown.
 */
export function refusalOf(situation: KeystrokeSituation): Refusal | undefined {
  if (situation.cursors > 1) return 'severalCursors';
  if (situation.hasSelection) return 'selection';
  if (situation.invoked) return undefined;
  if (situation.offFor !== undefined) return refusalOfSwitch[situation.offFor];
  if (situation.isSnoozed) return 'snoozed';
  // A word that goes on behind the cursor is being corrected, not written.
  return /^[\p{L}\p{N}_$]/u.test(situation.after) ? 'withinWord' : undefined;
}

/** Whether to ask the engine where nothing is known yet; what is known may be shown all the same. */
export function refusalToAsk(situation: AskingSituation): Refusal | undefined {
  if (situation.invoked) return undefined;
  if (situation.isRejectedHere) return 'rejectedHere';
  if (situation.lastEdit === 'undone') return 'afterUndo';
  if (situation.lastEdit === 'redone') return 'afterRedo';
  if (situation.lastEdit === 'takenBack') return 'takenBack';
  return situation.isSavingBattery ? 'onBattery' : undefined;
}
