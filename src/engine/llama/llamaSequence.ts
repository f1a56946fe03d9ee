import type { LlamaContext, LlamaContextSequence, Token as LlamaToken } from 'node-llama-cpp';
import type {
  CellRange,
  SampledToken,
  SamplingOptions,
  Token,
  TokenSequence,
  Vocabulary,
} from '../backend/languageModel.ts';
import type { WorkMeter } from '../metering/workMeter.ts';
import { CellAccess } from './cellAccess.ts';
import type { ModelPace } from './modelPace.ts';
import { SamplingLoop, type LoopOptions } from './samplingLoop.ts';
import { spreadOverStreams } from './spreadOverStreams.ts';
import { TokenLedger } from './tokenLedger.ts';

/** Parts that a sequence shares with the others of its model. */
export interface LlamaSequenceParts {
  readonly pace: ModelPace;
  readonly work: WorkMeter;
  /** Bytes that the keys and values of one token take. */
  readonly bytesPerToken: number;
}

/**
 * Sequence of a context: the only one, so that its cache can be created and freed separately, or one
 * of several forks.
 */
export class LlamaSequence implements TokenSequence {
  readonly capacity: number;
  readonly bytesPerToken: number;
  readonly #pace: ModelPace;
  readonly #work: WorkMeter;
  readonly #context: LlamaContext;
  readonly #sequence: LlamaContextSequence;
  readonly #cells: CellAccess | undefined;
  readonly #vocabulary: Vocabulary;
  /** Sampling loops by their options. */
  readonly #loops = new Map<string, SamplingLoop>();
  readonly #ledger = new TokenLedger();
  /** True while keys of moved cells wait to be rotated by the next evaluation. */
  #hasMovedKeys = false;

  constructor(
    context: LlamaContext,
    vocabulary: Vocabulary,
    { pace, work, bytesPerToken }: LlamaSequenceParts,
  ) {
    this.#context = context;
    this.#vocabulary = vocabulary;
    this.#sequence = context.getSequence();
    this.#cells = CellAccess.tryCreate(this.#sequence);
    // At the last cell the library erases a hundred tokens by itself, so that cell is never used.
    this.capacity = context.contextSize - 1;
    this.#pace = pace;
    this.#work = work;
    this.bytesPerToken = bytesPerToken;
  }

  get tokens(): readonly Token[] {
    return this.#ledger.tokens;
  }

  computeSliceTokens(maxMs: number): number {
    return this.#pace.computeSliceTokens(maxMs);
  }

  get canInsert(): boolean {
    return this.#cells !== undefined;
  }

  async truncate(count: number): Promise<void> {
    const { cachedCount } = this.#ledger;
    this.#truncateLedger(count);
    if (count >= cachedCount) return;
    // The library re-evaluates everything when the first token is erased by range.
    if (count === 0) await this.#sequence.clearHistory();
    else await this.#sequence.eraseContextTokenRanges([{ start: count, end: cachedCount }]);
    this.#verify();
  }

  async erase(ranges: readonly CellRange[]): Promise<void> {
    if (ranges.length === 0) return;
    this.#ledger.checkRanges(ranges);
    await this.flush();
    await this.#sequence.eraseContextTokenRanges([...ranges]);
    this.#ledger.erase(ranges);
    this.#hasMovedKeys = true;
    this.#verify();
  }

  async moveLast(count: number, position: number): Promise<void> {
    if (this.#cells === undefined) throw new Error('This build of the library moves no cells.');
    const first = this.tokens.length - count;
    if (!Number.isInteger(position) || position < 1 || position > first) {
      throw new RangeError(`The last ${count} cells can't be moved to ${position}.`);
    }
    if (count === 0) return;
    await this.flush();
    this.#cells.moveLast(position, count, this.tokens.length);
    this.#hasMovedKeys = true;
    this.#ledger.moveLast(count, position);
    this.#verify();
  }

  async evaluate(tokens: readonly Token[], isBeforeStep = false): Promise<void> {
    this.#ledger.add(tokens, this.#work.purpose);
    this.#work.countEvaluated(tokens.length);
    // A batch of fewer tokens than a tile takes nearly as long as a whole tile: the next call adds to it.
    const { length } = this.#ledger.pendingTokens;
    const { tile, minLongTokens } = this.#pace;
    await this.#evaluatePending(length - (length % (isBeforeStep ? minLongTokens : tile)));
  }

  /** Evaluates the tokens that wait for the next call. */
  flush(): Promise<void> {
    return this.#evaluatePending(this.#ledger.pendingTokens.length);
  }

  async sampleNext(token: Token, sampling: SamplingOptions): Promise<SampledToken> {
    const { temperature, mustContinue = false, shouldSkipProbability = false } = sampling;
    if (mustContinue) return this.#sampleContinuation(token, temperature);
    if (temperature === 0 && !shouldSkipProbability) {
      return getFirstToken((await this.#step(token, confidenceOptions)).probabilities);
    }
    // Where a temperature decides, the probability says nothing about the model's confidence.
    const options = temperature === 0 ? greedyOptions : { ...temperatureOptions, temperature };
    return {
      token: (await this.#step(token, options)).token,
      probability: 1,
      allowedProbability: 1,
    };
  }

  async computeNextProbabilities(
    token: Token,
    candidates: 'likely' | 'all',
  ): Promise<Float32Array> {
    const options = candidates === 'all' ? fullVocabularyOptions : choiceOptions;
    const { probabilities: probabilitiesByToken } = await this.#step(token, options);
    const probabilities = new Float32Array(this.#vocabulary.size);
    for (const [next, probability] of probabilitiesByToken) probabilities[next] = probability;
    return probabilities;
  }

  async sampleAfterEach(tokens: readonly Token[]): Promise<SampledToken[]> {
    const { probabilities, ...options } = confidenceOptions;
    const generateNext = { probabilities, options };
    const results = await this.#advance(tokens, (batch) => {
      const before = batch.length - tokens.length;
      return this.#sequence.controlledEvaluate(
        batch.map((token, index) => (index < before ? token : [token, { generateNext }])),
      );
    });
    return results.slice(-tokens.length).map((result) => getFirstToken(result?.next.probabilities));
  }

  async save(file: string): Promise<number> {
    await this.flush();
    const last = this.tokens.at(-1);
    if (this.#hasMovedKeys && last !== undefined && this.tokens.length > 1) {
      // Keys are rotated by the next evaluation; without one the file would contain unrotated keys.
      await this.truncate(this.tokens.length - 1);
      await this.evaluate([last]);
      await this.flush();
      this.#work.countDiscarded(1);
    }
    const { fileSize } = await this.#sequence.saveStateToFile(file);
    return fileSize;
  }

  async load(file: string, tokens: readonly Token[]): Promise<void> {
    // A load that fails leaves the old cells in the cache and sets the library's count to 0.
    await this.truncate(0);
    this.#hasMovedKeys = false;
    const streams = this.#context.totalSequences;
    if (streams > 1) await spreadOverStreams(file, tokens.length, streams);
    await this.#sequence.loadStateFromFile(file, { acceptRisk: true });
    this.#ledger.replace(this.#sequence.contextTokens);
    if (this.tokens.length !== tokens.length) {
      throw new Error('The saved state holds other tokens than it was saved with.');
    }
  }

  async dispose(): Promise<void> {
    this.#truncateLedger(0);
    for (const loop of this.#loops.values()) await loop.dispose();
    await this.#sequence.dispose();
    // The last sequence of a context also disposes of the context.
    if (this.#context.sequencesLeft === this.#context.totalSequences) await this.#context.dispose();
  }

  /** Samples a token that continues the text: the likeliest such token replaces one that would end it. */
  async #sampleContinuation(token: Token, temperature: number): Promise<SampledToken> {
    if (temperature > 0) {
      const sampled = await this.sampleNext(token, { temperature });
      if (!this.#vocabulary.isEndOfGeneration(sampled.token)) return sampled;
      // Where an end is nearly certain, the sampler had no other candidates.
      await this.truncate(this.tokens.length - 1);
    }
    // No vocabulary has this many tokens that end the text.
    const { probabilities } = await this.#step(token, choiceOptions);
    for (const [next, probability] of probabilities) {
      if (!this.#vocabulary.isEndOfGeneration(next))
        return { token: next, probability, allowedProbability: 1 };
    }
    throw new Error('The model gave no next token.');
  }

  #step(token: Token, options: LoopOptions): ReturnType<SamplingLoop['step']> {
    const key = JSON.stringify(options);
    const loop = this.#loops.get(key) ?? new SamplingLoop(this.#sequence, options);
    this.#loops.set(key, loop);
    const startedMs = performance.now();
    const isAlone = this.#ledger.pendingTokens.length === 0;
    const step = this.#advance([token], (batch) => loop.step(batch));
    // Not part of the returned promise: an additional tick would delay forks that wait for each other.
    step.then(
      () => {
        if (isAlone) this.#pace.recordStep(performance.now() - startedMs);
      },
      () => undefined,
    );
    return step;
  }

  /**
   * Evaluates the first of the waiting tokens.
   *
   * @param count of tokens.
   */
  async #evaluatePending(count: number): Promise<void> {
    if (count === 0) return;
    const batch = this.#ledger.pendingTokens.slice(0, count) as LlamaToken[];
    const startedMs = performance.now();
    await this.#runEvaluation(count, () =>
      this.#sequence.evaluateWithoutGeneratingNewTokens(batch),
    );
    this.#pace.recordSlice(count, performance.now() - startedMs);
  }

  /** Evaluates tokens in one batch after all that wait. */
  async #advance<Result>(
    tokens: readonly Token[],
    step: (batch: LlamaToken[]) => Promise<Result>,
  ): Promise<Result> {
    const { pendingTokens } = this.#ledger;
    const batch = [...pendingTokens, ...tokens] as LlamaToken[];
    return this.#runEvaluation(pendingTokens.length, () => step(batch), tokens);
  }

  /**
   * Runs an evaluation and updates the ledger, also when the evaluation fails halfway.
   *
   * @param pendingCount number of waiting tokens that the evaluation includes, the first ones.
   * @param others tokens after all that waited.
   */
  async #runEvaluation<Result>(
    pendingCount: number,
    step: () => Promise<Result>,
    others: readonly Token[] = [],
  ): Promise<Result> {
    try {
      const result = await step();
      this.#ledger.recordEvaluation(pendingCount, others);
      this.#work.countEvaluated(others.length);
      this.#hasMovedKeys = false;
      this.#verify();
      return result;
    } catch (error) {
      this.#truncateLedger(0);
      this.#ledger.replace(this.#sequence.contextTokens);
      throw error;
    }
  }

  /** Keeps the first `count` tokens in the ledger. Removed tokens that still wait are never evaluated. */
  #truncateLedger(count: number): void {
    for (const purpose of this.#ledger.truncate(count)) this.#work.subtractDropped(1, purpose);
  }

  #verify(): void {
    const { nextTokenIndex: cells } = this.#sequence;
    const { cachedCount } = this.#ledger;
    if (cells !== cachedCount)
      throw new Error(`The cache holds ${cells} tokens, the ledger ${cachedCount}.`);
  }
}

/**
 * Returns options for the probabilities of the likeliest tokens, unmodified. Those of the whole
 * vocabulary take several times as long as a step of a small model, since it is sorted and copied.
 */
function createTopKOptions(topK: number): LoopOptions {
  return { temperature: 1, topK, topP: 1, minP: 0, probabilities: true };
}

/** Options for choosing among likely tokens. */
const choiceOptions = createTopKOptions(1024);

/**
 * Options for the confidence filter. Probabilities are relative to these tokens, and so larger than
 * those relative to all tokens; the filter's thresholds were set with them.
 */
const confidenceOptions = createTopKOptions(64);

const fullVocabularyOptions: LoopOptions = { temperature: 0, probabilities: true };

const greedyOptions: LoopOptions = { temperature: 0, probabilities: false };

/** Options for sampling with a temperature; unlikely tokens are excluded. */
const temperatureOptions = { topP: 0.95, minP: 0.05, probabilities: false } as const;

/** @param probabilities by token, the highest first. */
function getFirstToken(probabilities: ReadonlyMap<Token, number> = new Map()): SampledToken {
  for (const [token, probability] of probabilities)
    return { token, probability, allowedProbability: 1 };
  throw new Error('The model gave no next token.');
}
