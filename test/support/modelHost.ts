import { ModelHost } from '../../src/engine/model/modelHost.ts';
import type { LanguageModel } from '../../src/engine/backend/languageModel.ts';
import type { CacheSettings } from '../../src/engine/protocol.ts';
import { Scheduler } from '../../src/engine/scheduling/scheduler.ts';
import { memoryOnlyCache } from './inMemory.ts';
import { silentLogger } from './silentLogger.ts';

/** Returns a host that has loaded a model. */
export async function createModelHost(
  model: LanguageModel,
  cache: CacheSettings = memoryOnlyCache,
  scheduler = new Scheduler(),
): Promise<ModelHost> {
  const load = () => Promise.resolve(model);
  const host = new ModelHost(load, scheduler, silentLogger, () => undefined);
  await host.load({ path: 'fake.gguf', gpu: 'cpu', threads: 1, contextTokens: 0, cache });
  return host;
}
