import { setTimeout as delay } from 'node:timers/promises';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import type { ModelSummary } from '../../src/engine/protocol.ts';
import type { EngineProcess } from '../engine/engineProcess.ts';
import type { Bench } from './bench.ts';
import { BenchDocument } from './benchDocument.ts';
import { caseReport, type CaseReport, type Sample } from './statistics.ts';

/**
 * Limits of a slice, after which the engine looks at its signals: as many tokens as take so many ms,
 * within bounds. As in `src/engine/llama/llamaModel.ts`.
 */
const slices = {
  processor: { ms: 150, least: 8, most: 32 },
  accelerator: { ms: 40, least: 32, most: 512 },
} as const;

/** Tokens of the file whose prefill is cancelled. */
const coldTokens = 600;

/** Number of slices after which it is cancelled: in the middle of the second. */
const slicesBefore = 1.5;

/**
 * Measures the time from cancelling a prefill until the model is idle: until the answer, plus the wait
 * of a request that comes right after it.
 */
export async function cancel(
  bench: Bench,
  engine: EngineProcess,
  { device }: ModelSummary,
): Promise<CaseReport> {
  const { ms, least, most } = device === 'cpu' ? slices.processor : slices.accelerator;
  const samples: Sample[] = [];
  const turns = bench.turns.costly + 2;
  const idle = await BenchDocument.open(engine, 'idle', bench.textOf(11_000, 10));
  for (let turn = 0; turn < turns; turn++) {
    // Tokens that were evaluated before the signal stay cached, so each turn takes a file of its own.
    const text = bench.textOf(12_000 + turn * 100, coldTokens);
    const cold = await BenchDocument.open(engine, `cold${turn}`, text);
    const affordable = Math.floor(ms / (await bench.floor.prefillMsPerToken()));
    const slice = Math.max(least, Math.min(most, affordable));
    const floorMs = await bench.floor.sliceMs(slice);
    const source = new CancellationTokenSource();
    const answer = cold.complete(1, source.token);
    await delay(floorMs * slicesBefore);
    const cancelledMs = performance.now();
    source.cancel();
    const { evaluatedTokens, promptTokens } = await answer;
    const answeredMs = performance.now() - cancelledMs;
    const { queueMs } = await idle.complete(1);
    samples.push({ ms: answeredMs + queueMs, floorMs, evaluatedTokens, promptTokens });
  }
  return caseReport(
    { name: 'cancel', against: 'slice', ratioOf: 'time', target: { atMost: 1 } },
    samples,
  );
}
