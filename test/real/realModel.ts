import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';
import { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import type { CacheSettings, ModelSummary } from '../../src/engine/protocol.ts';

/** Window of these tests, in tokens; as large as the default of models without one of their own. */
const windowTokens = 4096;

/** Finds the smallest Qwen2.5-Coder model in the folder that `TRAMONTANE_MODELS` names. */
function findRealModel(): string {
  const folder = process.env['TRAMONTANE_MODELS'] ?? '';
  const file = readdirSync(folder)
    .filter((name) => /^qwen2\.5-coder-.*\.gguf$/i.test(name))
    .sort()[0];
  if (file === undefined) throw new Error(`${folder} holds no Qwen2.5-Coder model.`);
  return path.join(folder, file);
}

/** Loads the model with room for a number of windows. */
export async function loadWithWindows(
  engine: EngineProcess,
  windows: number,
  mode: CacheSettings['mode'] = 'patched',
): Promise<ModelSummary> {
  const load = (maxMemoryBytes: number) =>
    engine.request('tramontane/loadModel', {
      path: findRealModel(),
      gpu: 'cpu',
      threads: 0,
      contextTokens: windowTokens,
      cache: { mode, maxMemoryBytes, savedStates: null },
    });
  // The size of a window is unknown before one is opened.
  await load(2 ** 31);
  const uri = await engine.open('a\n', '/workspace/size.txt');
  const { metrics } = await engine.request('tramontane/complete', {
    textDocument: { uri, version: 1 },
    position: { line: 0, character: 1 },
    lines: 'single',
    maxTokens: 1,
  });
  await engine.close(uri);
  return load(windows * metrics.cacheBytes);
}

/** Starts the built engine for all tests of the calling file. */
export function useRealEngine(): { readonly current: EngineProcess } {
  let engine: EngineProcess | undefined;
  before(async () => {
    engine = new EngineProcess();
    await engine.initialize({ hasOwnInlineCompletion: true });
  });
  after(() => engine?.stop());
  return {
    get current() {
      if (engine === undefined) throw new Error('The engine has not been started.');
      return engine;
    },
  };
}
