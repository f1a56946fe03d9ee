import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { CacheSettings, ModelSummary } from '../../src/engine/protocol.ts';
import type { EngineProcess } from '../engine/engineProcess.ts';
import { printProgress } from '../progress.ts';
import { Bench, type Turns } from './bench.ts';
import { withBenchEngine, type BenchEngineOptions } from './benchEngine.ts';
import { measureCancellation } from './cancelCase.ts';
import { measureColdPrefill, coldPromptTokens } from './coldPrefillCase.ts';
import { measureDecode, measureSpeculativeDecode } from './decodeCases.ts';
import { measureExplain } from './explainCase.ts';
import { Floor } from './floor.ts';
import { computeMedian, type CaseReport } from './statistics.ts';
import {
  maxMemoryWindows,
  measureFileSwitch,
  measureRestoreAfterEviction,
  measureRestoreAfterRestart,
} from './switchCases.ts';
import {
  measureColdFile,
  measureJump,
  measureWarmKeystroke,
  measureWindowStep,
} from './typingCases.ts';

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

const memoryOnlyCache: CacheSettings = {
  mode: 'patched',
  maxMemoryBytes: 2 ** 32,
  savedStates: null,
};

/** Measures all cases with one model: the engine and raw llama.cpp by turns. */
export async function benchModel(options: BenchModelOptions): Promise<ModelReport> {
  const { turns, ...engineOptions } = options;
  const { model, threads } = options;
  const summary = await withBenchEngine(
    { ...engineOptions, cache: memoryOnlyCache },
    (_, loadedSummary) => Promise.resolve(loadedSummary),
  );
  const { name, device, windowTokens } = summary;
  printProgress(`${name} on ${device}, ${threads} threads, window of ${windowTokens} tokens`);
  const depth = Math.floor(windowTokens * fileShare);
  const floor = await Floor.open({ model, device, threads, depth });
  try {
    const bench = new Bench(floor, turns, depth);
    const memoryCases = await withBenchEngine(
      { ...engineOptions, cache: memoryOnlyCache },
      (engine) => measureMemoryCases(bench, engine, summary),
    );
    const { windowBytes } = memoryCases;
    const cases = [
      ...(await measureColdPrefills(bench, engineOptions)),
      ...memoryCases.reports,
      ...(await measureDiskCases(bench, engineOptions, windowBytes)),
    ];
    const report = await measureFloor(floor, depth);
    return { model: name, device, threads, windowTokens, floor: report, cases };
  } finally {
    await floor.dispose();
  }
}

/** Measures documents that the engine has never evaluated, in an engine of its own. */
function measureColdPrefills(
  bench: Bench,
  engineOptions: Omit<BenchEngineOptions, 'cache'>,
): Promise<CaseReport[]> {
  return withBenchEngine({ ...engineOptions, cache: memoryOnlyCache }, async (engine) => {
    const reports: CaseReport[] = [];
    for (const tokens of coldPromptTokens) {
      const report = await measureColdPrefill(bench, engine, tokens);
      printCase(report);
      reports.push(report);
    }
    return reports;
  });
}

async function measureMemoryCases(
  bench: Bench,
  engine: EngineProcess,
  summary: ModelSummary,
): Promise<{ readonly reports: readonly CaseReport[]; readonly windowBytes: number }> {
  const file = await bench.openFile(engine);
  const reports = [await measureColdFile(bench, file)];
  reports.forEach(printCase);
  await bench.waitForWholeWindow(engine, file);
  for (const measure of [
    () => measureWarmKeystroke(bench, file),
    () => measureFileSwitch(bench, engine, file),
    () => measureExplain(bench, engine, file),
    () => measureDecode(bench, engine, file),
    () => measureSpeculativeDecode(bench, file),
    () => measureWindowStep(bench, file),
    () => measureJump(bench, file),
    () => measureCancellation(bench, engine, summary),
  ]) {
    const report = await measure();
    printCase(report);
    reports.push(report);
  }
  return { reports, windowBytes: (await file.complete(1)).cacheBytes };
}

async function measureDiskCases(
  bench: Bench,
  engineOptions: Omit<BenchEngineOptions, 'cache'>,
  windowBytes: number,
): Promise<CaseReport[]> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'tramontane-bench-'));
  const savedStates = { directory, maxBytes: 2 ** 33 };
  const maxMemoryBytes = (maxMemoryWindows + 0.5) * windowBytes;
  const options = { ...engineOptions, cache: { ...memoryOnlyCache, maxMemoryBytes, savedStates } };
  try {
    const evictionReport = await withBenchEngine(options, (engine) =>
      measureRestoreAfterEviction(bench, engine),
    );
    printCase(evictionReport);
    const restartReport = await measureRestoreAfterRestart(bench, (work) =>
      withBenchEngine(options, work),
    );
    printCase(restartReport);
    return [evictionReport, restartReport];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Prints a line of progress for a case. */
function printCase({ name, ratio }: CaseReport): void {
  printProgress(`  ${name}: ${ratio ?? 'not measured'}`);
}

async function measureFloor(floor: Floor, depth: number): Promise<FloorReport> {
  const turns = { prefill: [] as number[], decode: [] as number[], evaluate: [] as number[] };
  for (let turn = 0; turn < 3; turn++) {
    turns.prefill.push(await floor.measurePrefillMsPerToken());
    turns.decode.push(await floor.measureDecodeStepMs());
    turns.evaluate.push(await floor.measureEvaluateStepMs());
  }
  return {
    prefillMsPerToken: computeMedian(turns.prefill),
    decodeStepMs: computeMedian(turns.decode),
    evaluateStepMs: computeMedian(turns.evaluate),
    depth,
  };
}
