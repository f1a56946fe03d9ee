import type { DecisionId } from '../../completion/suggestion/decisionLog.ts';
import type { SuggestionMatch } from '../../completion/suggestion/suggestionCache.ts';
import type { PendingRequest } from './pendingRequest.ts';

/** Text that VS Code may show, with the part of the cursor's line that it replaces. */
export interface GhostText {
  readonly text: string;
  /** Start of the replaced part, in UTF-16 code units from the line's start. */
  readonly start: number;
  readonly end: number;
  readonly decision: DecisionId;
}

/** Returns texts for VS Code, which replace the selected entry and the text after the cursor. */
export function createGhostTexts(
  { request: { selectedEntry, position } }: PendingRequest,
  matches: readonly SuggestionMatch[],
  decision: DecisionId,
): GhostText[] {
  return matches.map(({ text, replaces }) => ({
    text: (selectedEntry?.text ?? '') + text,
    start: selectedEntry?.start ?? position.character,
    end: position.character + replaces,
    decision,
  }));
}
