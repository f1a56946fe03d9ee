import type { CompletionRule } from '../../completion/rules.ts';
import type { CompleteParams } from '../../engine/protocol.ts';
import type { Occasion } from './occasion.ts';

/** What keeps texts from being shown that come by themselves. */
const judging: readonly CompletionRule[] = ['confidence', 'shakyTail', 'suffixGate'];

/**
 * Max time to generate a text for an automatic request, in ms. The next key comes before a later text
 * is seen; at the limit the engine returns what it has generated until then.
 */
const maxAutomaticMs = 1500;

/** What the engine is asked at a moment. */
export function paramsOf(occasion: Occasion): CompleteParams {
  const { document, position, selected, settings, invoked } = occasion;
  return {
    textDocument: { uri: document.uri.toString(), version: document.version },
    position: { line: position.line, character: position.character },
    lines: settings.lines,
    maxTokens: settings.maxTokens,
    ...(selected && { selected }),
    // Who asks expressly also sees what the model isn't sure of.
    ...(invoked ? { rulesOff: judging } : { maxMs: maxAutomaticMs }),
  };
}
