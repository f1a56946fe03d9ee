import type { TraceRequest } from '../replay/traceRequests.ts';
import type { Token, Tokenizer } from '../tokenizer/tokenizer.ts';
import type { InfillTokens } from './infillTokens.ts';

/** Lines that llama.vscode sends by default: `llama-vscode.n_prefix`, `n_suffix`. */
const maxLines = { before: 256, after: 64 } as const;

/** Text around the cursor as llama.vscode sends it to `/infill` (its `src/completion.ts`). */
export interface InfillParts {
  /** Lines before the cursor's line. */
  readonly prefix: string;
  /** The cursor's line before the cursor; '' where it is blank. */
  readonly prompt: string;
  /** The rest of the cursor's line and the lines after it. */
  readonly suffix: string;
  /** Blanks of the cursor's line that `prompt` leaves out. */
  readonly omittedBlanks: string;
  /** The rest of the cursor's line. */
  readonly restOfLine: string;
  /** Indentation of the cursor's line, in UTF-16 code units. */
  readonly indentation: number;
}

/** Returns the lines of a prefix that llama.vscode sends. @param prefix ends with a line end. */
export function limitPrefix(prefix: string): string {
  return prefix
    .split('\n')
    .slice(-maxLines.before - 1)
    .join('\n');
}

/** Cuts a document as llama.vscode does. */
export function cutDocument({ text, offset }: Pick<TraceRequest, 'text' | 'offset'>): InfillParts {
  const before = text.slice(0, offset).split('\n');
  const after = text.slice(offset).split('\n');
  const lineBefore = before.pop() ?? '';
  const restOfLine = after.shift() ?? '';
  const isBlank = /^[ \t]*$/.test(lineBefore);
  const line = lineBefore + restOfLine;
  return {
    prefix: limitPrefix(`${before.join('\n')}\n`),
    prompt: isBlank ? '' : lineBefore,
    suffix: `${restOfLine}\n${after.slice(0, maxLines.after).join('\n')}\n`,
    omittedBlanks: isBlank ? lineBefore : '',
    restOfLine,
    indentation: line.length - line.trimStart().length,
  };
}

/** The part that the server puts first: `suffixFirst` is its option `--spm-infill`. */
export type InfillOrder = 'prefixFirst' | 'suffixFirst';

/** Limits of a prompt, in tokens. */
export interface InfillLimits {
  /** The server's `--batch-size`. */
  readonly batch: number;
  /** The server's `--ctx-size`. */
  readonly window: number;
}

/**
 * Builds the prompt that llama-server makes of the parts (`format_prompt_infill`). It takes up to
 * three quarters of a batch of the prefix, and of the suffix what the current line leaves of the
 * last quarter. Names of a repository and a file come first where the vocabulary has tokens for them.
 */
export function buildInfillPrompt(
  parts: InfillParts,
  tokenizer: Tokenizer,
  tokens: InfillTokens,
  { limits, order }: { readonly limits: InfillLimits; readonly order: InfillOrder },
): Token[] {
  const quarter = Math.floor(limits.batch / 4);
  const prompt = tokenizer.tokenize(parts.prompt);
  const prefix = takeLast(tokenizer.tokenize(parts.prefix), 3 * quarter);
  const suffix = tokenizer
    .tokenize(parts.suffix)
    .slice(0, Math.max(0, quarter - (2 + prompt.length)));
  const before = [tokens.prefix, ...prefix, ...prompt];
  const after = [tokens.suffix, ...suffix];
  return [
    ...buildNames(tokenizer, tokens, limits),
    ...beginPrompt(tokenizer),
    ...(order === 'suffixFirst' ? [...after, ...before] : [...before, ...after]),
    tokens.middle,
  ];
}

/** Returns the names that the server puts first: constants of its source. */
function buildNames(
  tokenizer: Tokenizer,
  { repository, file }: InfillTokens,
  { batch, window }: InfillLimits,
): readonly Token[] {
  const names = [
    ...(repository === undefined ? [] : [repository, ...tokenizer.tokenize('myproject\n')]),
    ...(file === undefined ? [] : [file, ...tokenizer.tokenize('filename\n')]),
  ];
  // The server reserves `2 * n_predict` tokens, and its `n_predict` is -1 without an option.
  return takeLast(names, Math.max(0, window - batch + 2));
}

/**
 * Builds the prompt that replaces it for vocabularies without FIM tokens, which `/infill` refuses:
 * the same share of the prefix, and the current line.
 */
export function buildPlainPrompt(parts: InfillParts, tokenizer: Tokenizer, batch: number): Token[] {
  const room = 3 * Math.floor(batch / 4);
  return [
    ...beginPrompt(tokenizer),
    ...takeLast(tokenizer.tokenize(parts.prefix), room),
    ...tokenizer.tokenize(parts.prompt),
  ];
}

function takeLast(tokens: readonly Token[], count: number): readonly Token[] {
  return tokens.slice(Math.max(0, tokens.length - count));
}

function beginPrompt({ beginOfText }: Tokenizer): Token[] {
  return beginOfText === undefined ? [] : [beginOfText];
}
