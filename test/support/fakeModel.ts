import { findPromptFormat } from '../../src/completion/promptFormat/promptFormat.ts';
import type { LanguageModel } from '../../src/engine/backend/languageModel.ts';
import { WorkMeter } from '../../src/engine/metering/workMeter.ts';
import { FakeSequence, fakeVocabulary } from './fakeSequence.ts';
import { createModelSummary } from './modelSummary.ts';

/** Makes a model without weights. Its sequences are fakes, as large as those of llama.cpp. */
export function makeFakeModel(overrides: Partial<LanguageModel> = {}): LanguageModel {
  const workMeter = new WorkMeter();
  return {
    summary: createModelSummary(),
    vocabulary: fakeVocabulary,
    promptFormat: findPromptFormat(overrides.vocabulary ?? fakeVocabulary),
    fingerprint: 'fake model',
    prefillMsPerToken: undefined,
    stepMs: 0,
    workMeter,
    openSequence: (tokens) =>
      // llama.cpp's last cell is never used.
      Promise.resolve(
        new FakeSequence('', { capacity: tokens - 1, sliceTokens: 64, work: workMeter }),
      ),
    openForks: () => Promise.resolve([]),
    openDraftSequence: () => Promise.resolve(undefined),
    adaptToLoad: () => undefined,
    dispose: () => Promise.resolve(),
    ...overrides,
  };
}
