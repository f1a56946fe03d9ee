import { withEngine } from '../engine/withEngine.ts';
import { say } from '../progress.ts';
import { replayTrace, type ReplayedRequest } from '../replay/replayTrace.ts';
import type { TraceEvent } from '../replay/trace.ts';
import { LlamaServer } from './llamaServer.ts';
import { reportOf, type Measured, type PeerReport } from './peerReport.ts';
import { evaluatedByPrefixReuse } from './prefixReuse.ts';
import { ModelTokenizer } from './tokenizer.ts';
import { traceRequests } from './traceRequests.ts';
import { waysOfAsking, type WayOfAsking } from './waysOfAsking.ts';

/** Longest completion of a replay, in tokens. */
const maxTokens = 32;

export interface SideBySideOptions {
  /** A GGUF file; undefined: the one that scripts run where none is named. */
  readonly model: string | undefined;
  /** tokens */
  readonly window: number;
  /** llama-server; undefined leaves it out. */
  readonly program: string | undefined;
}

/** What both sides run, as the engine says it. */
interface EngineFacts {
  readonly path: string;
  readonly windowTokens: number;
  readonly threads: number;
}

/** Replays traces through the engine, the server and the simulation. */
export class SideBySide {
  readonly #options: SideBySideOptions;
  #engine: EngineFacts | undefined;
  readonly #remarks = new Map<string, string>();

  constructor(options: SideBySideOptions) {
    this.#options = options;
  }

  /** What has to be known to read the figures. */
  get facts() {
    return {
      model: this.#engine?.path,
      window: this.#engine?.windowTokens,
      threads: this.#engine?.threads,
      remarks: [...this.#remarks].map(([name, remark]) => `${name}: ${remark}.`),
    };
  }

  async replay(trace: string, events: readonly TraceEvent[]): Promise<PeerReport> {
    say(`${trace}: Tramontane …`);
    // The server is built for the processor, so the engine runs there, too.
    const { model, window } = this.#options;
    const choice = { model, gpu: 'cpu', window } as const;
    const { facts, ours } = await withEngine(choice, async (engine, summary) => ({
      facts: summary,
      ours: await replayTrace(events, engine, { maxTokens, paced: false }),
    }));
    this.#engine = facts;
    const others = await this.#others(trace, events, facts);
    return reportOf(trace, measuredOf(ours), others);
  }

  async #others(
    trace: string,
    events: readonly TraceEvent[],
    facts: EngineFacts,
  ): Promise<Measured[]> {
    const tokenizer = await ModelTokenizer.load(facts.path);
    try {
      const served: Measured[] = [];
      const simulated: Measured[] = [];
      const ways = waysOfAsking(tokenizer, { window: facts.windowTokens, maxTokens });
      for (const way of ways) {
        this.#remarks.set(way.name, way.remark);
        const prompts = [...traceRequests(events)].map(way.promptOf);
        simulated.push({
          name: `${way.name}, prefix reuse only (simulated)`,
          evaluatedTokens: evaluatedByPrefixReuse(prompts),
          promptTokens: prompts.map(({ length }) => length),
          idleTokens: 0,
          promptMs: null,
        });
        const { program } = this.#options;
        if (program === undefined) continue;
        say(`${trace}: ${way.name} …`);
        served.push(await replayOnServer(events, way, { ...facts, program }));
      }
      return [...served, ...simulated];
    } finally {
      await tokenizer.dispose();
    }
  }
}

function measuredOf(requests: readonly ReplayedRequest[]): Measured {
  return {
    name: 'Tramontane',
    evaluatedTokens: requests.map(({ evaluatedTokens }) => evaluatedTokens),
    promptTokens: requests.map(({ promptTokens }) => promptTokens),
    idleTokens: requests.reduce((sum, { idleTokens }) => sum + idleTokens, 0),
    promptMs: requests.flatMap(({ timeToFirstTokenMs: first }) => (first === null ? [] : [first])),
  };
}

/** A server of its own for each replay: none finds what another one left in the cache. */
async function replayOnServer(
  events: readonly TraceEvent[],
  way: WayOfAsking,
  { program, path: model, windowTokens: window, threads }: EngineFacts & { program: string },
): Promise<Measured> {
  const further = way.serverOptions;
  const server = await LlamaServer.start({ program, model, window, threads, further });
  try {
    const evaluatedTokens: number[] = [];
    const promptTokens: number[] = [];
    const promptMs: number[] = [];
    for (const request of traceRequests(events)) {
      const { path: place, body } = way.postOf(request);
      const answer = await server.ask(place, { ...body, n_predict: maxTokens });
      const expected = way.promptOf(request).length;
      if (answer.promptTokens !== expected) {
        throw new Error(
          `llama-server made ${answer.promptTokens} tokens of a prompt of ${expected}: it can't be compared.`,
        );
      }
      evaluatedTokens.push(answer.evaluatedTokens);
      promptTokens.push(answer.promptTokens);
      promptMs.push(answer.promptMs);
    }
    return { name: way.name, evaluatedTokens, promptTokens, idleTokens: 0, promptMs };
  } finally {
    await server.stop();
  }
}
