import type { ModelSummary } from '../../src/engine/protocol.ts';

/** A model's summary for tests that look at something else of it. */
export function modelSummary(difference: Partial<ModelSummary> = {}): ModelSummary {
  return {
    path: '/models/mistral.gguf',
    name: 'mistral.gguf',
    fileBytes: 4_000_000_000,
    device: 'cpu',
    contextTokens: 1024,
    windowTokens: 1024,
    threads: 1,
    fillIn: 'plain',
    chatFormat: 'mistral-v1',
    ...difference,
  };
}
