import type { ModelSummary } from '../../src/engine/protocol.ts';

/** Returns a model's summary with defaults for the fields that a test doesn't check. */
export function createModelSummary(overrides: Partial<ModelSummary> = {}): ModelSummary {
  return {
    path: '/models/mistral.gguf',
    name: 'mistral.gguf',
    fileBytes: 4_000_000_000,
    device: 'cpu',
    contextTokens: 1024,
    windowTokens: 1024,
    threads: 1,
    infillFormat: 'plain',
    chatFormat: 'mistral-v1',
    ...overrides,
  };
}
