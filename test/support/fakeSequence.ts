import { VocabularyTrie } from '../../src/completion/healing/vocabularyTrie.ts';
import type {
  CellRange,
  DrawnToken,
  Sampling,
  Token,
  TokenSequence,
  Vocabulary,
} from '../../src/engine/ports.ts';

/** End of text in `fakeVocabulary`. */
const endOfText: Token = 0;

function codeUnitsOf(text: string): Token[] {
  return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}

/** Tokens of which nothing else is told, as a step draws them that could choose from all. */
export function drawnOf(...tokens: readonly Token[]): DrawnToken[] {
  return tokens.map((token) => ({ token, probability: 1, allowed: 1 }));
}

/** The pieces of `fakeVocabulary`: a byte each. Nothing is torn in it. */
const bytes = Array.from({ length: 256 }, (_, byte) => (byte < 2 ? '' : String.fromCharCode(byte)));

/** One token a UTF-16 code unit: what a text costs can be counted by eye. */
export const fakeVocabulary: Vocabulary = {
  beginOfText: 1,
  endOfText,
  controlToken: () => undefined,
  size: 0x10000,
  trie: new VocabularyTrie(bytes),
  spell: (tokens) => String.fromCharCode(...tokens),
  endsGeneration: (token) => token === endOfText,
  tokenize: (text) => codeUnitsOf(text),
  tokenizeContinuation: (text) => codeUnitsOf(text),
  detokenize: (tokens) => String.fromCharCode(...tokens),
};

/**
 * A sequence without a model: it holds tokens and continues with a text that the test gives. What
 * was evaluated can be read off it.
 */
export class FakeSequence implements TokenSequence {
  readonly capacity: number;
  readonly sliceTokens: number;
  readonly bytesPerToken = 16;
  readonly canInsert = true;
  tokens: Token[] = [];
  /** Sizes of the slices that were evaluated. */
  readonly evaluated: number[] = [];
  /** For each token that was drawn, whether it had to go on. */
  readonly mustContinue: boolean[] = [];
  /** Called before each evaluation; a test may await or throw here. */
  beforeStep: () => Promise<void> = () => Promise.resolve();
  readonly #continuation: string;
  #drawn = 0;

  constructor(continuation = '', { capacity = 1000, sliceTokens = 4 } = {}) {
    this.#continuation = continuation;
    this.capacity = capacity;
    this.sliceTokens = sliceTokens;
  }

  keep(count: number): Promise<void> {
    this.tokens.length = count;
    return Promise.resolve();
  }

  erase(ranges: readonly CellRange[]): Promise<void> {
    for (const { start, end } of [...ranges].reverse()) this.tokens.splice(start, end - start);
    return Promise.resolve();
  }

  async insert(at: number, tokens: readonly Token[]): Promise<void> {
    await this.evaluate(tokens);
    const moved = this.tokens.splice(this.tokens.length - tokens.length);
    this.tokens.splice(at, 0, ...moved);
  }

  async evaluate(tokens: readonly Token[]): Promise<void> {
    await this.beforeStep();
    this.evaluated.push(tokens.length);
    this.tokens.push(...tokens);
  }

  async next(token: Token, { mustContinue = false }: Sampling): Promise<DrawnToken> {
    await this.beforeStep();
    this.tokens.push(token);
    this.mustContinue.push(mustContinue);
    const next = this.#continuation.charCodeAt(this.#drawn++);
    return { token: Number.isNaN(next) ? endOfText : next, probability: 1, allowed: 1 };
  }

  async nextProbabilities(token: Token): Promise<Float32Array> {
    const { token: next } = await this.next(token, { temperature: 0 });
    const probabilities = new Float32Array(Math.max(bytes.length, next + 1));
    probabilities[next] = 1;
    return probabilities;
  }

  async nextOfEach(tokens: readonly Token[]): Promise<DrawnToken[]> {
    const drawn: DrawnToken[] = [];
    for (const token of tokens) drawn.push(await this.next(token, { temperature: 0 }));
    return drawn;
  }

  save(): Promise<number> {
    return Promise.resolve(this.tokens.length * this.bytesPerToken);
  }

  load(_file: string, tokens: readonly Token[]): Promise<void> {
    this.tokens = [...tokens];
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}
