import type { Tokenizer } from '../../scripts/tokenizer/tokenizer.ts';

/** Token that stands for the dummy space of a text of its own. */
const dummySpace = 9;

/**
 * Makes a vocabulary with a token for each character, its code point.
 *
 * @param controls control tokens by name, below 32; the token 1 begins a text.
 */
export function createCharacterTokenizer(
  controls: Readonly<Record<string, number>> = {},
): Tokenizer {
  return {
    beginOfText: 1,
    findControlToken: (name) => controls[name],
    tokenize: (text) => (text === '' ? [] : [dummySpace, ...toCodePoints(text)]),
    tokenizeContinuation: toCodePoints,
  };
}

/** Names of Codestral's FIM tokens. */
export const codestralTokens = { '[PREFIX]': 2, '[MIDDLE]': 3, '[SUFFIX]': 4 } as const;

/** Names of Qwen's FIM tokens, with those of its repository format. */
export const qwenTokens = {
  '<|fim_prefix|>': 2,
  '<|fim_middle|>': 3,
  '<|fim_suffix|>': 4,
  '<|repo_name|>': 5,
  '<|file_sep|>': 6,
} as const;

/** Converts tokens to text: control tokens as `<N>`, dummy spaces as `_`. */
export function formatTokens(tokens: readonly number[]): string {
  return tokens
    .map((token) => {
      if (token === dummySpace) return '_';
      return token < dummySpace ? `<${token}>` : String.fromCodePoint(token);
    })
    .join('');
}

function toCodePoints(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}
