import path from 'node:path';
import type { CacheSettings, GpuChoice, ModelSummary } from '../../src/engine/protocol.ts';
import { build } from '../build.ts';
import { repositoryRoot } from '../repository.ts';
import { EngineProcess } from './engineProcess.ts';

/** Default model of the scripts. */
const defaultModel = path.join(repositoryRoot, 'media/models/tiny-mistral-fim-Q8_0.gguf');

export interface EngineChoice {
  /** A GGUF file. Undefined: the one that `TRAMONTANE_MODEL` names, or else the small model. */
  readonly model: string | undefined;
  readonly gpu: GpuChoice;
  /** Window in tokens; 0 for the engine's default for the model. */
  readonly window: number;
  /** Settings that differ from the extension's defaults. */
  readonly cache?: Partial<CacheSettings>;
}

/** The extension's defaults, without saved states, so that scripts leave no files. */
export const defaultCache: CacheSettings = {
  mode: 'patched',
  maxMemoryBytes: 2 ** 30,
  savedStates: null,
};

/** Returns the path of the selected model, or of the default one. */
export function resolveModel(model: string | undefined): string {
  return path.resolve(model ?? process.env['TRAMONTANE_MODEL'] ?? defaultModel);
}

/**
 * Builds the engine, starts it with a model, and ends it after the work.
 *
 * @throws Error with the engine's error output when it ends early.
 */
export async function withEngine<Result>(
  choice: EngineChoice,
  work: (engine: EngineProcess, summary: ModelSummary) => Promise<Result>,
): Promise<Result> {
  await build();
  return withBuiltEngine(choice, work);
}

/** Does the same with the latest build, for measurements that all need the same engine. */
export async function withBuiltEngine<Result>(
  { model, gpu, window, cache }: EngineChoice,
  work: (engine: EngineProcess, summary: ModelSummary) => Promise<Result>,
): Promise<Result> {
  const engine = new EngineProcess();
  const earlyExit = engine.exitStatus.then((exitStatus) => {
    throw new Error(`The engine ended (${exitStatus}). ${engine.standardError}`);
  });
  const loadAndWork = async () => {
    await engine.initialize({ hasOwnInlineCompletion: true });
    const summary = await engine.request('tramontane/loadModel', {
      path: resolveModel(model),
      gpu,
      threads: 0,
      contextTokens: window,
      cache: { ...defaultCache, ...cache },
    });
    return work(engine, summary);
  };
  try {
    return await Promise.race([loadAndWork(), earlyExit]);
  } finally {
    // The process ends intentionally after this.
    earlyExit.catch(() => undefined);
    engine.kill();
  }
}
