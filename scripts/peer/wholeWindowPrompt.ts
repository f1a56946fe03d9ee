import type { TraceRequest } from '../replay/traceRequests.ts';
import { BlockTokenizer } from '../tokenizer/blockTokenizer.ts';
import type { Token, Tokenizer } from '../tokenizer/tokenizer.ts';
import { findInfillTokens, type InfillTokens } from './infillTokens.ts';

/** Share of a prompt that the text after the cursor gets where the text before it fills the rest. */
const suffixShare = 1 / 8;
/** Share of a prompt by which the start of the prefix, and the end of the suffix, move. */
const stepShare = 1 / 4;
/** Maximum number of control tokens in a prompt. */
const controlTokens = 4;

/**
 * Builds the best prompts for a server: as much text as fits, the suffix first so that typing only
 * appends, and both ends moving in steps so that they rarely move.
 */
export class WholeWindowPrompts {
  readonly #tokenizer: Tokenizer;
  readonly #blocks: BlockTokenizer;
  readonly #maxTokens: number;
  readonly #infill: InfillTokens | undefined;

  /** @param maxTokens maximum length of a prompt. */
  constructor(tokenizer: Tokenizer, maxTokens: number) {
    this.#tokenizer = tokenizer;
    this.#blocks = new BlockTokenizer(tokenizer);
    this.#maxTokens = maxTokens;
    this.#infill = findInfillTokens(tokenizer);
  }

  /** True when the vocabulary has tokens for the text after the cursor. */
  get hasSuffix(): boolean {
    return this.#infill !== undefined;
  }

  /** Builds the prompt of a request. It ends before the blanks that precede the cursor. */
  build({ text, offset }: Pick<TraceRequest, 'text' | 'offset'>): Token[] {
    const { beginOfText } = this.#tokenizer;
    const begin = beginOfText === undefined ? [] : [beginOfText];
    const prefix = removeTrailingBlanks(text.slice(0, offset));
    const room = this.#maxTokens - controlTokens;
    const infill = this.#infill;
    if (infill === undefined) return [...begin, ...this.#fitEnd(prefix, room)];
    const suffixRoom = this.#reserveSuffix(this.#blocks.tokenize(prefix).length, room);
    const suffix = this.#fitBeginning(text.slice(offset), suffixRoom);
    const before = this.#fitEnd(prefix, room - suffixRoom);
    return infill.suffixFirst === 'codestral'
      ? [...begin, infill.suffix, ...suffix, infill.prefix, ...before]
      : [...begin, infill.prefix, infill.suffix, ...suffix, infill.middle, ...before];
  }

  /** Returns the room of the suffix: what the prefix leaves free, in steps. */
  #reserveSuffix(prefixTokens: number, room: number): number {
    const step = Math.floor(this.#maxTokens * stepShare);
    const free = Math.max(0, Math.floor((room - prefixTokens) / step)) * step;
    return Math.max(free, Math.floor(this.#maxTokens * suffixShare));
  }

  /** Returns whole lines from the beginning of a text. */
  #fitBeginning(text: string, room: number): Token[] {
    let fittingTokens: Token[] = [];
    for (let end = findLineEnd(text, 0); ; end = findLineEnd(text, end)) {
      const tokens = this.#blocks.tokenize(text.slice(0, end), true);
      if (tokens.length > room) return fittingTokens;
      fittingTokens = tokens;
      if (end === text.length) return fittingTokens;
    }
  }

  /** Returns the end of a text from the start of a line, or from within a line that is too long. */
  #fitEnd(text: string, room: number): Token[] {
    const tokens = this.#blocks.tokenize(text);
    if (tokens.length <= room) return tokens;
    const step = Math.floor(this.#maxTokens * stepShare);
    const start = Math.ceil((tokens.length - room) / step) * step;
    const rest = this.#fitLines(text, tokens.length - start);
    const isNear = rest.length > 0 && tokens.length - start - rest.length < step;
    return isNear ? rest : tokens.slice(Math.min(start, tokens.length - 1));
  }

  /** Returns as many whole lines from the end of a text as fit. */
  #fitLines(text: string, room: number): Token[] {
    const starts = [...text.matchAll(/\n/g)].map(({ index }) => index + 1);
    const tokenizeFrom = (line: number) => this.#blocks.tokenize(text.slice(starts[line]), true);
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tokenizeFrom(middle).length <= room) high = middle;
      else low = middle + 1;
    }
    return low < starts.length ? tokenizeFrom(low) : [];
  }
}

/**
 * Returns a text without blanks at its end: they become part of the next token, and would be
 * evaluated twice.
 */
function removeTrailingBlanks(text: string): string {
  return text.replace(/[ \t]+$/, '');
}

/** Returns the offset after the line end that follows an offset. */
function findLineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}
