import type { FillInFormat } from '../../src/completion/window/fillInFormat.ts';
import type { WindowFormat } from '../../src/completion/window/windowLayout.ts';

/**
 * A tokenizer that can be read: a word is a token, a blank is one, a line end is one. Marks as of a
 * model that can fill in.
 */
export function wordFormat(overrides: Partial<WindowFormat> = {}): WindowFormat {
  return {
    beginOfText: [beginOfText],
    fillIn: suffixFirst,
    sinkTokens: 0,
    tokenize: tokensOf,
    tokenizeContinuation: tokensOf,
    tornEnd: undefined,
    ...overrides,
  };
}

const beginOfText = 1;
const suffixMark = 2;
const prefixMark = 3;
const middleMark = 4;

/** As Codestral fills in. */
export const suffixFirst: FillInFormat = {
  name: 'codestral',
  marks: { suffix: [suffixMark], prefix: [prefixMark], middle: [] },
  order: 'suffixFirst',
};

/** As the others do. */
export const prefixFirst: FillInFormat = {
  name: 'qwen',
  marks: { suffix: [suffixMark], prefix: [prefixMark], middle: [middleMark] },
  order: 'prefixFirst',
};

const numbers = new Map<string, number>();
const words: string[] = [];

export function tokensOf(text: string): number[] {
  return (text.match(/\n|[^\S\n]|\S+/gu) ?? []).map((word) => {
    const known = numbers.get(word);
    if (known !== undefined) return known;
    words.push(word);
    numbers.set(word, words.length + 9);
    return words.length + 9;
  });
}

/** The text of tokens, marks spelled out. */
export function textOf(tokens: readonly number[]): string {
  const marks = new Map([
    [beginOfText, '<s>'],
    [suffixMark, '[SUFFIX]'],
    [prefixMark, '[PREFIX]'],
    [middleMark, '[MIDDLE]'],
  ]);
  return tokens.map((token) => marks.get(token) ?? words[token - 10] ?? '?').join('');
}
