import { looksBinary } from '../../completion/document/textView.ts';
import type { NothingReason } from '../../completion/outcome.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { WorkAhead } from '../ahead/workAhead.ts';
import type { DocumentCache } from '../cache/documentCache.ts';
import { windowBytes, type FileCaches } from '../cache/fileCaches.ts';
import type { ReadyPrompt } from '../cache/fileWindow.ts';
import type { Documents } from '../documents/documents.ts';
import type { WindowViews } from '../documents/windowViews.ts';
import { offsetWithin } from '../documents/position.ts';
import { failureOf } from '../engineError.ts';
import type { ModelHost } from '../model/modelHost.ts';
import type { Clock, LanguageModel, Logger } from '../ports.ts';
import type { CompleteParams, CompleteResult } from '../protocol.ts';
import { RequestMeter } from '../requestMeter.ts';
import type { AbortReason, Scheduler } from '../scheduler.ts';
import type { WriteAhead } from '../ahead/writeAhead.ts';
import { answerOf } from './answer.ts';
import { judgedBySuffix } from './suffixGate.ts';
import type { Writer } from './writer.ts';
import { countAgainst } from './promptFigures.ts';

/** What a completion needs that doesn't depend on the request. */
export interface CompletionServiceParts {
  readonly documents: Documents;
  readonly views: WindowViews;
  readonly host: ModelHost;
  readonly caches: FileCaches;
  readonly ahead: WorkAhead;
  readonly writer: Writer;
  readonly writing: WriteAhead;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** What one request asks for. */
interface Asked {
  readonly params: CompleteParams;
  readonly at: WindowView;
  readonly meter: RequestMeter;
  readonly signal: AbortSignal;
}

/** Answers what belongs at a cursor: from document and position to a text or a reason. */
export class CompletionService {
  readonly #parts: CompletionServiceParts;
  /** Running requests by document, to be given up when it changes. */
  readonly #running = new Map<AbortController, string>();

  constructor(parts: CompletionServiceParts) {
    this.#parts = parts;
  }

  /** A document changed: what is being made for it no longer fits. */
  documentChanged(uri: string): void {
    for (const [controller, runningUri] of this.#running) {
      if (runningUri === uri) controller.abort('documentChanged' satisfies AbortReason);
    }
  }

  /** Never rejects; what goes wrong is a reason for nothing, and a line in the log. */
  async complete(params: CompleteParams, cancelled: AbortSignal): Promise<CompleteResult> {
    const meter = new RequestMeter(this.#parts.clock);
    const controller = new AbortController();
    const cancel = () => {
      controller.abort('cancelled' satisfies AbortReason);
    };
    cancelled.addEventListener('abort', cancel);
    if (cancelled.aborted) cancel();
    this.#running.set(controller, params.textDocument.uri);
    try {
      return await this.#attempt(params, controller, meter);
    } catch (error) {
      const { code, message } = failureOf(error);
      // The model may go while the request waits for its turn.
      const reason = code === 'noModel' ? 'noModel' : 'failed';
      if (reason === 'failed') this.#parts.logger.error(`A completion failed: ${message}`);
      return { kind: 'nothing', reason, metrics: meter.metrics };
    } finally {
      this.#running.delete(controller);
      cancelled.removeEventListener('abort', cancel);
    }
  }

  async #attempt(
    params: CompleteParams,
    controller: AbortController,
    meter: RequestMeter,
  ): Promise<CompleteResult> {
    const nothing = (reason: NothingReason): CompleteResult => ({
      kind: 'nothing',
      reason,
      metrics: meter.metrics,
    });
    const { documents, host, scheduler, ahead } = this.#parts;
    const document = documents.get(params.textDocument.uri);
    if (document === undefined) return nothing('unknownDocument');
    if (document.version !== params.textDocument.version) return nothing('documentChanged');
    const offset = offsetWithin(document, params.position);
    if (offset === undefined) return nothing('badPosition');
    const at = this.#parts.views.forRequest(params, offset);
    if (at === undefined || looksBinary(at.view)) return nothing('binary');
    if (host.model === undefined) return nothing('noModel');

    return scheduler.runCompletion(controller, async (signal) => {
      meter.turnCame();
      if (signal.aborted) return nothing(reasonOf(signal));
      const { model, cache } = await this.#parts.caches.open(params.textDocument.uri);
      model.adaptToLoad();
      const result = await this.#write({ params, at, meter, signal }, model, cache);
      ahead.completed(params.textDocument.uri, offset, result.kind === 'text');
      return result;
    });
  }

  async #write(asked: Asked, model: LanguageModel, cache: DocumentCache): Promise<CompleteResult> {
    const { at, params, meter, signal } = asked;
    try {
      const ready = await this.#prefill(asked, cache);
      const { lines, maxTokens, maxMs } = params;
      const wanted = { at, lines, maxTokens, ...(maxMs !== undefined && { maxMs }) };
      const { window } = cache;
      const done =
        ready &&
        (await this.#parts.writer.write(wanted, ready, { model, window }, asked, (written) =>
          // While the last token was drawn the document may have moved on.
          signal.aborted
            ? undefined
            : { answer: answerOf(written, at.rulesOff, meter), generation: written.generation },
        ));
      meter.cacheHolds(figuresOf(cache));
      if (done) {
        this.#parts.writing.ended(cache.uri);
        const answer = await judgedBySuffix(done, params, at, { model, window, meter });
        return { ...answer, metrics: meter.metrics };
      }
      // It may have moved on along what was drawn.
      if (ready) this.#parts.writing.cutShort(cache.uri, wanted);
      return { kind: 'nothing', reason: reasonOf(signal), metrics: meter.metrics };
    } catch (error) {
      cache.window.failed();
      throw error;
    } finally {
      cache.lastMetrics = meter.metrics;
    }
  }

  async #prefill(
    { at, meter, signal }: Asked,
    cache: DocumentCache,
  ): Promise<ReadyPrompt | undefined> {
    const before = cache.takeEvaluatedBefore();
    meter.evaluatedBefore(before.ahead, before.idle);
    const ready = await cache.prepare(
      at,
      {
        signal,
        runStep: (step) => step(),
        onEvaluated: (tokens) => {
          meter.evaluated(tokens);
        },
      },
      ({ layout, cost }) => {
        const before = cache.lastPrompt?.layout.tokens ?? [];
        meter.promptPlanned(countAgainst(before, layout.tokens, cost));
        const isSame = cache.lastPrompt?.layout.place.context === layout.place.context;
        const context = isSame ? cache.lastPrompt?.context : undefined;
        cache.lastPrompt = { layout, context: context ?? at.context };
      },
    );
    if (ready === undefined) return undefined;
    meter.promptReady();
    if (ready.drawn.length > 0) meter.firstTokenKnown();
    return ready;
  }
}

function figuresOf({ window }: DocumentCache) {
  return {
    reuse: window.reuse,
    cacheTokens: window.sequence.tokens.length,
    cacheBytes: windowBytes(window.sequence),
  };
}

/** Why a request was given up, by what its signal was aborted with. */
function reasonOf(signal: AbortSignal): NothingReason {
  const reason = signal.reason as AbortReason;
  return reason === 'modelChanged' ? 'noModel' : reason;
}
