/** State of the editor at a keystroke. */
export interface KeystrokeSituation {
  /** Switch that turned completions off for this document, if one did. */
  readonly offFor: SwitchedOff | undefined;
  readonly isSnoozed: boolean;
  /** True where the user invoked the completion, by key or by command. */
  readonly invoked: boolean;
  /** Text after the cursor, at least its first character. */
  readonly after: string;
  readonly cursors: number;
  readonly hasSelection: boolean;
}

/**
 * Scope in which completions are turned off: everywhere, in a language, in a workspace, or in documents
 * of this kind, such as commit messages, regardless of the settings.
 */
export type SwitchedOff = 'all' | 'language' | 'workspace' | 'kind';

/** Kind of the last edit. */
export type LastEdit =
  | 'written'
  | 'undone'
  | 'redone'
  /** Deletion of accepted text, in whole or in part. */
  | 'takenBack';

/** Further conditions that apply where a request to the engine would be needed. */
export interface AskingSituation {
  readonly invoked: boolean;
  readonly lastEdit: LastEdit;
  /** True where the suggestion that the engine would return was rejected at this place. */
  readonly isRejectedHere: boolean;
  /** True while the machine runs on battery and the setting saves it. */
  readonly isSavingBattery: boolean;
}

/** Reason why a keystroke triggers no request. */
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

/** Returns whether a switch or a snooze is the reason of a refusal. */
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
 * Returns the reason to show nothing; undefined where suggestions may be shown. A completion that the
 * user invoked is refused only where no completion could be shown.
 */
export function refusalOf(situation: KeystrokeSituation): Refusal | undefined {
  if (situation.cursors > 1) return 'severalCursors';
  if (situation.hasSelection) return 'selection';
  if (situation.invoked) return undefined;
  if (situation.offFor !== undefined) return refusalOfSwitch[situation.offFor];
  if (situation.isSnoozed) return 'snoozed';
  // A word that continues after the cursor is being corrected, not typed.
  return /^[\p{L}\p{N}_$]/u.test(situation.after) ? 'withinWord' : undefined;
}

/**
 * Returns the reason to send no request to the engine; undefined where one may be sent. Cached
 * suggestions may still be shown.
 */
export function refusalToAsk(situation: AskingSituation): Refusal | undefined {
  if (situation.invoked) return undefined;
  if (situation.isRejectedHere) return 'rejectedHere';
  if (situation.lastEdit === 'undone') return 'afterUndo';
  if (situation.lastEdit === 'redone') return 'afterRedo';
  if (situation.lastEdit === 'takenBack') return 'takenBack';
  return situation.isSavingBattery ? 'onBattery' : undefined;
}
