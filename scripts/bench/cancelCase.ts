import { setTimeout as delay } from 'node:timers/promises';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import type { ModelSummary } from '../../src/engine/protocol.ts';
import type { EngineProcess } from '../engine/engineProcess.ts';
import type { Bench } from './bench.ts';
import { BenchDocument } from './benchDocument.ts';
import { summarizeCase, type CaseReport, type Sample } from './statistics.ts';

/**
 * Limits of a slice, after which the engine looks at its signals: as many tokens as take so many ms,
 * within bounds. As in `src/engine/llama/llamaModel.ts`.
 */
const sliceLimits = {
  cpu: { ms: 150, minTokens: 8, maxTokens: 32 },
  accelerator: { ms: 40, minTokens: 32, maxTokens: 512 },
} as const;

/** Tokens of the file whose prefill is cancelled. */
const coldTokens = 600;

/** Number of slices after which it is cancelled: in the middle of the second. */
const slicesBeforeCancel = 1.5;

/**
 * Measures the time from cancelling a prefill until the model is idle: until the answer, plus the wait
 * of a request that comes right after it.
 */
export async function measureCancellation(
  bench: Bench,
  engine: EngineProcess,
  { device }: ModelSummary,
): Promise<CaseReport> {
  const { ms, minTokens, maxTokens } = device === 'cpu' ? sliceLimits.cpu : sliceLimits.accelerator;
  const samples: Sample[] = [];
  const turns = bench.turns.costly + 2;
  const idle = await BenchDocument.open(engine, 'idle', bench.generateText(11_000, 10));
  for (let turn = 0; turn < turns; turn++) {
    // Tokens that were evaluated before the signal stay cached, so each turn takes a file of its own.
    const text = bench.generateText(12_000 + turn * 100, coldTokens);
    const cold = await BenchDocument.open(engine, `cold${turn}`, text);
    const affordableTokens = Math.floor(ms / (await bench.floor.measurePrefillMsPerToken()));
    const sliceTokens = Math.max(minTokens, Math.min(maxTokens, affordableTokens));
    const floorMs = await bench.floor.measureSliceMs(sliceTokens);
    const source = new CancellationTokenSource();
    const answer = cold.complete(1, source.token);
    await delay(floorMs * slicesBeforeCancel);
    const cancelledAtMs = performance.now();
    source.cancel();
    const { evaluatedTokens, promptTokens } = await answer;
    const answerMs = performance.now() - cancelledAtMs;
    const { queueMs } = await idle.complete(1);
    samples.push({ ms: answerMs + queueMs, floorMs, evaluatedTokens, promptTokens });
  }
  return summarizeCase(
    { name: 'cancel', against: 'slice', ratioKind: 'time', target: { atMost: 1 } },
    samples,
  );
}
