import type { CompleteParams } from '../../engine/protocol.ts';
import type { InlineCompletionRequest } from './inlineCompletionRequest.ts';

/**
 * Returns the parameters of a request.
 *
 * @param maxMs time of a request that the user did not invoke, in ms from its arrival in the engine.
 */
export function toCompleteParams(request: InlineCompletionRequest, maxMs: number): CompleteParams {
  const { document, position, selectedEntry, settings, invoked } = request;
  return {
    textDocument: { uri: document.uri.toString(), version: document.version },
    position: { line: position.line, character: position.character },
    lines: settings.lines,
    maxTokens: settings.maxTokens,
    ...(selectedEntry && { selectedCompletion: selectedEntry }),
    trigger: invoked ? 'invoked' : 'automatic',
    ...(!invoked && { maxMs }),
  };
}
