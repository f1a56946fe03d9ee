import { loadLlamaModel } from '../../src/engine/llama/llamaModel.ts';
import type { LanguageModel } from '../../src/engine/backend/languageModel.ts';
import { memoryOnlyCache } from './inMemory.ts';
import { silentLogger } from './silentLogger.ts';

/** Loads a model file in this process, on the CPU. */
export function loadOnCpu(path: string, contextTokens = 4096): Promise<LanguageModel> {
  const params = { path, gpu: 'cpu', threads: 1, contextTokens, cache: memoryOnlyCache } as const;
  return loadLlamaModel(params, silentLogger, () => undefined);
}
