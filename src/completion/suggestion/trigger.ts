import type { TriggerRule } from '../outcome.ts';

/** State of the editor at a keystroke. */
export interface KeystrokeConditions {
  /** Switch that turned completions off for this document, if one did. */
  readonly disabledScope: DisabledScope | undefined;
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
export type DisabledScope = 'all' | 'language' | 'workspace' | 'kind';

/** Kind of the last edit. */
export type LastEdit =
  | 'typed'
  | 'undone'
  | 'redone'
  /** Deletion of accepted text, in whole or in part. */
  | 'deleted';

/** Further conditions that apply where a request to the engine would be needed. */
export interface RequestConditions {
  readonly invoked: boolean;
  readonly lastEdit: LastEdit;
  /** True where the suggestion that the engine would return was rejected at this place. */
  readonly isRejectedHere: boolean;
  /** True while the machine runs on battery and the setting saves it. */
  readonly isSavingBattery: boolean;
}

/** Returns whether a switch or a snooze is the rule that shows nothing. */
export function isDisabledOrSnoozed(rule: TriggerRule): boolean {
  return rule === 'snoozed' || Object.values(ruleByScope).includes(rule);
}

const ruleByScope: Readonly<Record<DisabledScope, TriggerRule>> = {
  all: 'disabled',
  language: 'disabledForLanguage',
  workspace: 'disabledForWorkspace',
  kind: 'disabledForKind',
};

/**
 * Returns the reason to show nothing; undefined where suggestions may be shown. A completion that the
 * user invoked is refused only where no completion could be shown.
 */
export function findKeystrokeRule(conditions: KeystrokeConditions): TriggerRule | undefined {
  if (conditions.cursors > 1) return 'multipleCursors';
  if (conditions.hasSelection) return 'selection';
  if (conditions.invoked) return undefined;
  if (conditions.disabledScope !== undefined) return ruleByScope[conditions.disabledScope];
  if (conditions.isSnoozed) return 'snoozed';
  // A word that continues after the cursor is being corrected, not typed.
  return /^[\p{L}\p{N}_$]/u.test(conditions.after) ? 'withinWord' : undefined;
}

/**
 * Returns the reason to send no request to the engine; undefined where one may be sent. Cached
 * suggestions may still be shown.
 */
export function findRequestRule(conditions: RequestConditions): TriggerRule | undefined {
  if (conditions.invoked) return undefined;
  if (conditions.isRejectedHere) return 'rejectedHere';
  if (conditions.lastEdit === 'undone') return 'afterUndo';
  if (conditions.lastEdit === 'redone') return 'afterRedo';
  if (conditions.lastEdit === 'deleted') return 'afterDeletion';
  return conditions.isSavingBattery ? 'onBattery' : undefined;
}
