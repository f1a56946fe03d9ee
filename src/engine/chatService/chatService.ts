import type { ChatTurn } from '../../completion/chatPrompt/chatTurn.ts';
import {
  fitConversation,
  type FittedConversation,
} from '../../completion/chatPrompt/fitConversation.ts';
import { findTrailingLoop } from '../../completion/generation/repetition.ts';
import type { Stop } from '../../completion/generation/stopRules.ts';
import type { PromptSegment } from '../../completion/promptFormat/promptSegment.ts';
import { planReuse } from '../../completion/reuse/reusePlan.ts';
import type { WindowPool } from '../kv/windowPool.ts';
import { EngineError } from '../foundation/engineError.ts';
import type { ModelHost } from '../model/modelHost.ts';
import { ModelSequence } from '../model/modelSequence.ts';
import type { LanguageModel, Token, TokenSequence } from '../backend/languageModel.ts';
import type { Clock } from '../foundation/environment.ts';
import type { ChatChunkParams, ChatParams, ChatResult } from '../protocol.ts';
import { RequestMeter } from '../metering/requestMeter.ts';
import type { Scheduler } from '../scheduling/scheduler.ts';
import { generate, type GenerationWork } from '../sequence/generate.ts';
import { prefill } from '../sequence/prefill.ts';
import type { RunStep } from '../sequence/prefill.ts';
import type { Purpose } from '../metering/workMeter.ts';
import { tokenizePrompt } from './tokenizePrompt.ts';
import { ConversationBase } from './conversationBase.ts';
import { TextThrottler } from './textThrottler.ts';

/** Tokens of the window that neither the prompt nor the answer may take. */
const spareTokens = 2;

/**
 * Repetitions that count as loops, which would fill the window: units of at least `shortest` UTF-16
 * code units, `times` in a row. Shorter units occur in tables and rulers.
 */
const loopThresholds = [
  { times: 8, minLength: 4 },
  { times: 4, minLength: 16 },
] as const;

/** Text between a file and the conversation about it. */
const separator: PromptSegment = { kind: 'continuation', text: '\n\n' };

export interface ChatServiceParts {
  readonly host: ModelHost;
  readonly scheduler: Scheduler;
  readonly caches: WindowPool;
  readonly clock: Clock;
}

/** Answers conversations, one at a time, on a sequence of its own. */
export class ChatService {
  readonly #scheduler: Scheduler;
  readonly #clock: Clock;
  readonly #sequence: ModelSequence;
  readonly #conversationBase: ConversationBase;
  /** Running answers, aborted when their model is unloaded. */
  readonly #running = new Set<AbortController>();
  #previousAnswer: Promise<unknown> = Promise.resolve();

  constructor({ host, scheduler, caches, clock }: ChatServiceParts) {
    this.#scheduler = scheduler;
    this.#conversationBase = new ConversationBase(caches);
    this.#clock = clock;
    this.#sequence = new ModelSequence(host, ({ summary }) => summary.contextTokens);
    host.onBeforeUnload(async () => {
      for (const controller of this.#running) controller.abort();
      this.#conversationBase.clear();
      await this.#previousAnswer;
    });
  }

  /**
   * Answers the last turn. When cancelled, it resolves with the text generated so far.
   *
   * @param onChunk receives the answer piece by piece.
   * @throws EngineError when there is no model, or no memory for the chat's cache.
   */
  chat(
    params: ChatParams,
    onChunk: (chunk: ChatChunkParams) => void,
    cancelled: AbortSignal,
  ): Promise<ChatResult> {
    const answer = this.#previousAnswer.then(() =>
      this.#scheduler.runChat(() => this.#answer(params, onChunk, cancelled)),
    );
    this.#previousAnswer = answer.catch(() => undefined);
    return answer;
  }

  async #answer(
    params: ChatParams,
    onChunk: (chunk: ChatChunkParams) => void,
    cancelled: AbortSignal,
  ): Promise<ChatResult> {
    const meter = new RequestMeter(this.#clock);
    const controller = new AbortController();
    const signal = AbortSignal.any([cancelled, controller.signal]);
    const throttler = new TextThrottler(this.#clock, (text) => {
      onChunk({ chatId: params.chatId, text });
    });
    this.#running.add(controller);
    try {
      // Creating the chat's cache must not overlap with other work on the model.
      const { model, sequence } = await this.#scheduler.runChatStep(() => this.#sequence.open());
      model.adaptToLoad();
      const conversation = await this.#scheduler.runChatStep(() =>
        this.#fit(params, model, sequence),
      );
      // Completions may run between two steps, so each step is counted separately.
      const createStepRunner =
        (purpose: Purpose): RunStep =>
        (step) =>
          this.#scheduler.runChatStep(() => model.workMeter.countAs(purpose, step));
      const work = {
        signal,
        meter,
        workMeter: model.workMeter,
        runStep: createStepRunner('decode'),
      };
      const last = await evaluatePrompt(sequence, conversation.tokens, {
        ...work,
        runStep: createStepRunner('prompt'),
      });
      const generation =
        last === undefined
          ? ({ text: '', stopReason: 'cancelled' } as const)
          : await generate(
              {
                sequence,
                vocabulary: model.vocabulary,
                last,
                sampling: { temperature: params.temperature, shouldSkipProbability: true },
                maxTokens: params.maxTokens,
                // The user asked a question, so the answer must not be empty.
                mustProduceText: true,
                findStop: findLoopStop,
                onText: (text) => {
                  throttler.push(text);
                },
                canCheckLater: () => !throttler.isDue,
              },
              work,
            );
      return {
        text: generation.text,
        stopReason: generation.stopReason,
        droppedTurns: conversation.droppedTurns,
        metrics: meter.metrics,
      };
    } finally {
      throttler.flush();
      this.#running.delete(controller);
    }
  }

  /** Returns the conversation's tokens, after those of the file that it is about. */
  async #fit(
    { turns, maxTokens, document }: ChatParams,
    model: LanguageModel,
    sequence: TokenSequence,
  ): Promise<FittedConversation> {
    const room = sequence.capacity - Math.min(maxTokens, sequence.capacity >> 1) - spareTokens;
    const withoutFile = fitTurns(turns, model, room, []);
    if (withoutFile === undefined)
      throw new EngineError('internal', 'There is no question to answer.');
    const base = await this.#conversationBase.prepareTokens(
      { uri: document?.uri, turns },
      sequence,
      room - withoutFile.tokens.length,
    );
    if (base.length === 0) return withoutFile;
    const withFile = fitTurns(turns, model, room, base);
    // The whole question takes precedence over the file.
    return withFile === undefined || withFile.isShortened ? withoutFile : withFile;
  }
}

/**
 * Evaluates all tokens of a prompt but the last in the chat's sequence, reusing its cache.
 *
 * @returns the last token; undefined when the signal was aborted first.
 */
async function evaluatePrompt(
  sequence: TokenSequence,
  prompt: readonly Token[],
  work: GenerationWork,
): Promise<Token | undefined> {
  const { meter } = work;
  const plan = planReuse(sequence.tokens, prompt, { mode: 'exact', evictedAfter: undefined });
  meter.setPromptFigures({
    promptTokens: prompt.length,
    reusedTokens: plan.keep,
    prefixMissTokens: plan.cost,
  });
  const onEvaluated = (tokens: number) => {
    meter.countEvaluated(tokens);
  };
  return (await prefill(sequence, plan, { ...work, onEvaluated })) ? plan.last : undefined;
}

/** @param base tokens before the conversation, including the first token of the sequence. */
function fitTurns(
  turns: readonly ChatTurn[],
  model: LanguageModel,
  room: number,
  base: readonly Token[],
): FittedConversation | undefined {
  return fitConversation(turns, model.promptFormat.chat, room, (segments) =>
    base.length === 0
      ? tokenizePrompt(segments, model)
      : [...base, ...tokenizePrompt([separator, ...removeStart(segments)], model)],
  );
}

function removeStart(segments: readonly PromptSegment[]): readonly PromptSegment[] {
  return segments.filter(({ kind }) => kind !== 'beginOfText');
}

function findLoopStop(text: string): Stop | undefined {
  for (const { times, minLength } of loopThresholds) {
    const length = findTrailingLoop(text, times, minLength);
    if (length !== undefined) return { length, reason: 'repetition' };
  }
  return undefined;
}
