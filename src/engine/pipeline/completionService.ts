import { looksBinary } from '../../completion/text/textView.ts';
import type { NothingReason } from '../../completion/outcome.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { IdleWork } from '../prefetch/idleWork.ts';
import type { DocumentWindow } from '../kv/documentWindow.ts';
import { invalidate } from '../kv/kvWindow.ts';
import type { WindowPool } from '../kv/windowPool.ts';
import type { Documents } from '../documents/documents.ts';
import type { WindowViews } from '../documents/windowViews.ts';
import { offsetWithin } from '../documents/position.ts';
import { failureOf } from '../foundation/engineError.ts';
import type { ModelHost } from '../model/modelHost.ts';
import type { LanguageModel } from '../backend/languageModel.ts';
import type { Clock, Logger } from '../foundation/environment.ts';
import type { CompleteParams, CompleteResult } from '../protocol.ts';
import { RequestMeter } from '../metering/requestMeter.ts';
import type { AbortReason, ModelLease, Scheduler } from '../scheduling/scheduler.ts';
import type { ReadyPrompt } from '../sequence/generate.ts';
import type { SpeculativeCompletions } from '../prefetch/speculativeCompletions.ts';
import { answerOf } from './answer.ts';
import { cacheFiguresOf } from '../infill/promptFigures.ts';
import { readyPromptFor } from '../infill/readyPrompt.ts';
import type { RunningRequests } from '../scheduling/runningRequests.ts';
import { StandingTexts } from './standingTexts.ts';
import { judgedBySuffix } from './suffixGate.ts';
import type { Writer } from '../infill/writer.ts';

/** Parts of a completion that don't depend on the request. */
export interface CompletionServiceParts {
  readonly documents: Documents;
  readonly views: WindowViews;
  readonly host: ModelHost;
  readonly caches: WindowPool;
  readonly ahead: IdleWork;
  readonly writer: Writer;
  readonly speculation: SpeculativeCompletions;
  readonly running: RunningRequests;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Request, and the document at its cursor. */
interface Asked {
  readonly params: CompleteParams;
  readonly at: WindowView;
  readonly meter: RequestMeter;
  readonly lease: ModelLease;
}

/** Answers completion requests: turns a document and a position into a text, or a reason for none. */
export class CompletionService {
  readonly #parts: CompletionServiceParts;
  readonly #standing = new StandingTexts();

  constructor(parts: CompletionServiceParts) {
    this.#parts = parts;
    parts.host.beforeUnload(() => {
      this.#standing.forget();
      return Promise.resolve();
    });
  }

  /**
   * Answers a request. Never rejects: a failure is logged and becomes the reason for an empty answer.
   */
  async complete(params: CompleteParams, cancelled: AbortSignal): Promise<CompleteResult> {
    const meter = new RequestMeter(this.#parts.clock);
    try {
      return await this.#parts.running.run(params.textDocument.uri, cancelled, (controller) =>
        this.#attempt(params, controller, meter),
      );
    } catch (error) {
      const { code, message } = failureOf(error);
      // The model may be unloaded while the request waits for its turn.
      const reason = code === 'noModel' ? 'noModel' : 'failed';
      if (reason === 'failed') this.#parts.logger.error(`A completion failed: ${message}`);
      return { kind: 'nothing', reason, metrics: meter.metrics };
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

    return scheduler.runCompletion(controller, async (lease) => {
      const { signal } = lease;
      meter.turnCame();
      if (signal.aborted) {
        // The user may be typing along the tokens that were sampled for the previous request.
        if (documents.get(document.uri)) this.#parts.speculation.interrupted(document.uri, params);
        return nothing(reasonOf(signal));
      }
      const { model, cache } = await this.#parts.caches.open(params.textDocument.uri, lease);
      model.adaptToLoad();
      const { result, shownTokens } = await this.#write({ params, at, meter, lease }, model, cache);
      // If the document has changed in the meantime, the cursor is elsewhere.
      if (documents.get(document.uri)?.version === params.textDocument.version) {
        const lineEnded = endsLine(result) ? params : undefined;
        ahead.answered(document.uri, offset, { shownTokens, lineEnded });
      } else ahead.interrupted(document.uri);
      return result;
    });
  }

  async #write(asked: Asked, model: LanguageModel, cache: DocumentWindow): Promise<Answered> {
    const { at, params, meter, lease } = asked;
    const { signal } = lease;
    this.#parts.writer.warmUp(at);
    try {
      const ready = await this.#prefill(asked, { model, cache });
      const { window } = cache.live;
      const written =
        ready &&
        (await model.work.countAs('decode', () =>
          this.#parts.writer.write({ ...params, at }, ready, { model, window }, { meter, signal }),
        ));
      // The document may have changed while the last token was sampled.
      const done = signal.aborted ? undefined : written;
      meter.cacheHolds(cacheFiguresOf(cache.live.window));
      if (done) {
        this.#parts.speculation.ended(cache.uri);
        const { generation } = done;
        const answer = answerOf(done, at.rulesOff, meter);
        const where = { model, window, meter };
        const judged = await judgedBySuffix({ answer, generation }, params, at, where);
        const result = this.#standing.answer(judged, params, at);
        const shownTokens = result.kind === 'text' ? generation.written.length : 0;
        return { result: { ...result, metrics: meter.metrics }, shownTokens };
      }
      // The user may be typing along the sampled tokens.
      this.#parts.speculation.interrupted(cache.uri, params);
      const reason = reasonOf(signal);
      return { result: { kind: 'nothing', reason, metrics: meter.metrics }, shownTokens: 0 };
    } catch (error) {
      invalidate(cache.live.window);
      throw error;
    } finally {
      cache.meter.lastMetrics = meter.metrics;
    }
  }

  #prefill(
    asked: Asked,
    where: { readonly model: LanguageModel; readonly cache: DocumentWindow },
  ): Promise<ReadyPrompt | undefined> {
    const { at, meter } = asked;
    const { cache } = where;
    const before = cache.meter.takeEvaluatedBefore();
    meter.evaluatedBefore(before.ahead, before.idle);
    return readyPromptFor(at, where, asked, ({ layout }) => {
      const isSame = cache.meter.lastPrompt?.layout.place.context === layout.place.context;
      const context = isSame ? cache.meter.lastPrompt?.context : undefined;
      cache.meter.lastPrompt = { layout, context: context ?? at.context };
    });
  }
}

/** Answer, and the number of tokens of its text; 0 if it has none. */
interface Answered {
  readonly result: CompleteResult;
  readonly shownTokens: number;
}

/** Returns whether the cursor's line is complete. */
function endsLine(result: CompleteResult): boolean {
  return result.kind === 'nothing' && (result.reason === 'endOfText' || result.reason === 'blank');
}

/** Returns the reason why a request was aborted, from its signal. */
function reasonOf(signal: AbortSignal): NothingReason {
  const reason = signal.reason as AbortReason;
  return reason === 'modelChanged' ? 'noModel' : reason;
}
