import { writeFile } from 'node:fs/promises';
import { VocabularyTrie } from '../../src/completion/healing/vocabularyTrie.ts';
import type {
  CellRange,
  SampledToken,
  SamplingOptions,
  Token,
  TokenSequence,
  Vocabulary,
} from '../../src/engine/backend/languageModel.ts';
import { WorkMeter } from '../../src/engine/metering/workMeter.ts';

/** End of text in `fakeVocabulary`. */
const endOfText: Token = 0;

function toCodeUnits(text: string): Token[] {
  return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}

/** Makes sampled tokens of probability 1, as after a step in which all tokens are allowed. */
export function makeSampled(...tokens: readonly Token[]): SampledToken[] {
  return tokens.map((token) => ({ token, probability: 1, allowedProbability: 1 }));
}

/** Pieces of `fakeVocabulary`, a byte each. Texts never end with a partial token. */
const bytes = Array.from({ length: 256 }, (_, byte) => (byte < 2 ? '' : String.fromCharCode(byte)));

/** Vocabulary with one token per UTF-16 code unit, so that the costs of a text are easy to count. */
export const fakeVocabulary: Vocabulary = {
  beginOfText: 1,
  endOfText,
  findControlToken: () => undefined,
  size: 0x10000,
  trie: new VocabularyTrie(bytes),
  renderTokens: (tokens) => String.fromCharCode(...tokens),
  isEndOfGeneration: (token) => token === endOfText,
  tokenize: (text) => toCodeUnits(text),
  tokenizeContinuation: (text) => toCodeUnits(text),
  detokenize: (tokens) => String.fromCharCode(...tokens),
};

/**
 * A sequence without a model: it holds tokens and continues with a text that the test gives. It
 * records the tokens that it evaluates.
 */
export class FakeSequence implements TokenSequence {
  readonly capacity: number;
  readonly sliceTokens: number;
  readonly bytesPerToken = 16;
  readonly canInsert = true;
  computeSliceTokens: (maxMs: number) => number = () => this.sliceTokens;
  /** Counts the tokens that pass through it, as a model does. */
  readonly work: WorkMeter;
  tokens: Token[] = [];
  /** Sizes of the slices that were evaluated. */
  readonly evaluated: number[] = [];
  /** True for each sampled token after which the text had to continue. */
  readonly mustContinue: boolean[] = [];
  /** Called before each evaluation; a test may await or throw here. */
  beforeStep: () => Promise<void> = () => Promise.resolve();
  readonly #continuation: string;
  #sampled = 0;

  /** @param sliceTokens size of all slices, whatever time they may take. */
  constructor(
    continuation = '',
    { capacity = 1000, sliceTokens = 4, work = new WorkMeter() } = {},
  ) {
    this.#continuation = continuation;
    this.capacity = capacity;
    this.sliceTokens = sliceTokens;
    this.work = work;
  }

  truncate(count: number): Promise<void> {
    this.tokens.length = count;
    return Promise.resolve();
  }

  erase(ranges: readonly CellRange[]): Promise<void> {
    for (const { start, end } of [...ranges].reverse()) this.tokens.splice(start, end - start);
    return Promise.resolve();
  }

  moveLast(count: number, at: number): Promise<void> {
    this.tokens.splice(at, 0, ...this.tokens.splice(this.tokens.length - count));
    return Promise.resolve();
  }

  async evaluate(tokens: readonly Token[]): Promise<void> {
    await this.beforeStep();
    this.evaluated.push(tokens.length);
    this.work.countEvaluated(tokens.length);
    this.tokens.push(...tokens);
  }

  async sampleNext(token: Token, { mustContinue = false }: SamplingOptions): Promise<SampledToken> {
    await this.beforeStep();
    this.work.countEvaluated(1);
    this.tokens.push(token);
    this.mustContinue.push(mustContinue);
    const next = this.#continuation.charCodeAt(this.#sampled++);
    return { token: Number.isNaN(next) ? endOfText : next, probability: 1, allowedProbability: 1 };
  }

  async computeNextProbabilities(token: Token): Promise<Float32Array> {
    const { token: next } = await this.sampleNext(token, { temperature: 0 });
    const probabilities = new Float32Array(Math.max(bytes.length, next + 1));
    probabilities[next] = 1;
    return probabilities;
  }

  async sampleAfterEach(tokens: readonly Token[]): Promise<SampledToken[]> {
    const sampled: SampledToken[] = [];
    for (const token of tokens) sampled.push(await this.sampleNext(token, { temperature: 0 }));
    return sampled;
  }

  async save(file: string): Promise<number> {
    const bytes = this.tokens.length * this.bytesPerToken;
    await writeFile(file, Buffer.alloc(bytes));
    return bytes;
  }

  load(_file: string, tokens: readonly Token[]): Promise<void> {
    this.tokens = [...tokens];
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}
