import type { CursorPlace } from '../../completion/syntax/cursorPlace.ts';
import { shapeAt } from '../../completion/generation/completionShape.ts';
import { stopAt } from '../../completion/generation/stopRules.ts';
import { dropLastWord } from '../../completion/generation/wholeWords.ts';
import { unsureAt } from '../../completion/confidence/sureText.ts';
import { answersBetweenKeys } from '../../completion/window/windowPolicy.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { KvWindow } from '../kv/kvWindow.ts';
import type { ModelHost } from '../model/modelHost.ts';
import type { LanguageModel, TokenSequence } from '../backend/languageModel.ts';
import type { Clock, Logger } from '../foundation/environment.ts';
import type { CompleteParams } from '../protocol.ts';
import type { RequestMeter } from '../metering/requestMeter.ts';
import {
  generate,
  type Beginning,
  type Generation,
  type ReadyPrompt,
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
export interface Wanted extends Pick<CompleteParams, 'lines' | 'maxTokens' | 'maxMs'> {
  readonly at: WindowView;
}

/** Generated text, and the place in the code that it was generated for. */
export interface Written {
  readonly generation: Generation;
  readonly place: CursorPlace;
}

export interface WriterParts {
  readonly host: ModelHost;
  readonly parsers: SyntaxParsers;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Model and window that generate a text. */
export interface WritingPlace {
  readonly model: LanguageModel;
  readonly window: KvWindow;
}

export interface WritingWork {
  readonly signal: AbortSignal;
  readonly meter: RequestMeter;
  /** Runs each step when it is scheduled; steps run at once by default. */
  readonly runStep?: RunStep;
}

/** Completion that is generated in a given sequence. */
export interface WritingJob {
  readonly wanted: Wanted;
  readonly ready: ReadyPrompt;
  readonly where: WritingPlace;
  readonly place: CursorPlace;
  readonly sequence: TokenSequence;
}

/** Generates completions after prompts that are in the cache. */
export class Writer {
  readonly #places: CursorPlaces;
  readonly #speculation: ModelSpeculation;

  constructor({ host, parsers, clock, logger }: WriterParts) {
    this.#places = new CursorPlaces(parsers);
    this.#speculation = new ModelSpeculation(clock, logger);
    host.beforeUnload(() => {
      this.#speculation.forget();
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
  placeAt(at: WindowView): Promise<CursorPlace> {
    return this.#places.at(at);
  }

  /**
   * Decodes until the completion is complete or the signal aborts. The sampled tokens are stored with
   * the window. The caller holds the lease of the model.
   */
  async write(
    wanted: Wanted,
    ready: ReadyPrompt,
    where: WritingPlace,
    work: WritingWork,
  ): Promise<Written> {
    const { window } = where;
    const place = await this.placeAt(wanted.at);
    const job = { wanted, ready, where, place, sequence: window.sequence };
    const generation = await this.writeIn(job, work);
    window.recordSampled(generation.sampled);
    return { generation, place };
  }

  /**
   * Decodes in a sequence that holds the same prompt as the window; the window isn't changed. Other
   * sequences of the same context may run at the same time.
   */
  async writeIn(
    { wanted, ready, where, place, sequence }: WritingJob,
    work: WritingWork,
  ): Promise<Generation> {
    const { at, lines, maxTokens, maxMs = Infinity } = wanted;
    const { model, window } = where;
    const limitMs = answersBetweenKeys(model) ? maxMs : maxMs * slowShare;
    const shape = shapeAt(place, lines);
    const { rulesOff } = at;
    const isOwn = sequence === window.sequence;
    return generate(
      {
        ...ready,
        sequence,
        vocabulary: model.vocabulary,
        sampling: { temperature: 0 },
        // The cost of drafting is measured where one sequence has the model to itself.
        speculation: isOwn ? await this.#speculation.for(model) : undefined,
        begin: isOwn ? window.beginning : beginningElsewhere(window),
        maxTokens,
        isOverdue: (text) => work.meter.elapsedMs >= limitMs && dropLastWord(text) !== '',
        stopAt: (text, tokens) =>
          stopAt(text, { place, shape, rulesOff }) ?? unsureAt(text, tokens, rulesOff),
      },
      { runStep: (step) => step(), passes: model.work, ...work },
    );
  }
}

/**
 * Returns the window's beginning for another sequence. It stores no probabilities: those after the
 * cells of another sequence aren't those after the window's cells.
 */
function beginningElsewhere({ beginning }: KvWindow): Beginning | undefined {
  return beginning && { ...beginning, onProbabilities: () => undefined };
}
