import type { CompletionRule } from '../../completion/rules.ts';
import type { CompleteParams } from '../../engine/protocol.ts';
import type { Occasion } from './occasion.ts';

/** Filters that apply to automatic completions only. */
const judging: readonly CompletionRule[] = ['confidence', 'shakyTail', 'suffixGate'];

/**
 * Returns the parameters of a request.
 *
 * @param maxMs time of a request that the user did not invoke, in ms from its arrival in the engine.
 */
export function paramsOf(occasion: Occasion, maxMs: number): CompleteParams {
  const { document, position, selected, settings, invoked } = occasion;
  return {
    textDocument: { uri: document.uri.toString(), version: document.version },
    position: { line: position.line, character: position.character },
    lines: settings.lines,
    maxTokens: settings.maxTokens,
    ...(selected && { selected }),
    // Completions invoked by the user also show text of low confidence.
    ...(invoked ? { rulesOff: judging } : { maxMs }),
  };
}
