import { tornEnd } from '../../completion/healing/tornEnd.ts';
import { fillInFormatOf } from '../../completion/window/fillInFormat.ts';
import type { WindowFormat, WindowSizes } from '../../completion/window/windowLayout.ts';
import type { LanguageModel } from '../ports.ts';

/** Tokens behind the first one that stay when the model wasn't trained for a window (arXiv:2309.17453). */
const sinkTokens = 3;

/** How prompts are written for a model. */
export function windowFormatOf({ vocabulary, hasTrainedWindow }: LanguageModel): WindowFormat {
  const fillIn = fillInFormatOf((piece) => vocabulary.controlToken(piece));
  const { trie } = vocabulary;
  return {
    beginOfText: vocabulary.beginOfText === undefined ? [] : [vocabulary.beginOfText],
    fillIn,
    // A suffix block in front is a sink by itself.
    sinkTokens: hasTrainedWindow || fillIn?.order === 'suffixFirst' ? 0 : sinkTokens,
    tokenize: (text) => vocabulary.tokenize(text),
    tokenizeContinuation: (text) => vocabulary.tokenizeContinuation(text),
    tornEnd: trie && ((text, tokens) => tornEnd(text, tokens, trie)),
  };
}

/**
 * How much of a window is whose, in tokens. An eighth is left to what the model writes, at most what
 * the longest completion takes; an eighth of the rest is for the text behind the cursor.
 *
 * @param capacity of the sequence.
 */
export function windowSizesOf(capacity: number): WindowSizes {
  const prompt = capacity - Math.min(160, Math.max(40, capacity >> 3));
  return { prompt, suffix: Math.min(256, prompt >> 3) };
}

/**
 * Most tokens that a completion waits for where the cursor comes to a place that isn't cached: the
 * lines around it. The whole window is made afterwards, while nobody waits.
 */
const mostColdTokens = 192;

/** Fewer would be no context at all. */
const leastColdTokens = 64;

/** How long a person is to wait there for the first token, in ms, as far as the machine can. */
const coldLatencyMs = 1000;

/** Tokens that the machine takes in while a person waits, at most `mostColdTokens`. */
export function coldTokensOf({ prefillMsPerToken }: LanguageModel): number {
  if (prefillMsPerToken === undefined) return mostColdTokens;
  const affordable = Math.floor(coldLatencyMs / prefillMsPerToken);
  return Math.max(leastColdTokens, Math.min(mostColdTokens, affordable));
}

/** The window of a place that isn't cached. */
export function coldSizesOf(sizes: WindowSizes, coldTokens: number): WindowSizes {
  return {
    prompt: Math.min(sizes.prompt, coldTokens),
    suffix: Math.min(sizes.suffix, coldTokens >> 2),
  };
}
