import type { CompletionRule } from '../../completion/rules.ts';
import type { CompleteParams } from '../../engine/protocol.ts';
import type { Occasion } from './occasion.ts';

/** What keeps texts from being shown that come by themselves. */
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
    // Who asks expressly also sees what the model isn't sure of.
    ...(invoked ? { rulesOff: judging } : { maxMs }),
  };
}
