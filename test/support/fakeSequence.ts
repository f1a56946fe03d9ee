import type {
  CellRange,
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

/** One token a UTF-16 code unit: what a text costs can be counted by eye. */
export const fakeVocabulary: Vocabulary = {
  beginOfText: 1,
  endOfText,
  controlToken: () => undefined,
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

  async next(token: Token, { mustContinue = false }: Sampling): Promise<Token> {
    await this.beforeStep();
    this.tokens.push(token);
    this.mustContinue.push(mustContinue);
    const next = this.#continuation.charCodeAt(this.#drawn++);
    return Number.isNaN(next) ? endOfText : next;
  }

  async nextProbabilities(token: Token): Promise<ReadonlyMap<Token, number>> {
    return new Map([[await this.next(token, { temperature: 0 }), 1]]);
  }

  async nextOfEach(tokens: readonly Token[]): Promise<Token[]> {
    const drawn: Token[] = [];
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
