import { createRequestOutcome, type Outcome } from '../../completion/outcome.ts';
import { toEngineFailure } from '../foundation/engineError.ts';
import type { Clock, Logger } from '../foundation/environment.ts';
import type { CompletionGenerator, GeneratedCompletion } from '../infill/completionGenerator.ts';
import { prefillPrompt } from '../infill/prefillPrompt.ts';
import { getCacheFigures } from '../infill/promptFigures.ts';
import { RequestMeter } from '../metering/requestMeter.ts';
import type { ModelHost } from '../model/modelHost.ts';
import type { IdleWork } from '../prefetch/idleWork.ts';
import type { SpeculativeCompletions } from '../prefetch/speculativeCompletions.ts';
import type { CompleteParams, CompleteResult } from '../protocol.ts';
import type { PrefilledPrompt } from '../sequence/generate.ts';
import { filterCompletion } from './filterCompletion.ts';
import {
  toAbortOutcome,
  type RequestContext,
  type RequestRunner,
  type ResolvedRequest,
} from './requestRunner.ts';
import { ShownSuggestions } from './shownSuggestions.ts';

/** Parts of a completion that don't depend on the request. */
export interface CompletionServiceParts {
  readonly runner: RequestRunner;
  readonly generator: CompletionGenerator;
  readonly speculation: SpeculativeCompletions;
  readonly idleWork: IdleWork;
  readonly host: ModelHost;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Answer, and the number of tokens of its text; 0 if it has none. */
interface CompletionAnswer {
  readonly result: CompleteResult;
  readonly shownTokens: number;
}

/**
 * Answers completion requests: resolves the document and the cursor, brings the window to the prompt
 * (prefill), generates, filters the text, and answers.
 */
export class CompletionService {
  readonly #parts: CompletionServiceParts;
  readonly #shownSuggestions = new ShownSuggestions();

  constructor(parts: CompletionServiceParts) {
    this.#parts = parts;
    parts.host.onBeforeUnload(() => {
      this.#shownSuggestions.clear();
      return Promise.resolve();
    });
  }

  /** Answers a request. Never rejects: a failure is logged and becomes the outcome. */
  async complete(params: CompleteParams, cancelled: AbortSignal): Promise<CompleteResult> {
    const { runner, clock } = this.#parts;
    const meter = new RequestMeter(clock);
    try {
      const request = runner.resolve(params, meter);
      if (typeof request === 'string') return toEmptyResult(createRequestOutcome(request), meter);
      return await runner.run(
        request,
        cancelled,
        (context) => this.#complete(context),
        (signal) => this.#abort(request, signal),
      );
    } catch (error) {
      return toEmptyResult(this.#toFailure(error), meter);
    }
  }

  async #complete(context: RequestContext): Promise<CompleteResult> {
    const { generator, idleWork, runner } = this.#parts;
    const { at, cache, meter, offset, params } = context;
    generator.warmUp(at);
    try {
      const prompt = await this.#prefill(context);
      const completion = prompt && (await this.#generate(context, prompt));
      meter.setCacheFigures(getCacheFigures(cache.live.window));
      const { result, shownTokens } = await this.#answer(context, completion);
      // If the document has changed in the meantime, the cursor is elsewhere.
      if (runner.isCurrent(context)) {
        const nextLineBudget = isLineComplete(result) ? params : undefined;
        idleWork.handleAnswer(cache.uri, offset, { shownTokens, nextLineBudget });
      } else idleWork.handleInterruption(cache.uri);
      return result;
    } finally {
      cache.meter.lastMetrics = meter.metrics;
    }
  }

  /** Brings the window to the prompt. @returns undefined if the signal aborted first. */
  #prefill(context: RequestContext): Promise<PrefilledPrompt | undefined> {
    const { at, cache, meter } = context;
    const { prefetchedTokens, repairTokens } = cache.meter.takeEvaluatedTokens();
    meter.countEvaluatedBefore(prefetchedTokens, repairTokens);
    return prefillPrompt(context, ({ layout }) => {
      const isSame = cache.meter.lastPrompt?.layout.position.context === layout.position.context;
      const renderedContext = isSame ? cache.meter.lastPrompt?.context : undefined;
      cache.meter.lastPrompt = { layout, context: renderedContext ?? at.context };
    });
  }

  /** @returns undefined if the signal aborted first. */
  async #generate(
    { at, cache, lease, meter, model, params }: RequestContext,
    prompt: PrefilledPrompt,
  ): Promise<GeneratedCompletion | undefined> {
    const { signal } = lease;
    const { window } = cache.live;
    const completion = await model.workMeter.countAs('decode', () =>
      this.#parts.generator.generate(
        { ...params, at },
        prompt,
        { model, window },
        { meter, signal },
      ),
    );
    // The document may have changed while the last token was sampled.
    return signal.aborted ? undefined : completion;
  }

  async #answer(
    context: RequestContext,
    completion: GeneratedCompletion | undefined,
  ): Promise<CompletionAnswer> {
    const { at, cache, lease, meter, params } = context;
    if (completion === undefined)
      return { result: this.#abort(context, lease.signal), shownTokens: 0 };
    this.#parts.speculation.clearInterruption(cache.uri);
    const answer = await filterCompletion(completion, context);
    const result = this.#shownSuggestions.resolveAnswer(answer, params, at);
    const shownTokens = result.kind === 'text' ? completion.generation.textTokens.length : 0;
    return { result: { ...result, metrics: meter.metrics }, shownTokens };
  }

  /** Ends an aborted request. The user may be typing along the tokens that were sampled. */
  #abort(request: ResolvedRequest, signal: AbortSignal): CompleteResult {
    const { runner, speculation } = this.#parts;
    const { meter, params } = request;
    if (runner.isOpen(request)) speculation.recordInterruption(params.textDocument.uri, params);
    return toEmptyResult(toAbortOutcome(signal), meter);
  }

  #toFailure(error: unknown): Outcome {
    const { code, message } = toEngineFailure(error);
    // The model may be unloaded while the request waits for its turn.
    if (code === 'noModel') return createRequestOutcome('noModel');
    this.#parts.logger.error(`A completion failed: ${message}`);
    return createRequestOutcome('failed');
  }
}

function toEmptyResult(outcome: Outcome, meter: RequestMeter): CompleteResult {
  return { kind: 'nothing', outcome, metrics: meter.metrics };
}

/** Returns whether the cursor's line is complete: the model ended it, or added white space only. */
function isLineComplete(result: CompleteResult): boolean {
  if (result.kind === 'text') return false;
  const { rule } = result.outcome;
  return rule === 'endOfText' || rule === 'lineEnd' || rule === 'blockEnd' || rule === 'blank';
}
