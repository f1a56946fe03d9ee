import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  getLlama,
  LlamaLogLevel,
  type LlamaContext,
  type LlamaContextSequence,
  type LlamaGpuType,
  type LlamaModel,
  type Token,
} from 'node-llama-cpp';
import { computeMean, computeMedian } from './statistics.ts';

/** The model, device and depth for which the floor is measured. */
export interface FloorOptions {
  readonly model: string;
  /** Device by the engine's name for it: `cpu`, or the accelerator's kind and name. */
  readonly device: string;
  readonly threads: number;
  /** Tokens in the cache while a step is measured. */
  readonly depth: number;
}

/** Tokens of one batch: llama.cpp's own choice. */
const batchTokens = 512;
/** Tokens of one measurement of prefill: accelerators reach their speed with large batches only. */
const sampleTokens = { cpu: 128, accelerator: 512 } as const;
/** Decode steps of one measurement of a single step; their median counts. */
const sampleSteps = 5;
/** Decode steps of one measurement of texts: as many as the compared texts have. */
const textSteps = 32;

/**
 * Measures the speed of the same llama.cpp without the engine: node-llama-cpp, in this process. Samples
 * are short, so that they can be taken between those of the engine: on a machine with other load, only
 * samples taken close together are comparable.
 */
export class Floor {
  readonly #model: LlamaModel;
  readonly #options: FloorOptions;
  readonly #contexts: readonly LlamaContext[];
  /** Filled to the depth. */
  readonly #deep: LlamaContextSequence;
  /** Filled to half the depth, where a token's prefill takes as long as it does on average. */
  readonly #halfDeep: LlamaContextSequence;

  private constructor(
    model: LlamaModel,
    options: FloorOptions,
    [deep, halfDeep]: readonly [LlamaContext, LlamaContext],
  ) {
    this.#model = model;
    this.#options = options;
    this.#contexts = [deep, halfDeep];
    this.#deep = deep.getSequence();
    this.#halfDeep = halfDeep.getSequence();
  }

  static async open(options: FloorOptions): Promise<Floor> {
    const { threads, depth } = options;
    const llama = await getLlama({
      gpu: resolveGpu(options.device),
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      logLevel: LlamaLogLevel.error,
      maxThreads: threads,
    });
    const model = await llama.loadModel({ modelPath: options.model });
    const open = (contextSize: number): Promise<LlamaContext> =>
      model.createContext({ contextSize, batchSize: batchTokens, threads });
    const contexts = [
      await open(depth + textSteps + 2),
      await open((depth >> 1) + Math.max(getSampleTokens(options.device), textSteps) + 2),
    ] as const;
    const floor = new Floor(model, options, contexts);
    await floor.#fill();
    return floor;
  }

  /** Tokens in the cache while a step is measured. */
  get depth(): number {
    return this.#options.depth;
  }

  /** Returns the number of tokens that a text has for the model. */
  countTokens(text: string): number {
    return this.#model.tokenize(text, false).length;
  }

  /** Returns the beginning of a text, of so many tokens. */
  cutText(text: string, tokens: number): string {
    return this.#model.detokenize(this.#model.tokenize(text, false).slice(0, tokens));
  }

  /** Measures prefill from an empty cache to the depth, in ms per token. */
  async measurePrefillMsPerToken(): Promise<number> {
    const tokens = getSampleTokens(this.#options.device);
    return (await this.#measureMs(this.#halfDeep, tokens)) / tokens;
  }

  /** Measures prefill of so many tokens at once after half the depth, in ms. */
  measureSliceMs(tokens: number): Promise<number> {
    return this.#measureMs(this.#halfDeep, tokens);
  }

  /**
   * Measures the CPU time of this process for a prompt that is evaluated in one batch, in ms.
   *
   * @param count length of the prompt in tokens: those of the text, and other ones where it has fewer.
   */
  async measureBatchCpuMs(text: string, count: number): Promise<number> {
    const tokens = [...this.#model.tokenize(text, false), ...this.#listNormalTokens(count)];
    const { threads } = this.#options;
    const sizes = { contextSize: count + 1, batchSize: count };
    const context = await this.#model.createContext({ ...sizes, threads });
    try {
      const sequence = context.getSequence();
      const before = process.cpuUsage();
      await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(0, count));
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    } finally {
      await context.dispose();
    }
  }

  /** Measures greedy decoding of one token at the depth by the library's own loop, in ms. */
  async measureDecodeStepMs(): Promise<number> {
    return computeMedian(await this.#measureStepTimes(this.#deep, sampleSteps));
  }

  /**
   * Measures the mean time of a decode step over a text, occasional other load of the machine included.
   * The time grows linearly with the number of cells, so two depths give it for all.
   *
   * @returns function from the tokens in the cache to the time of a step, in ms.
   */
  async measureDecodeStepMsByDepth(): Promise<(tokens: number) => number> {
    const { depth } = this;
    const half = depth >> 1;
    const deepMs = computeMean(await this.#measureStepTimes(this.#deep, textSteps));
    const halfMs = computeMean(await this.#measureStepTimes(this.#halfDeep, textSteps));
    return (tokens) => halfMs + ((deepMs - halfMs) * (tokens - half)) / (depth - half);
  }

  async #measureStepTimes(sequence: LlamaContextSequence, steps: number): Promise<number[]> {
    const before = sequence.nextTokenIndex;
    // Generation continues after an end-of-generation token: only the time counts.
    const options = { temperature: 0, yieldEogToken: true };
    const stepGenerator = sequence.evaluate(this.#listNormalTokens(1), options);
    // The library's first step includes work that the others don't have.
    await stepGenerator.next();
    const times: number[] = [];
    while (times.length < steps) {
      const startedMs = performance.now();
      await stepGenerator.next();
      times.push(performance.now() - startedMs);
    }
    await stepGenerator.return();
    await this.#truncate(sequence, before);
    return times;
  }

  /** Measures the evaluation of one token at the depth without sampling the next one, in ms. */
  async measureEvaluateStepMs(): Promise<number> {
    const times: number[] = [];
    while (times.length < sampleSteps) times.push(await this.#measureMs(this.#deep, 1));
    return computeMedian(times);
  }

  async dispose(): Promise<void> {
    for (const context of this.#contexts) await context.dispose();
    await this.#model.dispose();
    await this.#model.llama.dispose();
  }

  /** Fills both sequences. The first half is evaluated once and passed on as a file. */
  async #fill(): Promise<void> {
    const half = this.#options.depth >> 1;
    await this.#deep.evaluateWithoutGeneratingNewTokens(this.#listNormalTokens(half));
    const file = path.join(os.tmpdir(), `tramontane-floor-${process.pid}.state`);
    try {
      await this.#deep.saveStateToFile(file);
      await this.#halfDeep.loadStateFromFile(file, { acceptRisk: true });
    } finally {
      await rm(file, { force: true });
    }
    await this.#deep.evaluateWithoutGeneratingNewTokens(
      this.#listNormalTokens(this.#options.depth - half),
    );
  }

  /** Measures the evaluation of so many tokens after those of a sequence, and removes them again; ms. */
  async #measureMs(sequence: LlamaContextSequence, count: number): Promise<number> {
    const depth = sequence.nextTokenIndex;
    const tokens = this.#listNormalTokens(count);
    const startedMs = performance.now();
    await sequence.evaluateWithoutGeneratingNewTokens(tokens);
    const ms = performance.now() - startedMs;
    await this.#truncate(sequence, depth);
    return ms;
  }

  async #truncate(sequence: LlamaContextSequence, depth: number): Promise<void> {
    const end = sequence.nextTokenIndex;
    if (end > depth) await sequence.eraseContextTokenRanges([{ start: depth, end }]);
  }

  /** Returns different tokens from the middle of the vocabulary. The choice doesn't affect the time. */
  #listNormalTokens(count: number): Token[] {
    const size = this.#model.fileInfo.metadata.tokenizer.ggml.tokens.length;
    const range = size >> 1;
    return Array.from(
      { length: count },
      (_, index) => ((size >> 2) + ((index * 7919) % range)) as Token,
    );
  }
}

function getSampleTokens(device: string): number {
  return device === 'cpu' ? sampleTokens.cpu : sampleTokens.accelerator;
}

function resolveGpu(device: string): LlamaGpuType {
  const kinds = ['metal', 'cuda', 'vulkan'] as const;
  return kinds.find((kind) => device.startsWith(`${kind}:`)) ?? false;
}
