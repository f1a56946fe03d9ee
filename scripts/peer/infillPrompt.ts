import type { Token, Tokenizer } from './tokenizer.ts';
import type { TraceRequest } from './traceRequests.ts';

/** How much llama.vscode sends by its defaults, in lines: `llama-vscode.n_prefix`, `n_suffix`. */
const sentLines = { before: 256, behind: 64 } as const;

/** What llama.vscode sends to `/infill` (its `src/completion.ts`). */
export interface InfillParts {
  /** The lines before the cursor's line. */
  readonly prefix: string;
  /** The cursor's line before the cursor. */
  readonly prompt: string;
  /** The rest of the cursor's line and the lines below. */
  readonly suffix: string;
}

/** Cuts a document as llama.vscode does. */
export function infillPartsOf({ text, offset }: TraceRequest): InfillParts {
  const before = text.slice(0, offset).split('\n');
  const behind = text.slice(offset).split('\n');
  const lineBefore = before.pop() ?? '';
  return {
    prefix: `${before.slice(-sentLines.before).join('\n')}\n`,
    // Blanks alone are held back there.
    prompt: /^[ \t]*$/.test(lineBefore) ? '' : lineBefore,
    suffix: `${behind.shift() ?? ''}\n${behind.slice(0, sentLines.behind).join('\n')}\n`,
  };
}

/** Which of both sides the server puts first: `--spm-infill` is `suffixFirst`. */
export type InfillOrder = 'prefixFirst' | 'suffixFirst';

/** The control tokens around the parts. */
export interface InfillTokens {
  readonly prefix: Token;
  readonly middle: Token;
  readonly suffix: Token;
}

/** Those of a vocabulary of Mistral's that has them. */
export function infillTokensOf(tokenizer: Tokenizer): InfillTokens | undefined {
  const prefix = tokenizer.control('[PREFIX]');
  const middle = tokenizer.control('[MIDDLE]');
  const suffix = tokenizer.control('[SUFFIX]');
  if (prefix === undefined || middle === undefined || suffix === undefined) return undefined;
  return { prefix, middle, suffix };
}

/**
 * The prompt that llama-server makes of the parts (`format_prompt_infill`). It takes three quarters
 * of a batch of the prefix and of the suffix what the prompt leaves of the last quarter.
 *
 * @param batch the server's `--batch-size`, in tokens.
 */
export function infillPrompt(
  parts: InfillParts,
  tokenizer: Tokenizer,
  control: InfillTokens,
  { batch, order }: { readonly batch: number; readonly order: InfillOrder },
): Token[] {
  const quarter = Math.floor(batch / 4);
  const prompt = tokenizer.tokenize(parts.prompt);
  const prefix = lastOf(tokenizer.tokenize(parts.prefix), 3 * quarter);
  const suffix = tokenizer
    .tokenize(parts.suffix)
    .slice(0, Math.max(0, quarter - (2 + prompt.length)));
  const before = [control.prefix, ...prefix, ...prompt];
  const behind = [control.suffix, ...suffix];
  return [
    ...beginOf(tokenizer),
    ...(order === 'suffixFirst' ? [...behind, ...before] : [...before, ...behind]),
    control.middle,
  ];
}

/**
 * What stands in for it where the vocabulary has no such tokens and `/infill` refuses: the same
 * share of the prefix and the prompt, to go on with.
 */
export function plainPrompt(parts: InfillParts, tokenizer: Tokenizer, batch: number): Token[] {
  const room = 3 * Math.floor(batch / 4);
  return [
    ...beginOf(tokenizer),
    ...lastOf(tokenizer.tokenize(parts.prefix), room),
    ...tokenizer.tokenize(parts.prompt),
  ];
}

function lastOf(tokens: readonly Token[], count: number): readonly Token[] {
  return tokens.slice(Math.max(0, tokens.length - count));
}

function beginOf({ beginOfText }: Tokenizer): Token[] {
  return beginOfText === undefined ? [] : [beginOfText];
}
