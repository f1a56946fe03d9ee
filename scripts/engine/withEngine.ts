import path from 'node:path';
import type { CacheSettings, GpuChoice, ModelSummary } from '../../src/engine/protocol.ts';
import { build } from '../build.ts';
import { repositoryRoot } from '../repository.ts';
import { EngineProcess } from './engineProcess.ts';

/** The model that scripts run where none is named. */
const smallModel = path.join(repositoryRoot, 'media/models/tiny-mistral-fim-Q8_0.gguf');

export interface EngineChoice {
  /** A GGUF file; else the one that `TRAMONTANE_MODEL` names, else the small one. */
  readonly model: string | undefined;
  readonly gpu: GpuChoice;
  /** tokens; 0 leaves it to the model */
  readonly window: number;
  /** How caches are kept; as the extension does where nothing is said. */
  readonly cache?: Partial<CacheSettings>;
}

/** What the extension sets, but for the folder of saved states: scripts leave nothing behind. */
const usualCache: CacheSettings = { mode: 'patched', memoryBytes: 2 ** 30, saved: null };

/**
 * Builds the engine, starts it with a model, and ends it when the work is done.
 *
 * @throws Error that says so when the engine ends before, with what it said last.
 */
export async function withEngine<Result>(
  { model, gpu, window, cache }: EngineChoice,
  work: (engine: EngineProcess, summary: ModelSummary) => Promise<Result>,
): Promise<Result> {
  await build();
  const engine = new EngineProcess();
  const died = engine.ended.then((how) => {
    throw new Error(`The engine ended (${how}). ${engine.standardError}`);
  });
  const loadAndWork = async () => {
    await engine.initialize({ ownInlineCompletion: true });
    const summary = await engine.request('tramontane/loadModel', {
      path: path.resolve(model ?? process.env['TRAMONTANE_MODEL'] ?? smallModel),
      gpu,
      threads: 0,
      contextTokens: window,
      cache: { ...usualCache, ...cache },
    });
    return work(engine, summary);
  };
  try {
    return await Promise.race([loadAndWork(), died]);
  } finally {
    // From here on its end is what is wanted.
    died.catch(() => undefined);
    engine.kill();
  }
}
