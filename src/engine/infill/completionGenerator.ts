import type { CursorPlace } from '../../completion/syntax/cursorPlace.ts';
import { resolveShape } from '../../completion/generation/completionShape.ts';
import { findStop } from '../../completion/generation/stopRules.ts';
import { dropLastWord } from '../../completion/generation/dropLastWord.ts';
import { findConfidenceStop } from '../../completion/confidence/confidentPrefix.ts';
import { canAnswerBetweenKeys } from '../../completion/window/windowPolicy.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { KvWindow } from '../kv/kvWindow.ts';
import type { ModelHost } from '../model/modelHost.ts';
import type { LanguageModel, TokenSequence } from '../backend/languageModel.ts';
import type { Clock, Logger } from '../foundation/environment.ts';
import type { CompleteParams } from '../protocol.ts';
import type { RequestMeter } from '../metering/requestMeter.ts';
import {
  generate,
  type HealingConstraint,
  type Generation,
  type PrefilledPrompt,
} from '../sequence/generate.ts';
import type { RunStep } from '../sequence/prefill.ts';
import type { SyntaxParsers } from '../parsing/syntaxParsers.ts';
import { CursorPlaces } from './cursorPlaces.ts';
import { ModelSpeculation } from './modelSpeculation.ts';

/**
 * Share of its time limit after which a completion ends on a slow machine: the running step and
 * parsing the text take the rest.
 */
const slowShare = 0.75;

/** Position and limits of a text to generate. */
export interface CompletionTask extends Pick<CompleteParams, 'lines' | 'maxTokens' | 'maxMs'> {
  readonly at: WindowView;
}

/** Generated text, and the place in the code that it was generated for. */
export interface GeneratedCompletion {
  readonly generation: Generation;
  readonly place: CursorPlace;
}

export interface CompletionGeneratorParts {
  readonly host: ModelHost;
  readonly parsers: SyntaxParsers;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Model and window that generate a text. */
export interface GenerationTarget {
  readonly model: LanguageModel;
  readonly window: KvWindow;
}

export interface CompletionWork {
  readonly signal: AbortSignal;
  readonly meter: RequestMeter;
  /** Runs each step when it is scheduled; steps run at once by default. */
  readonly runStep?: RunStep;
}

/** Completion that is generated in a given sequence. */
export interface SequenceCompletion {
  readonly task: CompletionTask;
  readonly prompt: PrefilledPrompt;
  readonly target: GenerationTarget;
  readonly place: CursorPlace;
  readonly sequence: TokenSequence;
}

/** Generates completions after prompts that are in the cache. */
export class CompletionGenerator {
  readonly #places: CursorPlaces;
  readonly #speculation: ModelSpeculation;

  constructor({ host, parsers, clock, logger }: CompletionGeneratorParts) {
    this.#places = new CursorPlaces(parsers);
    this.#speculation = new ModelSpeculation(clock, logger);
    host.onBeforeUnload(() => {
      this.#speculation.clear();
      return Promise.resolve();
    });
  }

  /** Loads the grammar of a language that a completion will need, while the prompt is evaluated. */
  warmUp(at: WindowView): void {
    this.#places.warmUp(at);
  }

  /**
   * Finds the syntactic place of a cursor; the last place is cached.
   *
   * @returns the place, which is valid until another one is requested.
   */
  findPlace(at: WindowView): Promise<CursorPlace> {
    return this.#places.findPlace(at);
  }

  /**
   * Decodes until the completion is complete or the signal aborts. The sampled tokens are stored with
   * the window. The caller holds the lease of the model.
   */
  async generate(
    task: CompletionTask,
    prompt: PrefilledPrompt,
    target: GenerationTarget,
    work: CompletionWork,
  ): Promise<GeneratedCompletion> {
    const { window } = target;
    const place = await this.findPlace(task.at);
    const completion = { task, prompt, target, place, sequence: window.sequence };
    const generation = await this.generateIn(completion, work);
    window.recordSampled(generation.sampledTokens);
    return { generation, place };
  }

  /**
   * Decodes in a sequence that holds the same prompt as the window; the window isn't changed. Other
   * sequences of the same context may run at the same time.
   */
  async generateIn(
    { task, prompt, target, place, sequence }: SequenceCompletion,
    work: CompletionWork,
  ): Promise<Generation> {
    const { at, lines, maxTokens, maxMs = Infinity } = task;
    const { model, window } = target;
    const limitMs = canAnswerBetweenKeys(model) ? maxMs : maxMs * slowShare;
    const shape = resolveShape(place, lines);
    const { disabledRules } = at;
    const isWindowSequence = sequence === window.sequence;
    return generate(
      {
        ...prompt,
        sequence,
        vocabulary: model.vocabulary,
        sampling: { temperature: 0 },
        // The cost of drafting is measured where one sequence has the model to itself.
        speculation: isWindowSequence ? await this.#speculation.getSpeculation(model) : undefined,
        healingConstraint: isWindowSequence
          ? window.healingConstraint
          : createForkConstraint(window),
        maxTokens,
        isOverdue: (text) => work.meter.elapsedMs >= limitMs && dropLastWord(text) !== '',
        findStop: (text, tokens) =>
          findStop(text, { place, shape, disabledRules }) ??
          findConfidenceStop(text, tokens, disabledRules),
      },
      { runStep: (step) => step(), workMeter: model.workMeter, ...work },
    );
  }
}

/**
 * Returns the window's beginning for another sequence. It stores no probabilities: those after the
 * cells of another sequence aren't those after the window's cells.
 */
function createForkConstraint({ healingConstraint }: KvWindow): HealingConstraint | undefined {
  return healingConstraint && { ...healingConstraint, onProbabilities: () => undefined };
}
