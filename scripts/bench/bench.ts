import { setTimeout as delay } from 'node:timers/promises';
import type { EngineProcess } from '../engine/engineProcess.ts';
import type { RequestMetrics } from '../../src/engine/protocol.ts';
import { BenchDocument } from './benchDocument.ts';
import type { Floor } from './floor.ts';
import { sourceText } from './sourceText.ts';
import type { Sample } from './statistics.ts';

/** After a move of the cursor the engine's idle work has ended, and doesn't begin anew; ms. */
const quietMs = 250;

/** How often cases measure. A large model gets fewer turns: each takes a hundred times as long. */
export interface Turns {
  /** Of what takes some decode steps. */
  readonly cheap: number;
  /** Of what may take a prefill of the whole window. */
  readonly costly: number;
}

/** How often it is looked whether a window is whole, and how long that may take; ms. */
const lookMs = 250;
const wholeMs = 180_000;
/** The share of the file that a whole window holds at least. */
const wholeShare = 0.85;

/** The floor, and the file that is open: what all cases work with. */
export class Bench {
  readonly floor: Floor;
  readonly turns: Turns;
  readonly #text: string;

  /** @param fileTokens of the file, which is nearly as long as the window. */
  constructor(floor: Floor, turns: Turns, fileTokens: number) {
    this.floor = floor;
    this.turns = turns;
    this.#text = this.textOf(1, fileTokens);
  }

  /** Opens the file of the bench, the cursor between two functions near its end. */
  openFile(engine: EngineProcess): Promise<BenchDocument> {
    const near = Math.floor(this.#text.length * 0.9);
    const cursor = this.#text.lastIndexOf('\n\n', near) + 2;
    return BenchDocument.open(engine, 'file', this.#text, cursor);
  }

  /**
   * Waits until the file's window is whole: where the cursor comes to a place that isn't cached the
   * engine makes do with the lines around it, and fetches the rest while nobody waits.
   */
  async untilWhole(engine: EngineProcess, file: BenchDocument): Promise<void> {
    const giveUpAt = performance.now() + wholeMs;
    while (performance.now() < giveUpAt) {
      const textDocument = { uri: file.uri };
      const report = await engine.request('tramontane/cache', { textDocument });
      const held = (report?.runs ?? []).reduce((sum, { tokens }) => sum + tokens, 0);
      if (held >= wholeShare * this.floor.depth) return;
      await delay(lookMs);
    }
  }

  /** @returns source text of at least so many tokens. */
  textOf(seed: number, tokens: number): string {
    return sourceText(seed, (text) => this.floor.tokensIn(text) >= tokens);
  }

  /** Time to the first token against one decode step of raw llama.cpp, measured before it. */
  async besideDecodeStep(
    file: BenchDocument,
    measure: () => Promise<RequestMetrics>,
  ): Promise<Sample> {
    await rest(file);
    const floorMs = await this.floor.decodeStepMs();
    return firstTokenSample(await measure(), floorMs);
  }

  /** Decode steps of raw llama.cpp while the engine rests, in ms by the tokens in the cache. */
  async decodeStepMsByDepth(file: BenchDocument): Promise<(tokens: number) => number> {
    await rest(file);
    return this.floor.decodeStepMsByDepth();
  }

  /**
   * Time to the first token against raw prefill of the whole prompt, measured before it.
   *
   * @param file that the engine may be at work for; undefined when it isn't.
   */
  async besidePrefill(
    file: BenchDocument | undefined,
    measure: () => Promise<RequestMetrics>,
  ): Promise<Sample> {
    if (file) await rest(file);
    const perToken = await this.floor.prefillMsPerToken();
    const metrics = await measure();
    return firstTokenSample(metrics, perToken * metrics.promptTokens);
  }
}

/** Work that is done while nobody waits must not take from the floor. */
async function rest(file: BenchDocument): Promise<void> {
  await file.touch();
  await delay(quietMs);
}

/** The time to a request's first token as a measurement. */
export function firstTokenSample(metrics: RequestMetrics, floorMs: number): Sample {
  const { timeToFirstTokenMs: ms, evaluatedTokens, promptTokens } = metrics;
  return { ms, floorMs, evaluatedTokens, promptTokens };
}
