import type { Outcome, RequestRule } from '../../completion/outcome.ts';
import { looksBinary } from '../../completion/text/textView.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { LanguageModel } from '../backend/languageModel.ts';
import type { Documents } from '../documents/documents.ts';
import { resolveOffset } from '../documents/resolveOffset.ts';
import type { WindowViews } from '../documents/windowViews.ts';
import type { DocumentWindow } from '../kv/documentWindow.ts';
import { invalidate } from '../kv/kvWindow.ts';
import type { WindowPool } from '../kv/windowPool.ts';
import type { RequestMeter } from '../metering/requestMeter.ts';
import type { ModelHost } from '../model/modelHost.ts';
import type { CompleteParams } from '../protocol.ts';
import type { RunningRequests } from '../scheduling/runningRequests.ts';
import type { AbortReason, ModelLease, Scheduler } from '../scheduling/scheduler.ts';

/** Request at a valid position of a text document, with its meter. */
export interface ResolvedRequest<Params extends CompleteParams = CompleteParams> {
  readonly params: Params;
  /** The document at the cursor. */
  readonly at: WindowView;
  /** Offset of the cursor, in UTF-16 code units. */
  readonly offset: number;
  readonly meter: RequestMeter;
}

/** Request that has exclusive use of the model, with all that its steps use. */
export interface RequestContext<
  Params extends CompleteParams = CompleteParams,
> extends ResolvedRequest<Params> {
  readonly lease: ModelLease;
  readonly model: LanguageModel;
  /** Window of the request's document. */
  readonly cache: DocumentWindow;
}

export interface RequestRunnerParts {
  readonly documents: Documents;
  readonly views: WindowViews;
  readonly host: ModelHost;
  readonly caches: WindowPool;
  readonly runningRequests: RunningRequests;
  readonly scheduler: Scheduler;
}

/** Resolves requests for completions, and runs their steps when it is their turn on the model. */
export class RequestRunner {
  readonly #parts: RequestRunnerParts;

  constructor(parts: RequestRunnerParts) {
    this.#parts = parts;
  }

  /** Finds the document and the cursor of a request, or the rule that prevents it. */
  resolve<Params extends CompleteParams>(
    params: Params,
    meter: RequestMeter,
  ): ResolvedRequest<Params> | RequestRule {
    const { documents, views, host } = this.#parts;
    const document = documents.get(params.textDocument.uri);
    if (document === undefined) return 'unknownDocument';
    if (document.version !== params.textDocument.version) return 'documentChanged';
    const offset = resolveOffset(document, params.position);
    if (offset === undefined) return 'invalidPosition';
    const at = views.createRequestView(params, offset);
    if (at === undefined || looksBinary(at.view)) return 'binary';
    return host.model === undefined ? 'noModel' : { params, at, offset, meter };
  }

  /**
   * Runs the steps of a request with exclusive use of the model. A failure of a step invalidates the
   * window, whose cells are unknown then.
   *
   * @param cancelled signal of the client.
   * @param steps runs only if the request is still needed when its turn comes.
   * @returns undefined if the request was aborted before its turn.
   */
  async run<Params extends CompleteParams, Result>(
    request: ResolvedRequest<Params>,
    cancelled: AbortSignal,
    steps: (context: RequestContext<Params>) => Promise<Result>,
    onAbort: (signal: AbortSignal) => Result,
  ): Promise<Result> {
    const { caches, runningRequests, scheduler } = this.#parts;
    const { uri } = request.params.textDocument;
    return runningRequests.run(uri, cancelled, (controller) =>
      scheduler.runCompletion(controller, async (lease) => {
        request.meter.recordTurnStart();
        if (lease.signal.aborted) return onAbort(lease.signal);
        const { model, cache } = await caches.open(uri, lease);
        model.adaptToLoad();
        try {
          return await steps({ ...request, lease, model, cache });
        } catch (error) {
          invalidate(cache.live.window);
          throw error;
        }
      }),
    );
  }

  /** Returns whether a request's document is still as it was, so that its cursor is where it was. */
  isCurrent({ params: { textDocument } }: ResolvedRequest): boolean {
    return this.#parts.documents.get(textDocument.uri)?.version === textDocument.version;
  }

  /** Returns whether the document of a request is open. */
  isOpen({ params: { textDocument } }: ResolvedRequest): boolean {
    return this.#parts.documents.get(textDocument.uri) !== undefined;
  }
}

/** Returns the outcome of a request that was aborted, from its signal. */
export function toAbortOutcome(signal: AbortSignal): Outcome {
  const reason = signal.reason as AbortReason;
  return { stage: 'request', rule: reason === 'modelChanged' ? 'noModel' : reason };
}
