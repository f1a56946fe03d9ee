import type { CacheSettings, GpuChoice, ModelSummary } from '../../src/engine/protocol.ts';
import { EngineProcess } from '../engine/engineProcess.ts';

export interface BenchEngineOptions {
  readonly model: string;
  readonly gpu: GpuChoice;
  readonly threads: number;
  /** tokens */
  readonly window: number;
  readonly cache: CacheSettings;
}

/**
 * Starts the built engine with a model for some work, and ends it in an orderly way, because caches are
 * saved then.
 *
 * @throws Error with the engine's last output when it ends early.
 */
export async function withBenchEngine<Result>(
  { model, window, ...options }: BenchEngineOptions,
  work: (engine: EngineProcess, summary: ModelSummary) => Promise<Result>,
): Promise<Result> {
  const engine = new EngineProcess();
  const earlyExit = engine.exitStatus.then((exitStatus) => {
    throw new Error(`The engine ended (${exitStatus}). ${engine.standardError}`);
  });
  const loadAndWork = async (): Promise<Result> => {
    await engine.initialize({ hasOwnInlineCompletion: true });
    const params = { path: model, contextTokens: window, ...options };
    return work(engine, await engine.request('tramontane/loadModel', params));
  };
  try {
    const result = await Promise.race([loadAndWork(), earlyExit]);
    earlyExit.catch(() => undefined);
    await engine.stop();
    return result;
  } finally {
    earlyExit.catch(() => undefined);
    engine.kill();
  }
}
