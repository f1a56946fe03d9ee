import { looksBinary, withNewlines } from '../../completion/text/textView.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import { invalidate } from '../kv/kvWindow.ts';
import type { WindowPool } from '../kv/windowPool.ts';
import type { Documents } from '../documents/documents.ts';
import { offsetWithin } from '../documents/position.ts';
import type { WindowViews } from '../documents/windowViews.ts';
import { messageOf } from '../foundation/engineError.ts';
import type { TokenSequence } from '../backend/languageModel.ts';
import type { Clock, Logger } from '../foundation/environment.ts';
import type { AlternativesParams, AlternativesResult } from '../protocol.ts';
import { RequestMeter } from '../metering/requestMeter.ts';
import type { ModelLease, Scheduler } from '../scheduling/scheduler.ts';
import { branchOf, forkCells, Forks, type ForkWork } from './forks.ts';
import { cacheFiguresOf } from '../infill/promptFigures.ts';
import { readyPromptFor } from '../infill/readyPrompt.ts';
import type { RunningRequests } from '../scheduling/runningRequests.ts';
import type { Writer } from '../infill/writer.ts';

/** Maximum number of alternatives, whatever the client requests: each takes a copy of the file's cache. */
const maxAlternatives = 8;

export interface AlternativesParts {
  readonly documents: Documents;
  readonly views: WindowViews;
  readonly caches: WindowPool;
  readonly running: RunningRequests;
  readonly scheduler: Scheduler;
  readonly writer: Writer;
  readonly logger: Logger;
  readonly clock: Clock;
}

type Texts = AlternativesResult['alternatives'];

/** Request, and the document at its cursor. */
interface Asked {
  readonly params: AlternativesParams;
  readonly at: WindowView;
  readonly meter: RequestMeter;
  readonly signal: AbortSignal;
  readonly lease: ModelLease;
}

/**
 * Finds alternatives to the shown suggestion. Copies of the file's window depart from it at the token
 * that the model was least certain of, and are decoded side by side. The window itself keeps the
 * shown suggestion.
 */
export class Alternatives {
  readonly #parts: AlternativesParts;

  constructor(parts: AlternativesParts) {
    this.#parts = parts;
  }

  /** Finds alternatives. Never rejects: a failure is logged and gives no alternatives. */
  async find(params: AlternativesParams, cancelled: AbortSignal): Promise<AlternativesResult> {
    const { documents, views, running, scheduler, clock, logger } = this.#parts;
    const meter = new RequestMeter(clock);
    const { uri, version } = params.textDocument;
    const document = documents.get(uri);
    const offset = document?.version === version && offsetWithin(document, params.position);
    const at = typeof offset === 'number' ? views.forRequest(params, offset) : undefined;
    if (at === undefined || looksBinary(at.view) || params.count < 1)
      return { alternatives: [], metrics: meter.metrics };
    try {
      const alternatives = await running.run(uri, cancelled, async (controller) => {
        const found = await scheduler.runCompletion(controller, (lease) =>
          this.#find({ params, at, meter, lease, signal: lease.signal }),
        );
        return controller.signal.aborted ? [] : found;
      });
      return { alternatives, metrics: meter.metrics };
    } catch (error) {
      logger.info(`There are no alternatives. ${messageOf(error)}`);
      return { alternatives: [], metrics: meter.metrics };
    }
  }

  async #find(asked: Asked): Promise<Texts> {
    const { params, at, meter, lease, signal } = asked;
    meter.turnCame();
    if (signal.aborted) return [];
    const { caches, writer } = this.#parts;
    const { model, cache } = await caches.open(params.textDocument.uri, lease);
    model.adaptToLoad();
    try {
      const ready = await readyPromptFor(at, { model, cache }, asked);
      if (ready === undefined) return [];
      // In most cases its tokens are still known.
      const { window } = cache.live;
      const where = { model, window };
      const { generation: shown } = await model.work.countAs('decode', () =>
        writer.write({ ...params, at }, ready, where, { meter, signal }),
      );
      meter.cacheHolds(cacheFiguresOf(window));
      const branch = branchOf(shown, withNewlines(params.shown, at.view.lineEnd));
      if (branch === undefined) return [];
      return await this.#beside({ ...asked, where, shown, branch });
    } catch (error) {
      invalidate(cache.live.window);
      throw error;
    }
  }

  /** Generates the alternatives in copies of the window. */
  async #beside(work: ForkWork & Asked): Promise<Texts> {
    const { params, where, signal } = work;
    const { model, window } = where;
    if (signal.aborted) return [];
    const { caches } = this.#parts;
    const cells = forkCells(window, params.maxTokens);
    const count = Math.min(params.count, maxAlternatives, caches.countCopiesThatFit(window, cells));
    const sequences = await model.openForks(count, cells);
    try {
      await caches.copyToAll(window, sequences);
      return await new Forks(this.#parts.writer, this.#parts.clock).write(sequences, work);
    } finally {
      await this.#closeAll(sequences);
    }
  }

  async #closeAll(sequences: readonly TokenSequence[]): Promise<void> {
    for (const sequence of sequences) {
      try {
        await sequence.dispose();
      } catch (error) {
        this.#parts.logger.warn(`Memory of alternatives wasn't freed. ${messageOf(error)}`);
      }
    }
  }
}
