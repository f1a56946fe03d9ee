import { shapeAt } from '../../completion/generation/completionShape.ts';
import { stopAt } from '../../completion/generation/stopRules.ts';
import { CursorPlace } from '../../completion/syntax/cursorPlace.ts';
import { inDocumentLineEnds, looksBinary } from '../../completion/document/textView.ts';
import type { NothingReason, StopReason } from '../../completion/outcome.ts';
import type { CompletionRule } from '../../completion/rules.ts';
import { postprocess } from '../../completion/postprocess/postprocess.ts';
import { windowView, type WindowView } from '../../completion/window/windowLayout.ts';
import type { WorkAhead } from '../ahead/workAhead.ts';
import type { DocumentCache } from '../cache/documentCache.ts';
import { windowBytes, type FileCaches } from '../cache/fileCaches.ts';
import type { ReadyPrompt } from '../cache/fileWindow.ts';
import type { Documents } from '../documents/documents.ts';
import { offsetWithin } from '../documents/position.ts';
import { failureOf } from '../engineError.ts';
import type { ModelHost } from '../model/modelHost.ts';
import type { Clock, LanguageModel, Logger } from '../ports.ts';
import type { CompleteParams, CompleteResult } from '../protocol.ts';
import { RequestMeter } from '../requestMeter.ts';
import type { AbortReason, Scheduler } from '../scheduler.ts';
import type { SyntaxParsers } from '../syntax/syntaxParsers.ts';
import { generate, type Generation } from '../sequence/generate.ts';
import { ModelSpeculation } from './modelSpeculation.ts';
import { countAgainst } from './promptFigures.ts';

/** What a completion needs that doesn't depend on the request. */
export interface CompletionServiceParts {
  readonly documents: Documents;
  readonly host: ModelHost;
  readonly caches: FileCaches;
  readonly ahead: WorkAhead;
  readonly parsers: SyntaxParsers;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** What one request asks for. */
interface Asked {
  readonly params: CompleteParams;
  /** VS Code's identifier of the document's language. */
  readonly languageId: string;
  readonly at: WindowView;
  readonly meter: RequestMeter;
  readonly signal: AbortSignal;
}

/** Answers what belongs at a cursor: from document and position to a text or a reason. */
export class CompletionService {
  readonly #parts: CompletionServiceParts;
  readonly #speculation: ModelSpeculation;
  /** Running requests by document, to be given up when it changes. */
  readonly #running = new Map<AbortController, string>();

  constructor(parts: CompletionServiceParts) {
    this.#parts = parts;
    this.#speculation = new ModelSpeculation(parts.clock, parts.logger);
    parts.host.beforeUnload(() => {
      this.#speculation.forget();
      return Promise.resolve();
    });
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
    const { languageId } = document;
    const offset = offsetWithin(document, params.position);
    if (offset === undefined) return nothing('badPosition');
    const at = windowView(document.getText(), offset);
    if (looksBinary(at.view)) return nothing('binary');
    if (host.model === undefined) return nothing('noModel');

    return scheduler.runCompletion(controller, async (signal) => {
      meter.turnCame();
      if (signal.aborted) return nothing(reasonOf(signal));
      const { model, cache } = await this.#parts.caches.open(params.textDocument.uri);
      model.adaptToLoad();
      const result = await this.#write({ params, languageId, at, meter, signal }, model, cache);
      ahead.completed(params.textDocument.uri, offset);
      return result;
    });
  }

  async #write(asked: Asked, model: LanguageModel, cache: DocumentCache): Promise<CompleteResult> {
    const { at, languageId, meter, signal } = asked;
    const parser = await this.#parts.parsers.for(languageId);
    using syntax = parser?.at(at.view);
    const place = new CursorPlace(at.view, languageId, syntax);
    try {
      const ready = await this.#prefill(asked, cache);
      const generation = ready && (await this.#decode({ ...asked, place }, ready, model, cache));
      meter.cacheHolds(figuresOf(cache));
      // While the last token was drawn the document may have moved on.
      if (generation === undefined || signal.aborted) {
        return { kind: 'nothing', reason: reasonOf(signal), metrics: meter.metrics };
      }
      const heldBack = cache.window.layout?.heldBack ?? '';
      return answer(generation, { place, heldBack, rulesOff: asked.params.rulesOff ?? [] }, meter);
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
        meter.promptPlanned(countAgainst(cache.lastPrompt, layout.tokens, cost));
        cache.lastPrompt = layout.tokens;
      },
    );
    if (ready === undefined) return undefined;
    meter.promptReady();
    if (ready.drawn.length > 0) meter.firstTokenKnown();
    return ready;
  }

  async #decode(
    { params, place, meter, signal }: Asked & { readonly place: CursorPlace },
    { last, drawn }: ReadyPrompt,
    model: LanguageModel,
    cache: DocumentCache,
  ): Promise<Generation> {
    const shape = shapeAt(place, params.lines);
    const { window } = cache;
    const heldBack = window.layout?.heldBack ?? '';
    const rulesOff = params.rulesOff ?? [];
    const generation = await generate(
      {
        sequence: window.sequence,
        vocabulary: model.vocabulary,
        last,
        drawn,
        sampling: { temperature: 0 },
        speculation: await this.#speculation.for(model),
        // The held back blanks cost a token that the person doesn't get to see.
        maxTokens: params.maxTokens + (heldBack === '' ? 0 : 1),
        stopAt: (text) => {
          const stripped = withoutHeldBack(text, heldBack);
          const stop = stopAt(stripped, { place, shape, rulesOff });
          return stop && { ...stop, length: stop.length + text.length - stripped.length };
        },
      },
      { signal, meter, runStep: (step) => step() },
    );
    window.drew(generation.drawn);
    return generation;
  }
}

function figuresOf({ window }: DocumentCache) {
  return {
    reuse: window.reuse,
    cacheTokens: window.sequence.tokens.length,
    cacheBytes: windowBytes(window.sequence),
  };
}

/** What an answer is made for. */
interface Place {
  readonly place: CursorPlace;
  readonly heldBack: string;
  readonly rulesOff: readonly CompletionRule[];
}

function answer(
  { text, stopReason }: Generation,
  { place, heldBack, rulesOff }: Place,
  meter: RequestMeter,
): CompleteResult {
  const raw = withoutHeldBack(text, heldBack);
  const writing = { raw, confidence: null };
  const reason = raw === '' ? reasonForNothing[stopReason] : undefined;
  if (reason) {
    meter.wasted(meter.decodeSteps);
    return {
      kind: 'nothing',
      reason,
      stopReason,
      writing: { ...writing, dropped: null },
      metrics: meter.metrics,
    };
  }
  const shown = postprocess({ text: raw, replaces: 0 }, { place, stopReason }, rulesOff);
  if (shown.kind === 'nothing') {
    meter.wasted(meter.decodeSteps);
    const { reason, dropped } = shown;
    return {
      kind: 'nothing',
      reason,
      stopReason,
      writing: { ...writing, dropped },
      metrics: meter.metrics,
    };
  }
  const { fill } = shown;
  // Of tokens that were cut off in part, the share that isn't shown.
  const share = raw === '' ? 0 : fill.text.length / raw.length;
  meter.wasted(Math.floor(meter.decodeSteps * Math.max(0, 1 - share)));
  return {
    kind: 'text',
    text: inDocumentLineEnds(fill.text, place.view),
    replaces: fill.replaces,
    stopReason,
    writing: { ...writing, dropped: null },
    metrics: meter.metrics,
  };
}

/** What a model wrote from the cursor on: without the blanks that its prompt held back. */
function withoutHeldBack(text: string, heldBack: string): string {
  let count = 0;
  while (count < heldBack.length && (text[count] === ' ' || text[count] === '\t')) count++;
  return text.slice(count);
}

/** What it means when decoding stopped before the first character. */
const reasonForNothing: Partial<Record<StopReason, NothingReason>> = {
  endOfText: 'endOfText',
  suffix: 'repeatsSuffix',
  closer: 'repeatsSuffix',
  repetition: 'repetition',
};

/** Why a request was given up, by what its signal was aborted with. */
function reasonOf(signal: AbortSignal): NothingReason {
  const reason = signal.reason as AbortReason;
  return reason === 'modelChanged' ? 'noModel' : reason;
}
