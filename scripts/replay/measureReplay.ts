import { setTimeout as delay } from 'node:timers/promises';
import type { EngineProcess } from '../engine/engineProcess.ts';
import { subtractSeconds } from '../engine/processTime.ts';
import {
  replayTrace,
  type ReplayedRequest,
  type ReplayEngine,
  type ReplayOptions,
} from './replayTrace.ts';
import type { TraceEvent } from './trace.ts';
import { subtractWork, type WorkTotals } from './workCounts.ts';

export interface MeasureOptions extends ReplayOptions {
  /** Idle time after the last answer that still counts, in seconds. */
  readonly settleSeconds: number;
}

/** The answers to a trace, and the work of the engine over it. */
export interface ReplayMeasurement {
  readonly requests: readonly ReplayedRequest[];
  /** Forward passes, in tokens. */
  readonly work: WorkTotals;
  /** CPU seconds of the engine's process; null where the system doesn't report them. */
  readonly cpuSeconds: number | null;
}

/** Replays a trace and measures the engine's work, from before its first event to its last answer. */
export async function measureReplay(
  events: readonly TraceEvent[],
  engine: ReplayEngine & Pick<EngineProcess, 'readCpuSeconds'>,
  options: MeasureOptions,
): Promise<ReplayMeasurement> {
  const workBefore = await engine.request('tramontane/work', null);
  const secondsBefore = await engine.readCpuSeconds();
  const requests = await replayTrace(events, engine, options);
  if (options.settleSeconds > 0) await delay(1000 * options.settleSeconds);
  const work = subtractWork(await engine.request('tramontane/work', null), workBefore);
  const cpuSeconds = subtractSeconds(await engine.readCpuSeconds(), secondsBefore);
  return { requests, work, cpuSeconds };
}
