import type { LlamaContext, LlamaModel as LibraryModel } from 'node-llama-cpp';
import path from 'node:path';
import { findPromptFormat, type PromptFormat } from '../../completion/promptFormat/promptFormat.ts';
import { EngineError, getErrorMessage } from '../foundation/engineError.ts';
import type { LanguageModel, TokenSequence, Vocabulary } from '../backend/languageModel.ts';
import type { Logger } from '../foundation/environment.ts';
import type { LoadModelParams, ModelSummary } from '../protocol.ts';
import { computeKvBytesPerToken } from './kvBytesPerToken.ts';
import { checkGguf } from './checkGguf.ts';
import { findDraftModel } from './findDraftModel.ts';
import { computeFingerprint } from './fingerprint.ts';
import {
  importLibrary,
  openRuntime,
  countPhysicalCores,
  type LlamaRuntime,
} from './llamaRuntime.ts';
import { LlamaSequence } from './llamaSequence.ts';
import { LlamaVocabulary } from './llamaVocabulary.ts';
import { ModelPace, type PaceLimits } from './modelPace.ts';
import { countFreeCores, sampleCpus, type CpuSample } from './cpuLoad.ts';
import { WorkMeter } from '../metering/workMeter.ts';
import { chooseContextWindow } from './contextWindow.ts';

/**
 * Limits of the slices of prefill; work can stop between two slices. llama.cpp's kernels for
 * repacked Q4_K weights compute 16 rows at once on CPUs; per token, slices of 32 cost a tenth to a
 * quarter less than those of 16. From 64 on another kernel computes attention, faster and rounded
 * differently (docs/cache.md, "Slices").
 */
const paceLimits = {
  cpu: {
    tile: 16,
    maxSliceMs: 400,
    minLongTokens: 32,
    maxTokens: 32,
    firstTokens: 32,
    warmUpTokens: 1,
  },
  accelerator: {
    tile: 32,
    maxSliceMs: 40,
    minLongTokens: 32,
    maxTokens: 512,
    firstTokens: 128,
    warmUpTokens: 31,
  },
} as const;

/** Default window of the chat, in tokens. */
const defaultContextTokens = 4096;

/** Time for which a measurement of the machine's load is valid, in ms. */
const loadSampleMs = 1000;

/**
 * Loads a model file.
 *
 * @throws EngineError that says which file and what is wrong with it.
 */
export async function loadLlamaModel(
  params: LoadModelParams,
  logger: Logger,
  onProgress: (fraction: number) => void,
): Promise<LanguageModel> {
  const library = await importLibrary();
  const readHeader = (file: string) =>
    library.readGgufFileInfo(file, { sourceType: 'filesystem', logWarnings: false });
  const header = await checkGguf(params.path, readHeader);
  const loadSample = sampleCpus();
  const runtime = await openRuntime(params.gpu, logger);
  const loadedModels: LibraryModel[] = [];
  try {
    const model = await runtime.llama.loadModel({
      modelPath: params.path,
      // The cache is truncated and reused by token, which a sliding window in llama.cpp would prevent.
      defaultContextSwaFullCache: true,
      onLoadProgress: onProgress,
    });
    loadedModels.push(model);
    const draftPath = await findDraftModel(header, params.draftPaths ?? [], readHeader, logger);
    const draftModel =
      draftPath === undefined ? undefined : await runtime.llama.loadModel({ modelPath: draftPath });
    if (draftModel) loadedModels.push(draftModel);
    for (const warning of model.getWarnings()) logger.debug(warning);
    logger.debug(`GGUF version ${header.version}, ${header.tensorCount} tensors.`);
    const languageModel = new LlamaModel(model, runtime, params, {
      loadSample,
      fingerprint: await computeFingerprint(params.path),
      windowTokens: chooseContextWindow(header, params.contextTokens),
      draftModel,
    });
    await languageModel.measurePace();
    return languageModel;
  } catch (error) {
    for (const model of loadedModels) await model.dispose();
    if (error instanceof library.InsufficientMemoryError)
      throw createOutOfMemoryError(params.path, error);
    throw new EngineError(
      'modelLoadFailed',
      `llama.cpp can't load ${path.basename(params.path)} (${getErrorMessage(error)}). The file may be damaged or of a kind that this version doesn't know. Choose another model.`,
      { cause: error },
    );
  }
}

/** Facts about a model that are determined before it is opened. */
interface ModelFacts {
  readonly loadSample: CpuSample;
  readonly fingerprint: string;
  /** Window of a file, in tokens. */
  readonly windowTokens: number;
  readonly draftModel: LibraryModel | undefined;
}

class LlamaModel implements LanguageModel {
  readonly summary: ModelSummary;
  readonly vocabulary: Vocabulary;
  readonly promptFormat: PromptFormat;
  readonly fingerprint: string;
  readonly #model: LibraryModel;
  readonly #draftModel: LibraryModel | undefined;
  readonly #runtime: LlamaRuntime;
  /** Maximum number of threads. */
  readonly #maxThreads: number;
  #threads: number;
  #loadSample: CpuSample;
  readonly workMeter = new WorkMeter();
  readonly #limits: PaceLimits & { readonly warmUpTokens: number };
  readonly #pace: ModelPace;

  constructor(
    model: LibraryModel,
    runtime: LlamaRuntime,
    params: LoadModelParams,
    { loadSample, fingerprint, windowTokens, draftModel }: ModelFacts,
  ) {
    this.#model = model;
    this.#draftModel = draftModel;
    this.fingerprint = fingerprint;
    this.#runtime = runtime;
    this.#loadSample = loadSample;
    this.#limits = runtime.device === 'cpu' ? paceLimits.cpu : paceLimits.accelerator;
    this.#pace = new ModelPace(this.#limits);
    const cores = countPhysicalCores(runtime.llama);
    this.#maxThreads = params.threads > 0 ? Math.min(params.threads, cores) : cores;
    this.#threads = this.#computeFreeThreads(sampleCpus());
    runtime.llama.maxThreads = this.#threads;
    this.vocabulary = new LlamaVocabulary(model);
    this.promptFormat = findPromptFormat(this.vocabulary);
    this.summary = {
      path: params.path,
      name: path.basename(params.path),
      fileBytes: model.size,
      device: runtime.device,
      contextTokens: Math.min(params.contextTokens || defaultContextTokens, model.trainContextSize),
      windowTokens,
      threads: this.#threads,
      infillFormat: this.promptFormat.name,
      chatFormat: this.promptFormat.chat.name,
    };
  }

  /**
   * Measures the pace, so that the first window is as large as the machine can evaluate. The first
   * batch reads the weights from disk and on an accelerator also compiles kernels, so a second one
   * is measured.
   */
  async measurePace(): Promise<void> {
    const { tile, warmUpTokens } = this.#limits;
    const [sequence] = await this.#open(this.#model, this.#pace, {
      tokens: 4 * tile,
      sequences: 1,
    });
    for (const length of [warmUpTokens, tile]) {
      await sequence.evaluate(Array.from({ length }, () => 0));
      await sequence.flush();
      this.workMeter.countDiscarded(length);
    }
    await sequence.dispose();
  }

  async openSequence(tokens: number): Promise<TokenSequence> {
    const [sequence] = await this.#open(this.#model, this.#pace, { tokens, sequences: 1 });
    return sequence;
  }

  async openForks(count: number, tokens: number): Promise<TokenSequence[]> {
    return this.#open(this.#model, this.#pace, { tokens, sequences: count });
  }

  async openDraftSequence(): Promise<TokenSequence | undefined> {
    if (this.#draftModel === undefined) return undefined;
    const tokens = Math.min(this.summary.windowTokens, this.#draftModel.trainContextSize);
    const pace = new ModelPace(this.#limits);
    const [sequence] = await this.#open(this.#draftModel, pace, { tokens, sequences: 1 });
    return sequence;
  }

  async #open(
    model: LibraryModel,
    pace: ModelPace,
    { tokens, sequences }: { readonly tokens: number; readonly sequences: number },
  ): Promise<[LlamaSequence, ...LlamaSequence[]]> {
    // A context keeps the number of threads that is allowed when it is created.
    this.#runtime.llama.maxThreads = this.#maxThreads;
    let context: LlamaContext | undefined;
    try {
      context = await model.createContext({
        contextSize: { max: tokens },
        sequences,
        batchSize: Math.max(this.#limits.maxTokens, sequences),
        threads: this.#maxThreads,
      });
      const openedContext = context;
      const bytesPerToken = computeKvBytesPerToken(model.fileInfo);
      // Passes of a draft model are not counted for this model.
      const work = model === this.#model ? this.workMeter : new WorkMeter();
      const createSequence = () =>
        new LlamaSequence(openedContext, this.vocabulary, { pace, work, bytesPerToken });
      return [createSequence(), ...Array.from({ length: sequences - 1 }, createSequence)];
    } catch (error) {
      await context?.dispose();
      throw createOutOfMemoryError(this.summary.path, error);
    } finally {
      this.#runtime.llama.maxThreads = this.#threads;
    }
  }

  get prefillMsPerToken(): number | undefined {
    return this.#pace.msPerToken;
  }

  get stepMs(): number {
    return this.#pace.stepMs;
  }

  adaptToLoad(): void {
    const now = sampleCpus();
    if (now.atMs - this.#loadSample.atMs < loadSampleMs) return;
    this.#threads = this.#computeFreeThreads(now);
    this.#runtime.llama.maxThreads = this.#threads;
    this.#loadSample = now;
  }

  async dispose(): Promise<void> {
    await this.#draftModel?.dispose();
    await this.#model.dispose();
  }

  #computeFreeThreads(now: CpuSample): number {
    const free = countFreeCores(this.#loadSample, now, countPhysicalCores(this.#runtime.llama));
    return Math.min(this.#maxThreads, free);
  }
}

function createOutOfMemoryError(file: string, cause: unknown): EngineError {
  return new EngineError(
    'outOfMemory',
    `There is not enough memory for ${path.basename(file)}. Lower "tramontane.engine.contextTokens", close other programs or choose a smaller model.`,
    { cause },
  );
}
