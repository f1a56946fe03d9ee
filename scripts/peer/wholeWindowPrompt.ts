import { infillTokensOf, type InfillTokens } from './infillPrompt.ts';
import { LineTokenizer, type Token, type Tokenizer } from './tokenizer.ts';
import type { TraceRequest } from './traceRequests.ts';

/** The share of a window that the text behind the cursor gets at most. */
const suffixShare = 1 / 8;
/** The share of a window by which the start of the prefix moves on. */
const stepShare = 1 / 4;
/** Control tokens, and one cell that stays free. */
const spareTokens = 4;

/** What the prompts of a whole window are cut by. */
export interface WindowOptions {
  /** tokens */
  readonly window: number;
  /** Tokens that the completion needs. */
  readonly maxTokens: number;
}

/**
 * Prompts with which a server does as well as it can: as much as the window holds, the suffix
 * first so that typing only appends, and a start that moves in steps so that it mostly stays.
 */
export class WholeWindowPrompts {
  readonly #tokenizer: Tokenizer;
  readonly #lines: LineTokenizer;
  readonly #options: WindowOptions;
  readonly #marks: InfillTokens | undefined;

  constructor(tokenizer: Tokenizer, options: WindowOptions) {
    this.#tokenizer = tokenizer;
    this.#lines = new LineTokenizer(tokenizer);
    this.#options = options;
    this.#marks = infillTokensOf(tokenizer);
  }

  /** Whether the vocabulary can tell the model what stands behind the cursor. */
  get hasSuffix(): boolean {
    return this.#marks !== undefined;
  }

  promptOf({ text, offset }: TraceRequest): Token[] {
    const { window, maxTokens } = this.#options;
    const suffixRoom = Math.floor(window * suffixShare);
    const { beginOfText } = this.#tokenizer;
    const begin = beginOfText === undefined ? [] : [beginOfText];
    // Blanks before the cursor become part of the next token and would be evaluated twice.
    const prefix = text.slice(0, offset).replace(/[ \t]+$/, '');
    const room = window - maxTokens - spareTokens;
    if (this.#marks === undefined) return [...begin, ...this.#endWithin(prefix, room)];
    const suffix = this.#beginningWithin(text.slice(offset), suffixRoom);
    const before = this.#endWithin(prefix, room - suffixRoom);
    return [...begin, this.#marks.suffix, ...suffix, this.#marks.prefix, ...before];
  }

  /** Whole lines from the beginning of a text, at least what there is room for of the first. */
  #beginningWithin(text: string, room: number): Token[] {
    const taken: Token[] = [];
    for (const line of this.#lines.lines(text, true)) {
      if (taken.length + line.length > room) break;
      taken.push(...line);
    }
    return taken;
  }

  /** The end of a text from the start of a line on, or from within one that is too long. */
  #endWithin(text: string, room: number): Token[] {
    const lines = this.#lines.lines(text, false);
    const tokens = lines.flat();
    if (tokens.length <= room) return tokens;
    const step = Math.floor(this.#options.window * stepShare);
    const start = Math.ceil((tokens.length - room) / step) * step;
    let lineStart = 0;
    for (const line of lines) {
      if (lineStart >= start) break;
      lineStart += line.length;
    }
    const isNear = lineStart - start < step && lineStart < tokens.length;
    return tokens.slice(isNear ? lineStart : Math.min(start, tokens.length - 1));
  }
}
