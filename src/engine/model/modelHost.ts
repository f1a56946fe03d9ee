import { EngineError, toEngineFailure, getErrorMessage } from '../foundation/engineError.ts';
import type { LanguageModel } from '../backend/languageModel.ts';
import type { Logger } from '../foundation/environment.ts';
import type { CacheSettings, EngineState, LoadModelParams, ModelSummary } from '../protocol.ts';
import type { Scheduler } from '../scheduling/scheduler.ts';

/** Loads a model: the only interface between the engine and the library that runs models. */
export type LoadModel = (
  params: LoadModelParams,
  logger: Logger,
  onProgress: (fraction: number) => void,
) => Promise<LanguageModel>;

/** Minimum difference of progress that is announced, as a fraction of the file. */
const progressStep = 0.02;

/**
 * Owner of the engine's one model, which it loads, replaces and frees. After a failed load the
 * engine keeps running without a model, and the next path can be loaded.
 */
export class ModelHost {
  readonly #load: LoadModel;
  readonly #scheduler: Scheduler;
  readonly #logger: Logger;
  readonly #onState: (state: EngineState) => void;
  /** Listeners that are called and awaited before a model is freed, to release its sequences. */
  readonly #unloadListeners: (() => Promise<void>)[] = [];
  #model: LanguageModel | undefined;
  #cacheSettings: CacheSettings = { mode: 'exact', maxMemoryBytes: 0, savedStates: null };
  #state: EngineState = { kind: 'empty' };
  /** Last load. Loads run one after another; a load that is superseded before it begins is skipped. */
  #queue: Promise<unknown> = Promise.resolve();
  #newestTurn = 0;

  constructor(
    load: LoadModel,
    scheduler: Scheduler,
    logger: Logger,
    onState: (state: EngineState) => void,
  ) {
    this.#load = load;
    this.#scheduler = scheduler;
    this.#logger = logger;
    this.#onState = onState;
  }

  get state(): EngineState {
    return this.#state;
  }

  /** The model, when it can be used. */
  get model(): LanguageModel | undefined {
    return this.#model;
  }

  /**
   * The model.
   *
   * @throws EngineError `noModel` that says why there is none.
   */
  get modelOrThrow(): LanguageModel {
    if (this.#model) return this.#model;
    if (this.#state.kind === 'failed')
      throw new EngineError('noModel', this.#state.failure.message);
    throw new EngineError(
      'noModel',
      this.#state.kind === 'loading'
        ? 'The model is still loading. Try again in a moment.'
        : 'There is no model yet. Choose one with "Tramontane: Choose Model".',
    );
  }

  /** Cache settings of the model in use. */
  get cacheSettings(): CacheSettings {
    return this.#cacheSettings;
  }

  onBeforeUnload(listener: () => Promise<void>): void {
    this.#unloadListeners.push(listener);
  }

  /**
   * Replaces the model.
   *
   * @throws EngineError that says what is wrong with the file.
   */
  load(params: LoadModelParams): Promise<ModelSummary> {
    const turn = ++this.#newestTurn;
    const result = this.#queue.then(() => this.#replace(params, turn));
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /** Frees the model; for the end of the process. */
  async dispose(): Promise<void> {
    await this.#queue;
    await this.#unload();
  }

  async #replace(params: LoadModelParams, turn: number): Promise<ModelSummary> {
    if (turn !== this.#newestTurn) {
      throw new EngineError('noModel', 'Another model was chosen meanwhile.');
    }
    this.#setState({ kind: 'loading', path: params.path, fraction: 0 });
    this.#cacheSettings = params.cache;
    try {
      // Unloads first, because two models at a time may not fit into memory.
      await this.#unload();
      const model = await this.#load(params, this.#logger, (fraction) => {
        this.#reportProgress(params.path, fraction);
      });
      this.#model = model;
      this.#setState({ kind: 'ready', model: model.summary });
      return model.summary;
    } catch (error) {
      const failure = toEngineFailure(error);
      this.#logger.error(`Loading ${params.path} failed: ${failure.message}`);
      if (error instanceof Error && error.cause) this.#logger.debug(getErrorMessage(error.cause));
      this.#setState({ kind: 'failed', path: params.path, failure });
      throw error;
    }
  }

  async #unload(): Promise<void> {
    const model = this.#model;
    if (model === undefined) return;
    this.#model = undefined;
    this.#scheduler.abortCompletion('modelChanged');
    for (const listener of this.#unloadListeners) await listener();
    await this.#scheduler.runAlone(() => model.dispose());
  }

  #reportProgress(path: string, fraction: number): void {
    // The library reports from another thread; its last report may arrive after the load has ended.
    if (this.#state.kind !== 'loading') return;
    if (fraction - this.#state.fraction >= progressStep) {
      this.#setState({ kind: 'loading', path, fraction });
    }
  }

  #setState(state: EngineState): void {
    this.#state = state;
    this.#onState(state);
  }
}
