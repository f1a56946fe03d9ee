import { withBuiltEngine } from '../engine/withEngine.ts';
import { say } from '../progress.ts';
import { measureReplay, type ReplayMeasurement } from '../replay/measureReplay.ts';
import { spreadOf } from '../replay/summary.ts';
import type { TraceEvent } from '../replay/trace.ts';
import { traceRequests } from '../replay/traceRequests.ts';
import { ModelTokenizer } from '../tokenizer/tokenizer.ts';
import { listStrategies, type ClientStrategy } from './clientStrategies.ts';
import { LlamaServer } from './llamaServer.ts';
import { compareClients, type Measured, type PeerReport } from './peerReport.ts';
import { simulatePrefixReuse } from './prefixReuse.ts';
import { replayOnServer, type InFlight, type ServerMeasurement } from './serverReplay.ts';

/** Maximum length of a completion, in tokens. */
const maxTokens = 32;

export interface SideBySideOptions {
  /** A GGUF file; undefined: the default model of the scripts. */
  readonly model: string | undefined;
  /** In tokens. */
  readonly window: number;
  /** The llama-server program; undefined: simulations instead. */
  readonly program: string | undefined;
  /** Keeps the times of the trace on both sides. */
  readonly paced: boolean;
  /** Idle time of the engine after the last answer that still counts, in seconds. */
  readonly settleSeconds: number;
  readonly inFlight: InFlight;
  /**
   * Maximum prompt of the server at its best. `ours`: the median length of the engine's prompts for
   * the same trace. `window`: the whole window.
   */
  readonly promptLength: 'ours' | 'window';
}

/** Conditions of a paced replay, for the reader of its figures. */
const inFlightRemarks: Readonly<Record<InFlight, string>> = {
  close:
    'A key closes the connection of the running request. llama.vscode 0.0.63 itself lets it finish: see --in-flight finish.',
  finish:
    'A running request finishes when the user keeps typing, and later ones wait for it, as in llama.vscode 0.0.63.',
};

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
  /** By strategy. */
  readonly #remarks = new Map<string, string>();

  constructor(options: SideBySideOptions) {
    this.#options = options;
  }

  /** Conditions of the figures. */
  get facts() {
    const { paced, settleSeconds, inFlight, promptLength } = this.#options;
    return {
      model: this.#engine?.path,
      window: this.#engine?.windowTokens,
      threads: this.#engine?.threads,
      ...{ paced, settleSeconds, inFlight, promptLength },
      remarks: [
        ...[...this.#remarks].map(([name, remark]) => `${name}: ${remark}.`),
        ...(paced ? [inFlightRemarks[inFlight]] : []),
      ],
    };
  }

  async replay(trace: string, events: readonly TraceEvent[]): Promise<PeerReport> {
    say(`${trace}: Tramontane …`);
    const { model, window, paced, settleSeconds } = this.#options;
    // The server is built for the CPU only.
    const choice = { model, gpu: 'cpu', window } as const;
    const { facts, measurement } = await withBuiltEngine(choice, async (engine, summary) => ({
      facts: summary,
      measurement: await measureReplay(events, engine, { maxTokens, paced, settleSeconds }),
    }));
    this.#engine = facts;
    const ours = describeOurs(measurement);
    const maxPromptTokens =
      this.#options.promptLength === 'ours' ? spreadOf(ours.promptTokens).p50 : facts.windowTokens;
    const others = await ModelTokenizer.use(facts.path, async (tokenizer) => {
      const sizes = { window: facts.windowTokens, maxTokens, maxPromptTokens };
      const measured: Measured[] = [];
      for (const strategy of listStrategies(tokenizer, sizes)) {
        this.#remarks.set(strategy.name, strategy.remark);
        say(`${trace}: ${strategy.name} …`);
        measured.push(await this.#measure(events, strategy, facts));
      }
      return measured;
    });
    const requests = measurement.requests.length;
    return compareClients({ trace, requests, maxPromptTokens }, ours, others);
  }

  /** Replays in a server of its own, which has no cache from another replay. */
  async #measure(
    events: readonly TraceEvent[],
    strategy: ClientStrategy,
    { path: model, windowTokens: window, threads }: EngineFacts,
  ): Promise<Measured> {
    const { program, paced, inFlight } = this.#options;
    if (program === undefined) return simulate(events, strategy);
    const further = strategy.serverOptions;
    const server = await LlamaServer.start({ program, model, window, threads, further });
    try {
      const options = { paced, inFlight, maxTokens };
      return describeServed(strategy.name, await replayOnServer(events, server, strategy, options));
    } finally {
      await server.stop();
    }
  }
}

function describeOurs({ requests, work, cpuSeconds }: ReplayMeasurement): Measured {
  const started = requests.filter(
    ({ isCancelled, promptTokens }) => !isCancelled || promptTokens > 0,
  );
  return {
    name: 'Tramontane',
    work,
    cpuSeconds,
    promptTokens: started.map(({ promptTokens }) => promptTokens),
    evaluatedTokens: requests.map(({ evaluatedTokens }) => evaluatedTokens),
    promptMs: requests.flatMap(({ timeToFirstTokenMs: first }) => first ?? []),
    requests,
    cachedRequests: 0,
  };
}

function describeServed(name: string, { requests, work, cpuSeconds }: ServerMeasurement): Measured {
  return {
    name,
    work,
    cpuSeconds,
    promptTokens: requests.flatMap(({ promptTokens }) => promptTokens ?? []),
    evaluatedTokens: requests.map(({ evaluatedTokens }) => evaluatedTokens ?? 0),
    promptMs: requests.flatMap(({ promptMs }) => promptMs ?? []),
    requests,
    cachedRequests: requests.filter(({ isCached }) => isCached).length,
  };
}

function simulate(events: readonly TraceEvent[], strategy: ClientStrategy): Measured {
  const prompts = [...traceRequests(events)].map(strategy.buildPrompt);
  return {
    name: `${strategy.name}, simulated`,
    work: null,
    cpuSeconds: null,
    promptTokens: prompts.map(({ length }) => length),
    evaluatedTokens: simulatePrefixReuse(prompts),
    promptMs: [],
    requests: null,
    cachedRequests: 0,
  };
}
