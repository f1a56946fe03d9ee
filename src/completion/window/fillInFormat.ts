/** How a model was trained to fill in, by its control tokens. */
export interface FillInFormat {
  readonly name: FillInName;
  /** Tokens in front of the text behind the cursor, of the text before it, and of the answer. */
  readonly marks: {
    readonly suffix: readonly number[];
    readonly prefix: readonly number[];
    readonly middle: readonly number[];
  };
  /** With the suffix first, typing only appends (arXiv:2207.14255, section 3). */
  readonly order: 'suffixFirst' | 'prefixFirst';
}

export type FillInName =
  'codestral' | 'codellama' | 'qwen' | 'starcoder' | 'deepseek' | 'stable-code';

interface Marks {
  readonly name: FillInName;
  readonly prefix: string;
  readonly suffix: string;
  readonly middle?: string;
  readonly order?: FillInFormat['order'];
}

/**
 * The marks of the families that have some, as their vocabularies spell them. CodeLlama's blanks
 * around the marks are part of the pieces. llama.cpp and node-llama-cpp don't know Codestral's.
 */
const families: readonly Marks[] = [
  { name: 'codestral', suffix: '[SUFFIX]', prefix: '[PREFIX]', order: 'suffixFirst' },
  { name: 'qwen', prefix: '<|fim_prefix|>', suffix: '<|fim_suffix|>', middle: '<|fim_middle|>' },
  { name: 'starcoder', prefix: '<fim_prefix>', suffix: '<fim_suffix>', middle: '<fim_middle>' },
  { name: 'stable-code', prefix: '<fim-prefix>', suffix: '<fim-suffix>', middle: '<fim-middle>' },
  { name: 'codellama', prefix: '▁<PRE>', suffix: '▁<SUF>', middle: '▁<MID>' },
  {
    name: 'deepseek',
    prefix: '<｜fim▁begin｜>',
    suffix: '<｜fim▁hole｜>',
    middle: '<｜fim▁end｜>',
  },
];

/**
 * Finds out how a model fills in.
 *
 * @param controlToken the token that a piece of the vocabulary is, where it is a control token.
 * @returns undefined for models that were not trained for it.
 */
export function fillInFormatOf(
  controlToken: (piece: string) => number | undefined,
): FillInFormat | undefined {
  for (const { name, prefix, suffix, middle, order = 'prefixFirst' } of families) {
    const marks = [suffix, prefix, ...(middle === undefined ? [] : [middle])].map(controlToken);
    const [suffixMark, prefixMark, middleMark] = marks;
    if (marks.includes(undefined) || suffixMark === undefined || prefixMark === undefined) continue;
    return {
      name,
      marks: {
        suffix: [suffixMark],
        prefix: [prefixMark],
        middle: middleMark === undefined ? [] : [middleMark],
      },
      order,
    };
  }
  return undefined;
}
