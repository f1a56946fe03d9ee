import { shapeAt } from '../../completion/generation/completionShape.ts';
import { stopAt } from '../../completion/generation/stopRules.ts';
import { unsureAt } from '../../completion/judge/sureText.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { FileWindow, ReadyPrompt } from '../cache/fileWindow.ts';
import type { ModelHost } from '../model/modelHost.ts';
import type { Clock, LanguageModel, Logger, TokenSequence } from '../ports.ts';
import type { CompleteParams } from '../protocol.ts';
import type { RequestMeter } from '../requestMeter.ts';
import { generate, type Beginning, type Generation } from '../sequence/generate.ts';
import { ModelSpeculation } from './modelSpeculation.ts';

/** What is to be written. */
export interface Wanted extends Pick<CompleteParams, 'lines' | 'maxTokens'> {
  readonly at: WindowView;
}

/** Who writes, and where. */
export interface WritingPlace {
  readonly model: LanguageModel;
  readonly window: FileWindow;
}

export interface WritingWork {
  readonly signal: AbortSignal;
  readonly meter: RequestMeter;
}

/** Writes completions behind prompts that are in the cache. */
export class Writer {
  readonly #speculation: ModelSpeculation;

  constructor(host: ModelHost, clock: Clock, logger: Logger) {
    this.#speculation = new ModelSpeculation(clock, logger);
    host.beforeUnload(() => {
      this.#speculation.forget();
      return Promise.resolve();
    });
  }

  /**
   * Decodes until the completion is complete, or the signal comes. What was drawn is remembered with
   * the window.
   *
   * Must run while nothing else uses the model.
   */
  async write(
    wanted: Wanted,
    ready: ReadyPrompt,
    place: WritingPlace,
    work: WritingWork,
  ): Promise<Generation> {
    const { window } = place;
    const generation = await this.writeIn(window.sequence, wanted, ready, place, work);
    window.drew(generation.drawn);
    return generation;
  }

  /** Writes in a sequence that holds what the window holds, for the same prompt. */
  async writeIn(
    sequence: TokenSequence,
    { at, lines, maxTokens }: Wanted,
    ready: ReadyPrompt,
    { model, window }: WritingPlace,
    work: WritingWork,
  ): Promise<Generation> {
    const shape = shapeAt(at.view, lines);
    return generate(
      {
        ...ready,
        sequence,
        vocabulary: model.vocabulary,
        sampling: { temperature: 0 },
        // What drafting costs is measured where one sequence has the model to itself.
        speculation: sequence === window.sequence ? await this.#speculation.for(model) : undefined,
        begin: beginningOf(window),
        maxTokens,
        stopAt: (text, tokens) =>
          stopAt(text, shape, at.view) ?? unsureAt(text, tokens, at.rulesOff),
      },
      { ...work, runStep: (step) => step() },
    );
  }
}

/** What the answer has to begin with: the end of the prefix that the prompt left out. */
export function beginningOf(window: FileWindow): Beginning | undefined {
  const { constraint, layout } = window;
  if (constraint === undefined || layout === undefined) return undefined;
  return {
    text: layout.heldBack,
    constraint,
    onProbabilities: (probabilities) => {
      window.learnt(probabilities);
    },
  };
}
