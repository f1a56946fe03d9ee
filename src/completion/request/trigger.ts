/** What the editor knows at the moment of a keystroke. */
export interface KeystrokeSituation {
  /** Whether completions are on for this document. */
  readonly enabled: boolean;
  /** Whether the person asked for this one, by key or by command. */
  readonly invoked: boolean;
  /** The cursor's line from the cursor on. */
  readonly lineAfter: string;
  readonly cursors: number;
  readonly hasSelection: boolean;
}

/** Why a keystroke deserves no request. */
export type Refusal = 'turnedOff' | 'selection' | 'severalCursors' | 'withinWord';

/**
 * Whether to ask for a completion: undefined for yes, else the reason why not. A person who asks
 * expressly is refused only where no completion could be shown.
 */
export function refusalOf(situation: KeystrokeSituation): Refusal | undefined {
  if (situation.cursors > 1) return 'severalCursors';
  if (situation.hasSelection) return 'selection';
  if (situation.invoked) return undefined;
  if (!situation.enabled) return 'turnedOff';
  // A word that goes on behind the cursor is being corrected, not written.
  return /^[\p{L}\p{N}_$]/u.test(situation.lineAfter) ? 'withinWord' : undefined;
}
