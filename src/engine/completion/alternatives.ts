import { looksBinary } from '../../completion/document/textView.ts';
import { confidenceOf } from '../../completion/judge/confidence.ts';
import { leastCertain, otherChoices } from '../../completion/judge/otherChoices.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { FileCaches } from '../cache/fileCaches.ts';
import type { FileWindow } from '../cache/fileWindow.ts';
import type { Documents } from '../documents/documents.ts';
import { offsetWithin } from '../documents/position.ts';
import type { WindowViews } from '../documents/windowViews.ts';
import { messageOf } from '../engineError.ts';
import type { Clock, DrawnToken, LanguageModel, Logger, TokenSequence } from '../ports.ts';
import type { AlternativesParams, AlternativesResult } from '../protocol.ts';
import { RequestMeter } from '../requestMeter.ts';
import type { AbortReason, Scheduler } from '../scheduler.ts';
import type { Generation } from '../sequence/generate.ts';
import { suffixLikelihood, suffixTokensOf } from '../sequence/suffixLikelihood.ts';
import { answerOf } from './answer.ts';
import type { Writer } from './writer.ts';

/** Cells for the suffix that alternatives are ranked by. */
const rankingCells = 16;

/** How much a text's own confidence counts against the suffix's. */
const ownShare = 0.3;

export interface AlternativesParts {
  readonly documents: Documents;
  readonly views: WindowViews;
  readonly caches: FileCaches;
  readonly scheduler: Scheduler;
  readonly writer: Writer;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Where and by whom alternatives are written. */
interface Place {
  readonly params: AlternativesParams;
  readonly at: WindowView;
  readonly model: LanguageModel;
  readonly window: FileWindow;
  readonly work: { readonly signal: AbortSignal; readonly meter: RequestMeter };
}

/** A text for the place of another one. */
interface Alternative {
  readonly text: string;
  readonly replaces: number;
  /** In nats; the higher the better. */
  readonly score: number;
}

/**
 * Other texts for a place where one is shown: copies of its cache that part from it at the token
 * which the model was least certain of, decoded side by side in one batch.
 */
export class Alternatives {
  readonly #parts: AlternativesParts;

  constructor(parts: AlternativesParts) {
    this.#parts = parts;
  }

  /** Never rejects: what goes wrong gives no alternatives, and a line in the log. */
  async find(params: AlternativesParams, cancelled: AbortSignal): Promise<AlternativesResult> {
    const { documents, views, scheduler, caches, clock, logger } = this.#parts;
    const meter = new RequestMeter(clock);
    const { uri, version } = params.textDocument;
    const document = documents.get(uri);
    const offset = document?.version === version && offsetWithin(document, params.position);
    const at = typeof offset === 'number' ? views.forRequest(params, offset) : undefined;
    if (at === undefined || looksBinary(at.view))
      return { alternatives: [], metrics: meter.metrics };
    const controller = new AbortController();
    const cancel = () => {
      controller.abort('cancelled' satisfies AbortReason);
    };
    cancelled.addEventListener('abort', cancel);
    if (cancelled.aborted) cancel();
    try {
      const alternatives = await scheduler.runCompletion(controller, async (signal) => {
        meter.turnCame();
        const { model, cache } = await caches.open(uri);
        const ready = await cache.prepare(at, {
          signal,
          runStep: (step) => step(),
          onEvaluated: (tokens) => {
            meter.evaluated(tokens);
          },
        });
        if (ready === undefined) return [];
        const { window } = cache;
        const place = { params, at, model, window, work: { signal, meter } };
        const shown = await this.#parts.writer.write(
          { ...params, at },
          ready,
          place,
          place.work,
          ({ generation }) => generation,
        );
        return await this.#besides(shown, place);
      });
      return { alternatives, metrics: meter.metrics };
    } catch (error) {
      logger.info(`There are no alternatives. ${messageOf(error)}`);
      return { alternatives: [], metrics: meter.metrics };
    } finally {
      cancelled.removeEventListener('abort', cancel);
    }
  }

  async #besides(shown: Generation, place: Place): Promise<Alternative[]> {
    const { params, model, window, work } = place;
    const isKnown = params.shown !== '' && shown.text.startsWith(params.shown);
    const branch = leastCertain(isKnown ? params.shown : shown.text, shown.written);
    const promptTokens = window.state?.layout.tokens.length;
    if (branch === undefined || promptTokens === undefined || work.signal.aborted) return [];
    const common = shown.drawn.slice(0, branch);
    const { sequence } = window;
    // The cells of what is shown give way to those up to the branch.
    window.drew([]);
    const before = common.at(-1)?.token ?? window.state?.layout.tokens.at(-1) ?? 0;
    await sequence.keep(promptTokens + branch - 1);
    const probabilities = await sequence.nextProbabilities(before, 'likely');
    window.drew(shown.drawn.slice(0, branch + 1));
    const choices = otherChoices(probabilities, {
      than: shown.drawn[branch]?.token ?? -1,
      count: params.count,
      mayChoose: mayFollow(common, place),
    });
    if (choices.length === 0) return [];
    const cells = sequence.tokens.length + params.maxTokens + rankingCells;
    const forks = await model.openForks(choices.length, cells);
    try {
      await this.#parts.caches.forkAll(window, forks);
      const found = await Promise.all(
        forks.map((fork, index) =>
          this.#write(fork, [...common, ...choices.slice(index, index + 1)], {
            ...place,
            at: asked(place.at),
          }),
        ),
      );
      return distinct(
        found.filter((one) => one !== undefined),
        params.shown,
      );
    } finally {
      for (const fork of forks) await fork.dispose();
    }
  }

  async #write(
    fork: TokenSequence,
    drawn: readonly DrawnToken[],
    place: Place,
  ): Promise<Alternative | undefined> {
    const { at, model, window, work, params } = place;
    const last = window.state?.layout.tokens.at(-1) ?? 0;
    const job = {
      wanted: { ...params, at },
      ready: { last, drawn },
      where: { model, window },
      sequence: fork,
    };
    const { generation, answer } = await this.#parts.writer.writeIn(job, work, (written) => ({
      generation: written.generation,
      answer: answerOf(written, at.rulesOff, work.meter),
    }));
    if (answer.kind === 'nothing' || work.signal.aborted) return undefined;
    const { text, replaces } = answer;
    const own = confidenceOf(generation.text, generation.written)?.line ?? 0;
    const suffix = await this.#suffixScore(fork, generation, text.length, place);
    return { text, replaces, score: suffix + ownShare * Math.log(Math.max(own, 1e-6)) };
  }

  /** How well what stands behind the cursor follows the text, in nats. */
  async #suffixScore(
    fork: TokenSequence,
    { written, drawn }: Generation,
    length: number,
    { at, model, window }: Place,
  ): Promise<number> {
    const promptTokens = window.state?.layout.tokens.length ?? 0;
    const kept = written.findIndex(({ end }) => end >= length) + 1;
    const suffix = suffixTokensOf(at.view.suffix, model.vocabulary);
    const last = drawn[kept - 1];
    if (suffix.length === 0 || last === undefined) return 0;
    await fork.keep(promptTokens + kept - 1);
    return suffixLikelihood(fork, [last.token], suffix);
  }
}

/** The person asked for it: what the model isn't sure of is shown, too. */
function asked(at: WindowView): WindowView {
  return { ...at, rulesOff: [...at.rulesOff, 'confidence', 'shakyTail'] };
}

/** Which tokens may stand behind others: those that say what the text has to begin with. */
function mayFollow(
  common: readonly DrawnToken[],
  { window, model }: Place,
): (token: number) => boolean {
  return (token) => {
    const { constraint } = window;
    for (const one of common) constraint?.take(one.token);
    return !model.vocabulary.endsGeneration(token) && constraint?.take(token) !== false;
  };
}

/** The best first, each once, without the one that is shown. */
function distinct(alternatives: readonly Alternative[], shown: string): Alternative[] {
  const texts = new Set([shown]);
  return alternatives
    .toSorted((one, other) => other.score - one.score)
    .filter(({ text }) => {
      const isNew = !texts.has(text);
      texts.add(text);
      return isNew;
    });
}
