import { fillInPrompt, type FillInPrompt } from '../../completion/prompt/fillInPrompt.ts';
import { fitPrompt, type FittedPrompt } from '../../completion/prompt/fitPrompt.ts';
import { shapeAt } from '../../completion/generation/completionShape.ts';
import { stopAt } from '../../completion/generation/stopRules.ts';
import {
  inDocumentLineEnds,
  looksBinary,
  viewAt,
  type TextView,
} from '../../completion/document/textView.ts';
import type { NothingReason, StopReason } from '../../completion/outcome.ts';
import { postprocess } from '../../completion/postprocess/postprocess.ts';
import type { Documents } from '../documents/documents.ts';
import { offsetWithin } from '../documents/position.ts';
import { failureOf } from '../engineError.ts';
import type { ModelHost } from '../model/modelHost.ts';
import { ModelSequence } from '../model/modelSequence.ts';
import type { Clock, LanguageModel, Logger, TokenSequence } from '../ports.ts';
import type { CompleteParams, CompleteResult } from '../protocol.ts';
import { RequestMeter } from '../requestMeter.ts';
import type { AbortReason, Scheduler } from '../scheduler.ts';
import { generate, type Generation } from '../sequence/generate.ts';
import { prefill, type Work } from '../sequence/prefill.ts';
import { promptTokens } from '../sequence/promptTokens.ts';

/** Tokens of the window that neither the prompt nor the completion may take. */
const spareTokens = 2;

/** What a completion needs that doesn't depend on the request. */
export interface CompletionServiceParts {
  readonly documents: Documents;
  readonly host: ModelHost;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Answers what belongs at a cursor: from document and position to a text or a reason. */
export class CompletionService {
  readonly #parts: CompletionServiceParts;
  readonly #sequence: ModelSequence;
  /** Running requests by document, to be given up when it changes. */
  readonly #running = new Map<AbortController, string>();

  constructor(parts: CompletionServiceParts) {
    this.#parts = parts;
    this.#sequence = new ModelSequence(parts.host, ({ summary }) => summary.windowTokens);
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
    const { documents, host, scheduler } = this.#parts;
    const document = documents.get(params.textDocument.uri);
    if (document === undefined) return nothing('unknownDocument');
    if (document.version !== params.textDocument.version) return nothing('documentChanged');
    const offset = offsetWithin(document, params.position);
    if (offset === undefined) return nothing('badPosition');
    const view = viewAt(document.getText(), offset);
    if (looksBinary(view)) return nothing('binary');
    if (host.model === undefined) return nothing('noModel');

    return scheduler.runCompletion(controller, async (signal) => {
      if (signal.aborted) return nothing(reasonOf(signal));
      const { model, sequence } = await this.#sequence.open();
      model.adaptToLoad();
      const fitted = fit(view, model, sequence, params.maxTokens);
      if (fitted === undefined) return nothing('windowFull');
      const work: Work = { signal, meter, runStep: (step) => step() };
      const generation = await this.#write(fitted, { view, params, model, sequence }, work);
      if (generation === undefined || generation.stopReason === 'cancelled') {
        return nothing(reasonOf(signal));
      }
      // While the last token was drawn the document may have moved on.
      if (work.signal.aborted) return nothing(reasonOf(signal));
      return answer(generation, view, fitted.prompt.heldBack, meter);
    });
  }

  async #write(
    { prompt, tokens }: FittedPrompt<FillInPrompt>,
    request: {
      readonly view: TextView;
      readonly params: CompleteParams;
      readonly model: LanguageModel;
      readonly sequence: TokenSequence;
    },
    work: Work,
  ): Promise<Generation | undefined> {
    const { view, params, model, sequence } = request;
    const last = await prefill(sequence, tokens, work);
    if (last === undefined) return undefined;
    const shape = shapeAt(view, params.lines);
    return generate(
      {
        sequence,
        vocabulary: model.vocabulary,
        last,
        sampling: { temperature: 0 },
        // The held back blanks cost a token that the person doesn't get to see.
        maxTokens: params.maxTokens + (prompt.heldBack === '' ? 0 : 1),
        stopAt: (text) => stopAt(text, shape, view),
      },
      work,
    );
  }
}

function fit(
  view: TextView,
  model: LanguageModel,
  sequence: TokenSequence,
  maxTokens: number,
): FittedPrompt<FillInPrompt> | undefined {
  const budget = sequence.capacity - Math.min(maxTokens, sequence.capacity >> 1) - spareTokens;
  return fitPrompt(
    budget,
    (size) => fillInPrompt(view, model.summary.fillIn, size),
    (prompt) => promptTokens(prompt.segments, model.vocabulary),
  );
}

function answer(
  generation: Generation,
  view: TextView,
  heldBack: string,
  meter: RequestMeter,
): CompleteResult {
  const { stopReason } = generation;
  const { metrics } = meter;
  const reason = generation.text === '' ? reasonForNothing[stopReason] : undefined;
  if (reason) return { kind: 'nothing', reason, stopReason, metrics };
  const shown = postprocess(generation.text, { view, heldBack, stopReason });
  if (shown.kind === 'nothing') return { ...shown, stopReason, metrics };
  return { kind: 'text', text: inDocumentLineEnds(shown.text, view), stopReason, metrics };
}

/** What it means when decoding stopped before the first character. */
const reasonForNothing: Partial<Record<StopReason, NothingReason>> = {
  endOfText: 'endOfText',
  suffix: 'repeatsSuffix',
  repetition: 'repetition',
};

/** Why a request was given up, by what its signal was aborted with. */
function reasonOf(signal: AbortSignal): NothingReason {
  const reason = signal.reason as AbortReason;
  return reason === 'modelChanged' ? 'noModel' : reason;
}
