import type { Documents } from '../documents/documents.ts';
import { KvWindow, type WindowWork } from '../kv/kvWindow.ts';
import { windowBytes } from '../kv/windowMemory.ts';
import type { Prompt } from '../kv/windowPlan.ts';
import type { WindowPool } from '../kv/windowPool.ts';
import type { ModelHost } from '../model/modelHost.ts';
import type { CachedFile, CacheReport, PromptReport, VerifyResult } from '../protocol.ts';
import type { Scheduler } from '../scheduling/scheduler.ts';
import { likeliestOf } from '../sequence/sampleNext.ts';
import { documentKey } from '../states/documentKey.ts';
import { WorkMeter } from '../metering/workMeter.ts';
import { findCellRuns } from './cellRuns.ts';
import { promptReportOf } from './promptReport.ts';

export interface CacheReportsParts {
  readonly documents: Documents;
  readonly host: ModelHost;
  readonly caches: WindowPool;
  readonly ahead: { isRepaired(uri: string): boolean };
  readonly scheduler: Scheduler;
}

/** Reports the contents of caches, and verifies them. */
export class CacheReports {
  readonly #parts: CacheReportsParts;

  constructor(parts: CacheReportsParts) {
    this.#parts = parts;
  }

  /** @returns null without a model. */
  async report(uri: string): Promise<CacheReport | null> {
    const { host, caches, documents, ahead } = this.#parts;
    const { model } = host;
    if (model === undefined) return null;
    const cache = caches.get(uri);
    const document = documents.get(uri);
    const state = cache?.live.window.state ?? { kind: 'empty' };
    const runs =
      cache && document && state.kind !== 'empty'
        ? findCellRuns(
            { window: cache.live.window, newFrom: cache.meter.newFrom },
            model.vocabulary,
            {
              anchor: document.positionAt(state.layout.place.anchor),
              cursor: document.positionAt(cache.meter.cursor),
            },
          )
        : [];
    return {
      mode: host.cacheSettings.mode,
      windowTokens: model.summary.windowTokens,
      windowsThatFit: caches.windowsThatFit,
      bytes: cache ? windowBytes(cache.live.window.sequence) : 0,
      runs,
      isMended: ahead.isRepaired(uri),
      last: cache?.meter.lastMetrics ?? null,
      files: await this.#files(),
    };
  }

  /** @returns null when there was no completion in the file. */
  prompt(uri: string): PromptReport | null {
    const { host, caches } = this.#parts;
    const last = caches.get(uri)?.meter.lastPrompt;
    if (host.model === undefined || last === undefined) return null;
    return promptReportOf(last.layout, last.context, host.model.vocabulary);
  }

  /** @returns null when the file has no completion to compare with. */
  verify(uri: string): Promise<VerifyResult | null> {
    const { host, caches, scheduler } = this.#parts;
    return scheduler.runAlone(async (lease) => {
      const { model } = host;
      const state = caches.get(uri)?.live.window.state;
      if (model === undefined || (state?.kind !== 'ready' && state?.kind !== 'ahead')) return null;
      const prompt = state.kind === 'ahead' ? state.base : state;
      if (prompt.sampled.length === 0) return null;
      const sequence = await model.openSequence(model.summary.windowTokens);
      try {
        const window = new KvWindow(sequence, model.vocabulary.trie);
        return await comparePrompt(window, prompt, {
          lease,
          passes: new WorkMeter(),
          runStep: (step) => step(),
          onEvaluated: () => undefined,
        });
      } finally {
        await sequence.dispose();
      }
    });
  }

  async #files(): Promise<CachedFile[]> {
    const { caches, documents } = this.#parts;
    const inMemory = caches.all.map(({ uri, live: { window } }) => ({
      uri,
      tokens: window.sequence.tokens.length,
      bytes: windowBytes(window.sequence),
      where: 'memory' as const,
    }));
    // Saved states are stored under a key, which can be resolved for open documents only.
    const names = new Map(documents.uris.map((uri) => [documentKey(uri), uri]));
    const store = await caches.store;
    const saved = (store?.states ?? []).flatMap(({ document, tokens, bytes }) => {
      const uri = names.get(document);
      return uri === undefined
        ? []
        : [{ uri, tokens: tokens.length, bytes, where: 'saved' as const }];
    });
    return [...inMemory, ...saved];
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
  { layout, sampled }: Prompt,
  work: WindowWork,
): Promise<VerifyResult> {
  const { sequence } = window;
  await window.apply(window.plan(layout, 'exact'), work);
  const constraint = window.beginning?.constraint;
  let evaluated = layout.tokens.at(-1) ?? 0;
  for (const [index, { token }] of sampled.entries()) {
    const probabilities = await sequence.nextProbabilities(evaluated, 'all');
    const likeliest =
      constraint === undefined || constraint.isMet
        ? likeliestOf(probabilities)
        : constraint.likeliest(probabilities)?.token;
    constraint?.take(token);
    const gap = (probabilities[likeliest ?? token] ?? 0) - (probabilities[token] ?? 0);
    // Rare tokens that were never trained have equal probabilities: either is the likeliest.
    if (gap > maxTieGap) return { tokens: index, isEqual: false, gap };
    evaluated = token;
  }
  return { tokens: sampled.length, isEqual: true, gap: null };
}
