import type { Documents } from '../documents/documents.ts';
import { KvWindow, type WindowWork } from '../kv/kvWindow.ts';
import { computeWindowBytes } from '../kv/windowMemory.ts';
import type { Prompt } from '../kv/windowPlan.ts';
import type { WindowPool } from '../kv/windowPool.ts';
import type { ModelHost } from '../model/modelHost.ts';
import type { CachedFile, CacheReport, PromptReport, VerifyResult } from '../protocol.ts';
import type { Scheduler } from '../scheduling/scheduler.ts';
import { findLikeliestToken } from '../sequence/sampling.ts';
import { computeDocumentKey } from '../states/documentKey.ts';
import { WorkMeter } from '../metering/workMeter.ts';
import { findCellRuns } from './cellRuns.ts';
import { buildPromptReport } from './promptReport.ts';

export interface CacheReportsParts {
  readonly documents: Documents;
  readonly host: ModelHost;
  readonly caches: WindowPool;
  readonly idleWork: { isRepaired(uri: string): boolean };
  readonly scheduler: Scheduler;
}

/** Reports the contents of caches, and verifies them. */
export class CacheReports {
  readonly #parts: CacheReportsParts;

  constructor(parts: CacheReportsParts) {
    this.#parts = parts;
  }

  /** @returns null without a model. */
  async reportCache(uri: string): Promise<CacheReport | null> {
    const { host, caches, documents, idleWork } = this.#parts;
    const { model } = host;
    if (model === undefined) return null;
    const cache = caches.get(uri);
    const document = documents.get(uri);
    const state = cache?.live.window.state ?? { kind: 'empty' };
    const runs =
      cache && document && state.kind !== 'empty'
        ? findCellRuns(
            { window: cache.live.window, firstNewCell: cache.meter.firstNewCell },
            model.vocabulary,
            {
              anchor: document.positionAt(state.layout.position.anchor),
              cursor: document.positionAt(cache.meter.cursor),
            },
          )
        : [];
    return {
      mode: host.cacheSettings.mode,
      windowTokens: model.summary.windowTokens,
      maxWindows: caches.maxWindows,
      bytes: cache ? computeWindowBytes(cache.live.window.sequence) : 0,
      runs,
      isRepaired: idleWork.isRepaired(uri),
      lastMetrics: cache?.meter.lastMetrics ?? null,
      files: await this.#listFiles(),
    };
  }

  /** @returns null when there was no completion in the file. */
  reportPrompt(uri: string): PromptReport | null {
    const { host, caches } = this.#parts;
    const last = caches.get(uri)?.meter.lastPrompt;
    if (host.model === undefined || last === undefined) return null;
    return buildPromptReport(last.layout, last.context, host.model.vocabulary);
  }

  /** @returns null when the file has no completion to compare with. */
  verify(uri: string): Promise<VerifyResult | null> {
    const { host, caches, scheduler } = this.#parts;
    return scheduler.runAlone(async (lease) => {
      const { model } = host;
      const state = caches.get(uri)?.live.window.state;
      if (model === undefined || (state?.kind !== 'ready' && state?.kind !== 'ahead')) return null;
      const prompt = state.kind === 'ahead' ? state.base : state;
      if (prompt.sampledTokens.length === 0) return null;
      const sequence = await model.openSequence(model.summary.windowTokens);
      try {
        const window = new KvWindow(sequence, model.vocabulary.trie);
        return await comparePrompt(window, prompt, {
          lease,
          workMeter: new WorkMeter(),
          runStep: (step) => step(),
          onEvaluated: () => undefined,
        });
      } finally {
        await sequence.dispose();
      }
    });
  }

  async #listFiles(): Promise<CachedFile[]> {
    const { caches, documents } = this.#parts;
    const memoryFiles = caches.all.map(({ uri, live: { window } }) => ({
      uri,
      tokens: window.sequence.tokens.length,
      bytes: computeWindowBytes(window.sequence),
      location: 'memory' as const,
    }));
    // Saved states are stored under a key, which can be resolved for open documents only.
    const names = new Map(documents.uris.map((uri) => [computeDocumentKey(uri), uri]));
    const store = await caches.store;
    const savedFiles = (store?.states ?? []).flatMap(({ document, tokens, bytes }) => {
      const uri = names.get(document);
      return uri === undefined
        ? []
        : [{ uri, tokens: tokens.length, bytes, location: 'saved' as const }];
    });
    return [...memoryFiles, ...savedFiles];
  }
}

/**
 * Maximum difference of probabilities that counts as a tie: batches of other sizes round
 * differently, with Q4_K_M weights by up to 7e-6 (docs/cache.md).
 */
const maxTieGap = 1e-4;

/** @param window an empty one. */
async function comparePrompt(
  window: KvWindow,
  { layout, sampledTokens }: Prompt,
  work: WindowWork,
): Promise<VerifyResult> {
  const { sequence } = window;
  await window.apply(window.plan(layout, 'exact'), work);
  const constraint = window.healingConstraint?.constraint;
  let previousToken = layout.tokens.at(-1) ?? 0;
  for (const [index, { token }] of sampledTokens.entries()) {
    const probabilities = await sequence.computeNextProbabilities(previousToken, 'all');
    const likeliestToken =
      constraint === undefined || constraint.isMet
        ? findLikeliestToken(probabilities)
        : constraint.findLikeliest(probabilities)?.token;
    constraint?.accept(token);
    const probabilityGap =
      (probabilities[likeliestToken ?? token] ?? 0) - (probabilities[token] ?? 0);
    // Rare tokens that were never trained have equal probabilities: either is the likeliest.
    if (probabilityGap > maxTieGap) return { tokens: index, isEqual: false, probabilityGap };
    previousToken = token;
  }
  return { tokens: sampledTokens.length, isEqual: true, probabilityGap: null };
}
