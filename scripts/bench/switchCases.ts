import { setTimeout as delay } from 'node:timers/promises';
import type { EngineProcess } from '../engine/engineProcess.ts';
import type { Bench } from './bench.ts';
import { BenchDocument } from './benchDocument.ts';
import { summarizeCase, type CaseReport, type Sample, type Target } from './statistics.ts';

/** Length of the files that replace the first one in memory, in tokens. */
const otherTokens = 300;
/** Minimum prompt length from which a restore has a target, in tokens. */
const minRestoreTokens = 2048;
/** Time for a save before the first file is used again, in ms. */
const saveMs = 400;

/** Measures the return from another file, with both in memory. */
export async function measureFileSwitch(
  bench: Bench,
  engine: EngineProcess,
  file: BenchDocument,
): Promise<CaseReport> {
  return summarizeCase(
    { name: 'file switch', against: 'prefill', ratioKind: 'time', target: null },
    await measureReturns(bench, engine, file, 1),
  );
}

/** Number of windows that fit in memory while files are restored. */
export const maxMemoryWindows = 2;

/** Measures the return from more files than fit in memory: the first one is restored from disk. */
export async function measureRestoreAfterEviction(
  bench: Bench,
  engine: EngineProcess,
): Promise<CaseReport> {
  const file = await bench.openFile(engine);
  await file.complete(1);
  await bench.waitForWholeWindow(engine, file);
  return summarizeRestore(
    'restore after eviction',
    await measureReturns(bench, engine, file, maxMemoryWindows),
  );
}

/**
 * Measures a file that an earlier engine saved to disk.
 *
 * @param restart starts another engine for some work.
 */
export async function measureRestoreAfterRestart(
  bench: Bench,
  restart: <Result>(work: (engine: EngineProcess) => Promise<Result>) => Promise<Result>,
): Promise<CaseReport> {
  const samples: Sample[] = [];
  while (samples.length < bench.turns.costly) {
    const sample = await bench.measureWithPrefill(undefined, () =>
      restart(async (engine) => {
        const file = await bench.openFile(engine);
        return file.complete(1);
      }),
    );
    samples.push(sample);
  }
  return summarizeRestore('restore after restart', samples);
}

/** Measures the return from `count` other files, several times. */
async function measureReturns(
  bench: Bench,
  engine: EngineProcess,
  file: BenchDocument,
  count: number,
): Promise<Sample[]> {
  const others: BenchDocument[] = [];
  while (others.length < count) {
    const text = bench.generateText(9000 + others.length * 100, otherTokens);
    others.push(await BenchDocument.open(engine, `other${others.length}`, text));
  }
  const samples: Sample[] = [];
  while (samples.length < bench.turns.costly + 1) {
    for (const other of others) await other.complete(1);
    await delay(saveMs);
    samples.push(await bench.measureWithPrefill(others.at(-1), () => file.complete(1)));
  }
  return samples;
}

function summarizeRestore(name: string, samples: readonly Sample[]): CaseReport {
  const isLong = samples.every(({ promptTokens }) => promptTokens >= minRestoreTokens);
  const target: Target | null = isLong ? { atLeast: 5 } : null;
  return summarizeCase({ name, against: 'prefill', ratioKind: 'speed', target }, samples);
}
