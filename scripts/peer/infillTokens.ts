import type { Token, Tokenizer } from '../tokenizer/tokenizer.ts';

/** FIM tokens of a vocabulary, and of its repository format where it has one. */
export interface InfillTokens {
  readonly prefix: Token;
  readonly suffix: Token;
  readonly middle: Token;
  /** Token before the name of the repository. */
  readonly repository: Token | undefined;
  /** Token before the name of each file. */
  readonly file: Token | undefined;
  /** True when llama-server finds the tokens by their names. */
  readonly isKnownToServer: boolean;
  /**
   * Order in which the suffix comes first. `codestral`: suffix token, suffix, prefix token, prefix.
   * `spm`: prefix token, suffix token, suffix, middle token, prefix (arXiv:2207.14255, section 3).
   */
  readonly suffixFirst: 'codestral' | 'spm';
}

interface Family {
  readonly prefix: string;
  readonly suffix: string;
  readonly middle: string;
  readonly isKnownToServer?: false;
  readonly suffixFirst?: 'codestral';
}

/** FIM tokens by family, as the vocabularies spell them. */
const families: readonly Family[] = [
  // Codestral
  {
    prefix: '[PREFIX]',
    suffix: '[SUFFIX]',
    middle: '[MIDDLE]',
    isKnownToServer: false,
    suffixFirst: 'codestral',
  },
  // Qwen
  { prefix: '<|fim_prefix|>', suffix: '<|fim_suffix|>', middle: '<|fim_middle|>' },
  // StarCoder, Granite
  { prefix: '<fim_prefix>', suffix: '<fim_suffix>', middle: '<fim_middle>' },
  // Stable Code
  { prefix: '<fim-prefix>', suffix: '<fim-suffix>', middle: '<fim-middle>' },
  // CodeLlama. The blank is part of the piece.
  { prefix: '▁<PRE>', suffix: '▁<SUF>', middle: '▁<MID>' },
  // DeepSeek
  { prefix: '<｜fim▁begin｜>', suffix: '<｜fim▁hole｜>', middle: '<｜fim▁end｜>' },
];

/** Names of further tokens that llama-server's `/infill` puts before the prompt. */
const repositoryNames = ['<|fim_repo|>', '<|repo_name|>', '<fim-repo>', '<REPO>', '<reponame>'];
const fileNames = ['<|file_sep|>'];

/** Finds the FIM tokens of a vocabulary by their names; undefined for one without. */
export function findInfillTokens(
  tokenizer: Pick<Tokenizer, 'findControlToken'>,
): InfillTokens | undefined {
  for (const family of families) {
    const prefix = tokenizer.findControlToken(family.prefix);
    const suffix = tokenizer.findControlToken(family.suffix);
    const middle = tokenizer.findControlToken(family.middle);
    if (prefix === undefined || suffix === undefined || middle === undefined) continue;
    return {
      prefix,
      suffix,
      middle,
      repository: findFirst(repositoryNames, tokenizer),
      file: findFirst(fileNames, tokenizer),
      isKnownToServer: family.isKnownToServer ?? true,
      suffixFirst: family.suffixFirst ?? 'spm',
    };
  }
  return undefined;
}

function findFirst(
  names: readonly string[],
  tokenizer: Pick<Tokenizer, 'findControlToken'>,
): Token | undefined {
  for (const name of names) {
    const token = tokenizer.findControlToken(name);
    if (token !== undefined) return token;
  }
  return undefined;
}
