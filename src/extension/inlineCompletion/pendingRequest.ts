import type { CancellationToken } from 'vscode';
import type { DecisionLocation } from '../../completion/suggestion/decisionLog.ts';
import type { CursorPosition } from '../../completion/suggestion/suggestionCache.ts';
import type { InlineCompletionRequest } from './inlineCompletionRequest.ts';

/** Request of VS Code with the text around it, as it is after the selected entry is accepted. */
export interface PendingRequest {
  readonly request: InlineCompletionRequest;
  readonly cursor: CursorPosition;
  /** Offset of the cursor, in UTF-16 code units. */
  readonly offset: number;
  readonly location: DecisionLocation;
  readonly token: CancellationToken;
}

/** Reads the text around the cursor of a request. */
export function createPendingRequest(
  request: InlineCompletionRequest,
  token: CancellationToken,
): PendingRequest {
  const { document, position, selectedEntry, file } = request;
  const text = document.getText();
  const offset = document.offsetAt(position);
  const before = selectedEntry
    ? text.slice(0, offset - (position.character - selectedEntry.start)) + selectedEntry.text
    : text.slice(0, offset);
  return {
    ...{ request, offset, token },
    cursor: { document: document.uri.toString(), before, after: text.slice(offset) },
    location: { file, line: position.line + 1 },
  };
}
