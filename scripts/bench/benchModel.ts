import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { CacheSettings, ModelSummary } from '../../src/engine/protocol.ts';
import type { EngineProcess } from '../engine/engineProcess.ts';
import { say } from '../progress.ts';
import { Bench, type Turns } from './bench.ts';
import { withBenchEngine, type BenchEngineOptions } from './benchEngine.ts';
import { cancel } from './cancelCase.ts';
import { coldPrefill, coldPrompts } from './coldPrefillCase.ts';
import { decode, decodeWithSpeculation } from './decodeCases.ts';
import { explain } from './explainCase.ts';
import { Floor } from './floor.ts';
import { median, type CaseReport } from './statistics.ts';
import {
  fewWindows,
  fileSwitch,
  restoreAfterEviction,
  restoreAfterRestart,
} from './switchCases.ts';
import { coldFile, jump, warmKeystroke, windowStep } from './typingCases.ts';

/** A model to be measured. */
export interface BenchModelOptions extends Omit<BenchEngineOptions, 'cache'> {
  readonly turns: Turns;
}

/** Times of raw llama.cpp, in ms. */
interface FloorReport {
  /** Prefill in batches, on average from nothing to `depth`. */
  readonly prefillMsPerToken: number;
  /** Evaluation of one token and greedy sampling of the next, as node-llama-cpp's own loop does it. */
  readonly decodeStepMs: number;
  /** The evaluation alone. */
  readonly evaluateStepMs: number;
  /** Tokens in the cache during the measurement. */
  readonly depth: number;
}

export interface ModelReport {
  readonly model: string;
  readonly device: string;
  readonly threads: number;
  readonly windowTokens: number;
  readonly floor: FloorReport;
  readonly cases: readonly CaseReport[];
}

/** Share of the window that the bench's file takes. */
const fileShare = 0.86;

const inMemory: CacheSettings = { mode: 'patched', memoryBytes: 2 ** 32, saved: null };

/** Measures all cases with one model: the engine and raw llama.cpp by turns. */
export async function benchModel(options: BenchModelOptions): Promise<ModelReport> {
  const { turns, ...start } = options;
  const { model, threads } = options;
  const summary = await withBenchEngine({ ...start, cache: inMemory }, (_, loaded) =>
    Promise.resolve(loaded),
  );
  const { name, device, windowTokens } = summary;
  say(`${name} on ${device}, ${threads} threads, window of ${windowTokens} tokens`);
  const depth = Math.floor(windowTokens * fileShare);
  const floor = await Floor.open({ model, device, threads, depth });
  try {
    const bench = new Bench(floor, turns, depth);
    const inOneEngine = await withBenchEngine({ ...start, cache: inMemory }, (engine) =>
      casesInMemory(bench, engine, summary),
    );
    const { windowBytes } = inOneEngine;
    const cases = [
      ...(await coldPrefills(bench, start)),
      ...inOneEngine.reports,
      ...(await casesOnDisk(bench, start, windowBytes)),
    ];
    const report = await floorReport(floor, depth);
    return { model: name, device, threads, windowTokens, floor: report, cases };
  } finally {
    await floor.dispose();
  }
}

/** Measures documents that the engine has never evaluated, in an engine of its own. */
function coldPrefills(
  bench: Bench,
  start: Omit<BenchEngineOptions, 'cache'>,
): Promise<CaseReport[]> {
  return withBenchEngine({ ...start, cache: inMemory }, async (engine) => {
    const reports: CaseReport[] = [];
    for (const tokens of coldPrompts) {
      const report = await coldPrefill(bench, engine, tokens);
      sayCase(report);
      reports.push(report);
    }
    return reports;
  });
}

async function casesInMemory(
  bench: Bench,
  engine: EngineProcess,
  summary: ModelSummary,
): Promise<{ readonly reports: readonly CaseReport[]; readonly windowBytes: number }> {
  const file = await bench.openFile(engine);
  const reports = [await coldFile(bench, file)];
  reports.forEach(sayCase);
  await bench.untilWhole(engine, file);
  for (const measure of [
    () => warmKeystroke(bench, file),
    () => fileSwitch(bench, engine, file),
    () => explain(bench, engine, file),
    () => decode(bench, engine, file),
    () => decodeWithSpeculation(bench, file),
    () => windowStep(bench, file),
    () => jump(bench, file),
    () => cancel(bench, engine, summary),
  ]) {
    const report = await measure();
    sayCase(report);
    reports.push(report);
  }
  return { reports, windowBytes: (await file.complete(1)).cacheBytes };
}

async function casesOnDisk(
  bench: Bench,
  start: Omit<BenchEngineOptions, 'cache'>,
  windowBytes: number,
): Promise<CaseReport[]> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'tramontane-bench-'));
  const saved = { directory, limitBytes: 2 ** 33 };
  const memoryBytes = (fewWindows + 0.5) * windowBytes;
  const options = { ...start, cache: { ...inMemory, memoryBytes, saved } };
  try {
    const evicted = await withBenchEngine(options, (engine) => restoreAfterEviction(bench, engine));
    sayCase(evicted);
    const restarted = await restoreAfterRestart(bench, (work) => withBenchEngine(options, work));
    sayCase(restarted);
    return [evicted, restarted];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Prints a line of progress for a case. */
function sayCase({ name, ratio }: CaseReport): void {
  say(`  ${name}: ${ratio ?? 'not measured'}`);
}

async function floorReport(floor: Floor, depth: number): Promise<FloorReport> {
  const turns = { prefill: [] as number[], decode: [] as number[], evaluate: [] as number[] };
  for (let turn = 0; turn < 3; turn++) {
    turns.prefill.push(await floor.prefillMsPerToken());
    turns.decode.push(await floor.decodeStepMs());
    turns.evaluate.push(await floor.evaluateStepMs());
  }
  return {
    prefillMsPerToken: median(turns.prefill),
    decodeStepMs: median(turns.decode),
    evaluateStepMs: median(turns.evaluate),
    depth,
  };
}
