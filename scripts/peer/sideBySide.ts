import { withBuiltEngine } from '../engine/withEngine.ts';
import { measureReplay } from '../replay/measureReplay.ts';
import { computePercentiles } from '../replay/summary.ts';
import type { TraceEvent } from '../replay/trace.ts';
import { ModelTokenizer } from '../tokenizer/tokenizer.ts';
import { listStrategies, type ClientStrategy } from './clientStrategies.ts';
import { matchPromptLength } from './matchPromptLength.ts';
import { LlamaServer } from './llamaServer.ts';
import { createEngineRow, createServerRow, simulate } from './measured.ts';
import { compareClients, type ClientRow, type PeerReport } from './peerReport.ts';
import type { RowProgress } from './rowProgress.ts';
import { RowRunner } from './rowRunner.ts';
import type { RowName } from './rows.ts';
import { replayOnServer, type InFlight } from './serverReplay.ts';
import { watchRequests } from './watchRequests.ts';

/** Maximum length of a completion, in tokens. */
const maxTokens = 32;

export interface SideBySideOptions {
  /** A GGUF file; undefined: the default model of the scripts. */
  readonly model: string | undefined;
  /** Window in tokens. */
  readonly window: number;
  /** The llama-server program; undefined: simulations instead. */
  readonly program: string | undefined;
  readonly rows: ReadonlySet<RowName>;
  /** Keeps the times of the trace on both sides. */
  readonly paced: boolean;
  /** Idle time of the engine after the last answer that still counts, in seconds. */
  readonly settleSeconds: number;
  readonly inFlight: InFlight;
  /**
   * Maximum prompt of the server at its best, in tokens. `ours`: the median length of the engine's
   * prompts for the same trace. `window`: the whole window.
   */
  readonly promptLength: 'ours' | 'window' | number;
}

/** Conditions of a paced replay, for the reader of its figures. */
const inFlightRemarks: Readonly<Record<InFlight, string>> = {
  close:
    'A key closes the connection of the running request, which the server sees within a second. llama.vscode 0.0.63 itself lets it finish: see --in-flight finish.',
  finish:
    'A running request finishes when the user keeps typing, and later ones wait for it, as in llama.vscode 0.0.63.',
};

function describeThreads(threads = 0): string {
  return `Threads of llama-server: ${threads}, as the engine had when it loaded the model. The engine adapts its own to the load of the machine.`;
}

/** Model, window and threads of both sides, as the engine reports them. */
interface EngineFacts {
  readonly path: string;
  readonly windowTokens: number;
  readonly threads: number;
}

/** Replays traces through the built engine and through llama-server. */
export class SideBySide {
  readonly #options: SideBySideOptions;
  #engine: EngineFacts | undefined;
  /** Maximum prompt of the server at its best, in tokens; null before it is known. */
  #maxPromptTokens: number | null = null;
  /** Remarks by strategy. */
  readonly #remarks = new Map<string, string>();

  constructor(options: SideBySideOptions) {
    this.#options = options;
  }

  /** Conditions of the figures. */
  get facts() {
    const { program, paced, settleSeconds, inFlight, promptLength } = this.#options;
    const hasServer = program !== undefined && this.#remarks.size > 0;
    return {
      model: this.#engine?.path,
      window: this.#engine?.windowTokens,
      threads: this.#engine?.threads,
      ...{ paced, settleSeconds, inFlight, promptLength },
      remarks: [
        ...[...this.#remarks].map(([name, remark]) => `${name}: ${remark}.`),
        ...(hasServer && paced ? [inFlightRemarks[inFlight]] : []),
        ...(hasServer ? [describeThreads(this.#engine?.threads)] : []),
      ],
    };
  }

  /** Measures the selected rows of a trace. Rows that fail are listed in the report. */
  async replay(trace: string, events: readonly TraceEvent[]): Promise<PeerReport> {
    const { rows } = this.#options;
    const requests = events.filter(({ type }) => type === 'request').length;
    const runner = new RowRunner(trace);
    const ours = rows.has('tramontane')
      ? await runner.run('Tramontane', (progress) => this.#measureOurs(events, requests, progress))
      : undefined;
    if (rows.has('llama.vscode') || rows.has('best')) {
      await this.#measureServers(events, ours, runner).catch((error: unknown) => {
        runner.recordFailure('llama-server', error);
      });
    }
    const { rows: measured, failures } = runner;
    const others = measured.filter((row) => row !== ours);
    const facts = { trace, requests, maxPromptTokens: this.#maxPromptTokens };
    return compareClients(facts, { ours, others, failures });
  }

  /** Measures the selected rows of the server. @throws Error when the model can't be loaded. */
  async #measureServers(
    events: readonly TraceEvent[],
    ours: ClientRow | undefined,
    runner: RowRunner,
  ): Promise<void> {
    const engine = await this.#loadFacts();
    const window = engine.windowTokens;
    await ModelTokenizer.use(engine.path, async (tokenizer) => {
      const median = this.#findPromptLength(ours);
      const isMatched = this.#options.promptLength === 'ours' && median !== null;
      const maxPromptTokens = isMatched
        ? matchPromptLength(events, tokenizer, median, window)
        : median;
      this.#maxPromptTokens = maxPromptTokens;
      const sizes = { window, maxTokens, maxPromptTokens: maxPromptTokens ?? window };
      for (const strategy of listStrategies(tokenizer, sizes)) {
        if (!this.#options.rows.has(strategy.row)) continue;
        this.#remarks.set(strategy.name, strategy.remark);
        await runner.run(strategy.name, (progress) => {
          if (strategy.row === 'best' && maxPromptTokens === null)
            throw new Error(missingLengthMessage);
          return this.#measure(events, strategy, engine, progress);
        });
      }
    });
  }

  async #measureOurs(
    events: readonly TraceEvent[],
    requests: number,
    progress: RowProgress,
  ): Promise<ClientRow> {
    const { paced, settleSeconds } = this.#options;
    return withBuiltEngine(this.#engineChoice, async (engine, summary) => {
      this.#engine = summary;
      const watchedEngine = watchRequests(engine, (number) => {
        progress.update(`request ${number} of ${requests}`);
      });
      return createEngineRow(
        await measureReplay(events, watchedEngine, { maxTokens, paced, settleSeconds }),
      );
    });
  }

  /** Returns what the engine reported for Tramontane's row, or else starts it for that. */
  async #loadFacts(): Promise<EngineFacts> {
    this.#engine ??= await withBuiltEngine(this.#engineChoice, (_, summary) =>
      Promise.resolve(summary),
    );
    return this.#engine;
  }

  get #engineChoice() {
    const { model, window } = this.#options;
    // The server is built for the CPU only.
    return { model, gpu: 'cpu', window } as const;
  }

  /**
   * Returns the prompt length of the server at its best, in tokens: the median of ours, else the
   * maximum. Null where it is unknown: no engine has run, or the row of ours is missing.
   */
  #findPromptLength(ours: ClientRow | undefined): number | null {
    const { promptLength } = this.#options;
    if (promptLength === 'window') return this.#engine?.windowTokens ?? null;
    if (promptLength !== 'ours') return promptLength;
    return ours === undefined ? null : computePercentiles(ours.promptTokens).p50;
  }

  /** Replays in a server of its own, which has no cache from another replay. */
  async #measure(
    events: readonly TraceEvent[],
    strategy: ClientStrategy,
    { path: model, windowTokens, threads }: EngineFacts,
    progress: RowProgress,
  ): Promise<ClientRow> {
    const { program, paced, inFlight, promptLength } = this.#options;
    const hasOurPromptLength = strategy.row === 'best' && promptLength === 'ours';
    if (program === undefined) return simulate(events, strategy, hasOurPromptLength);
    const extraOptions = strategy.serverOptions;
    const server = await LlamaServer.start({
      program,
      model,
      window: windowTokens,
      threads,
      extraOptions,
    });
    try {
      const options = { paced, inFlight, maxTokens, progress };
      const measurement = await replayOnServer(events, server, strategy, options);
      return createServerRow(strategy.name, measurement, hasOurPromptLength);
    } finally {
      await server.stop();
    }
  }
}

const missingLengthMessage =
  "Its prompts should be as long as Tramontane's, whose row failed. Give the length in tokens instead (--prompt-length).";
