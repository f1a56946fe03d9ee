import type { InfillFormat } from '../../src/completion/promptFormat/infillFormat.ts';
import type { WindowFormat } from '../../src/completion/window/windowLayout.ts';

/**
 * Makes a readable format for tests: a word is a token, a blank is one, a line end is one. Its FIM tokens
 * are Codestral's.
 */
export function createWordFormat(overrides: Partial<WindowFormat> = {}): WindowFormat {
  return {
    beginOfText: [beginOfText],
    infill: suffixThenPrefix,
    tokenize: toWordTokens,
    tokenizeContinuation: toWordTokens,
    findPartialToken: undefined,
    ...overrides,
  };
}

const beginOfText = 1;
const suffixToken = 2;
const prefixToken = 3;
const middleToken = 4;

/** Codestral's format: the suffix, then context and prefix. */
export const suffixThenPrefix: InfillFormat = {
  beforeSuffix: [suffixToken],
  beforePrefix: [prefixToken],
  isContextFirst: false,
};

/** Format of the other families: context, an empty prefix, the suffix, and the text as the middle. */
export const suffixThenMiddle: InfillFormat = {
  beforeSuffix: [prefixToken, suffixToken],
  beforePrefix: [middleToken],
  isContextFirst: true,
};

const numbers = new Map<string, number>();
const words: string[] = [];

export function toWordTokens(text: string): number[] {
  return (text.match(/\n|[^\S\n]|\S+/gu) ?? []).map((word) => {
    const knownNumber = numbers.get(word);
    if (knownNumber !== undefined) return knownNumber;
    words.push(word);
    numbers.set(word, words.length + 9);
    return words.length + 9;
  });
}

/** Returns the text of tokens, control tokens spelled out. */
export function toWordText(tokens: readonly number[]): string {
  const control = new Map([
    [beginOfText, '<s>'],
    [suffixToken, '[SUFFIX]'],
    [prefixToken, '[PREFIX]'],
    [middleToken, '[MIDDLE]'],
  ]);
  return tokens.map((token) => control.get(token) ?? words[token - 10] ?? '?').join('');
}
