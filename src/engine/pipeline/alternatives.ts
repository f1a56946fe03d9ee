import { normalizeLineEnds } from '../../completion/text/textView.ts';
import type { WindowPool } from '../kv/windowPool.ts';
import { getErrorMessage } from '../foundation/engineError.ts';
import type { TokenSequence } from '../backend/languageModel.ts';
import type { Clock, Logger } from '../foundation/environment.ts';
import type { AlternativesParams, AlternativesResult } from '../protocol.ts';
import { RequestMeter } from '../metering/requestMeter.ts';
import { findBranchIndex, countForkCells, ForkGenerator, type ForkWork } from './forkGenerator.ts';
import { getCacheFigures } from '../infill/promptFigures.ts';
import { prefillPrompt } from '../infill/prefillPrompt.ts';
import type { CompletionGenerator } from '../infill/completionGenerator.ts';
import type { RequestContext, RequestRunner } from './requestRunner.ts';

/** Maximum number of alternatives, whatever the client requests: each takes a copy of the file's cache. */
const maxAlternatives = 8;

export interface AlternativesParts {
  readonly runner: RequestRunner;
  readonly generator: CompletionGenerator;
  readonly caches: WindowPool;
  readonly logger: Logger;
  readonly clock: Clock;
}

type AlternativeTexts = AlternativesResult['alternatives'];

type AlternativesContext = RequestContext<AlternativesParams>;

/**
 * Finds alternatives to the shown suggestion. Copies of the file's window depart from it at the token
 * that the model was least certain of, and are decoded side by side. The window itself keeps the
 * shown suggestion.
 */
export class Alternatives {
  readonly #parts: AlternativesParts;

  constructor(parts: AlternativesParts) {
    this.#parts = parts;
  }

  /** Finds alternatives. Never rejects: a failure is logged and gives no alternatives. */
  async find(params: AlternativesParams, cancelled: AbortSignal): Promise<AlternativesResult> {
    const { runner, clock, logger } = this.#parts;
    const meter = new RequestMeter(clock);
    try {
      const request = runner.resolve(params, meter);
      if (typeof request === 'string' || params.maxCount < 1)
        return { alternatives: [], metrics: meter.metrics };
      const alternatives = await runner.run(
        request,
        cancelled,
        (context) => this.#find(context),
        () => [],
      );
      return { alternatives, metrics: meter.metrics };
    } catch (error) {
      logger.info(`There are no alternatives. ${getErrorMessage(error)}`);
      return { alternatives: [], metrics: meter.metrics };
    }
  }

  async #find(context: AlternativesContext): Promise<AlternativeTexts> {
    const { params, at, meter, lease, model, cache } = context;
    const { signal } = lease;
    const prompt = await prefillPrompt(context);
    if (prompt === undefined) return [];
    // In most cases its tokens are still known.
    const { window } = cache.live;
    const target = { model, window };
    const { generation: shownGeneration } = await model.workMeter.countAs('decode', () =>
      this.#parts.generator.generate({ ...params, at }, prompt, target, { meter, signal }),
    );
    meter.setCacheFigures(getCacheFigures(window));
    const shownText = normalizeLineEnds(params.shownText, at.view.lineEnd);
    const branchIndex = findBranchIndex(shownGeneration, shownText);
    if (branchIndex === undefined || signal.aborted) return [];
    const work = { params, at, meter, signal, target, shownGeneration, branchIndex };
    const alternatives = await this.#generateInForks(work);
    return lease.signal.aborted ? [] : alternatives;
  }

  /** Generates the alternatives in copies of the window. */
  async #generateInForks(work: ForkWork): Promise<AlternativeTexts> {
    const { params, target } = work;
    const { model, window } = target;
    const { caches } = this.#parts;
    const cells = countForkCells(window, params.maxTokens);
    const count = Math.min(
      params.maxCount,
      maxAlternatives,
      caches.computeMaxCopies(window, cells),
    );
    const sequences = await model.openForks(count, cells);
    try {
      await caches.copyToAll(window, sequences);
      return await new ForkGenerator(this.#parts.generator, this.#parts.clock).generate(
        sequences,
        work,
      );
    } finally {
      await this.#closeAll(sequences);
    }
  }

  async #closeAll(sequences: readonly TokenSequence[]): Promise<void> {
    for (const sequence of sequences) {
      try {
        await sequence.dispose();
      } catch (error) {
        this.#parts.logger.warn(`Memory of alternatives wasn't freed. ${getErrorMessage(error)}`);
      }
    }
  }
}
