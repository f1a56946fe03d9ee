import { setTimeout as delay } from 'node:timers/promises';
import type { EngineProcess } from '../engine/engineProcess.ts';
import type { RequestMetrics } from '../../src/engine/protocol.ts';
import { BenchDocument } from './benchDocument.ts';
import type { Floor } from './floor.ts';
import { generateSourceText } from './sourceText.ts';
import type { Sample } from './statistics.ts';

/** Time after a move of the cursor in which the engine's idle work ends and doesn't start again, in ms. */
const quietMs = 250;

/** Measurements per case. A large model gets fewer: each takes a hundred times as long. */
export interface Turns {
  /** For cases that take some decode steps. */
  readonly cheap: number;
  /** For cases that may take a prefill of the whole window. */
  readonly costly: number;
}

/** Interval between two checks for a whole window, and the maximum wait for one, in ms. */
const pollMs = 250;
const maxWholeMs = 180_000;
/** Minimum share of the file that a whole window holds. */
const minWholeShare = 0.85;

/** The floor and the text of the open file, which all cases share. */
export class Bench {
  readonly floor: Floor;
  readonly turns: Turns;
  readonly #text: string;

  /** @param fileTokens length of the file, which is nearly as long as the window. */
  constructor(floor: Floor, turns: Turns, fileTokens: number) {
    this.floor = floor;
    this.turns = turns;
    this.#text = this.generateText(1, fileTokens);
  }

  /** Opens the file of the bench with the cursor between two functions near its end. */
  openFile(engine: EngineProcess): Promise<BenchDocument> {
    const near = Math.floor(this.#text.length * 0.9);
    const cursor = this.#text.lastIndexOf('\n\n', near) + 2;
    return BenchDocument.open(engine, 'file', this.#text, cursor);
  }

  /**
   * Waits until the file's window is whole. At a cursor whose text isn't cached, the engine first
   * evaluates the lines around it, and the rest in idle time.
   */
  async waitForWholeWindow(engine: EngineProcess, file: BenchDocument): Promise<void> {
    const deadlineMs = performance.now() + maxWholeMs;
    while (performance.now() < deadlineMs) {
      const textDocument = { uri: file.uri };
      const report = await engine.request('tramontane/cache', { textDocument });
      const cachedTokens = (report?.runs ?? []).reduce((sum, { tokens }) => sum + tokens, 0);
      if (cachedTokens >= minWholeShare * this.floor.depth) return;
      await delay(pollMs);
    }
  }

  /** Returns source text of at least so many tokens. */
  generateText(seed: number, tokens: number): string {
    return generateSourceText(seed, (text) => this.floor.countTokens(text) >= tokens);
  }

  /** Measures the time to the first token, and before it one decode step of raw llama.cpp. */
  async measureWithDecodeStep(
    file: BenchDocument,
    measure: () => Promise<RequestMetrics>,
  ): Promise<Sample> {
    await waitUntilIdle(file);
    const floorMs = await this.floor.measureDecodeStepMs();
    return createFirstTokenSample(await measure(), floorMs);
  }

  /** Measures decode steps of raw llama.cpp while the engine is idle, in ms by the tokens in the cache. */
  async measureDecodeStepMsByDepth(file: BenchDocument): Promise<(tokens: number) => number> {
    await waitUntilIdle(file);
    return this.floor.measureDecodeStepMsByDepth();
  }

  /**
   * Measures the time to the first token, and before it the raw prefill of the whole prompt.
   *
   * @param file document that the engine may be working for; undefined when there is none.
   */
  async measureWithPrefill(
    file: BenchDocument | undefined,
    measure: () => Promise<RequestMetrics>,
  ): Promise<Sample> {
    if (file) await waitUntilIdle(file);
    const floorMsPerToken = await this.floor.measurePrefillMsPerToken();
    const metrics = await measure();
    return createFirstTokenSample(metrics, floorMsPerToken * metrics.promptTokens);
  }
}

/** Waits until the engine is idle: its idle work would slow down the floor. */
async function waitUntilIdle(file: BenchDocument): Promise<void> {
  await file.resendCursor();
  await delay(quietMs);
}

/** Returns the time to a request's first token as a sample. */
export function createFirstTokenSample(metrics: RequestMetrics, floorMs: number): Sample {
  const { timeToFirstTokenMs: ms, evaluatedTokens, promptTokens } = metrics;
  return { ms, floorMs, evaluatedTokens, promptTokens };
}
