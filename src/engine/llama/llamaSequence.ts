import type { LlamaContext, LlamaContextSequence, Token as LlamaToken } from 'node-llama-cpp';
import type { Sampling, Token, TokenSequence, Vocabulary } from '../ports.ts';

/** A sequence in a context of its own, so that its cache can be made and freed alone. */
export class LlamaSequence implements TokenSequence {
  readonly capacity: number;
  readonly sliceTokens: number;
  readonly #context: LlamaContext;
  readonly #sequence: LlamaContextSequence;
  readonly #vocabulary: Vocabulary;
  /** What the cache holds. Ours, for the library's list is a copy on every access. */
  #tokens: Token[] = [];

  constructor(context: LlamaContext, vocabulary: Vocabulary, sliceTokens: number) {
    this.#context = context;
    this.#vocabulary = vocabulary;
    this.#sequence = context.getSequence();
    // At the last cell the library erases a hundred tokens of its own accord: never get there.
    this.capacity = context.contextSize - 1;
    this.sliceTokens = sliceTokens;
  }

  get tokens(): readonly Token[] {
    return this.#tokens;
  }

  async keep(count: number): Promise<void> {
    if (count >= this.#tokens.length) return;
    // The library re-evaluates everything when the first token is erased by range.
    if (count === 0) await this.#sequence.clearHistory();
    else {
      const end = this.#sequence.nextTokenIndex;
      await this.#sequence.eraseContextTokenRanges([{ start: count, end }]);
    }
    this.#tokens.length = count;
    this.#verify();
  }

  async evaluate(tokens: readonly Token[]): Promise<void> {
    await this.#advance(tokens, () =>
      this.#sequence.evaluateWithoutGeneratingNewTokens([...tokens] as LlamaToken[]),
    );
  }

  async next(token: Token, { temperature, mustContinue = false }: Sampling): Promise<Token> {
    const options = { temperature, ...chanceFor(temperature) };
    // All probabilities are a map of the whole vocabulary, which takes longer than the token.
    const generateNext = { token: true, probabilities: mustContinue, options };
    const [result] = await this.#advance([token], () =>
      this.#sequence.controlledEvaluate([[token as LlamaToken, { generateNext }]]),
    );
    const drawn = result?.next.token ?? undefined;
    const next =
      mustContinue && (drawn === undefined || this.#vocabulary.endsGeneration(drawn))
        ? this.#likeliestThatContinues(result?.next.probabilities)
        : drawn;
    if (next === undefined) throw new Error('The model gave no next token.');
    return next;
  }

  async dispose(): Promise<void> {
    await this.#context.dispose();
  }

  /** @param probabilities by token, the highest first. */
  #likeliestThatContinues(
    probabilities: ReadonlyMap<Token, number> = new Map(),
  ): Token | undefined {
    for (const token of probabilities.keys()) {
      if (!this.#vocabulary.endsGeneration(token)) return token;
    }
    return undefined;
  }

  /** Keeps the ledger true also when an evaluation fails halfway. */
  async #advance<Result>(tokens: readonly Token[], step: () => Promise<Result>): Promise<Result> {
    try {
      const result = await step();
      this.#tokens.push(...tokens);
      this.#verify();
      return result;
    } catch (error) {
      this.#tokens = [...this.#sequence.contextTokens];
      throw error;
    }
  }

  #verify(): void {
    if (this.#sequence.nextTokenIndex !== this.#tokens.length) {
      const held = this.#sequence.nextTokenIndex;
      throw new Error(`The cache holds ${held} tokens, the ledger ${this.#tokens.length}.`);
    }
  }
}

/** Where tokens are drawn by chance, unlikely ones stay out. */
function chanceFor(temperature: number): { readonly topP?: number; readonly minP?: number } {
  return temperature === 0 ? {} : { topP: 0.95, minP: 0.05 };
}
