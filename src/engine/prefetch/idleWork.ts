import type { TextChange } from '../../completion/text/carryOffset.ts';
import { looksBinary } from '../../completion/text/textView.ts';
import type { CompletionRule } from '../../completion/rules.ts';
import { canAnswerBetweenKeys } from '../../completion/window/windowPolicy.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { Documents } from '../documents/documents.ts';
import type { WindowViews } from '../documents/windowViews.ts';
import { getErrorMessage } from '../foundation/engineError.ts';
import { invalidate } from '../kv/kvWindow.ts';
import { isWindowWorthSaving } from '../kv/windowChoice.ts';
import type { WindowPool } from '../kv/windowPool.ts';
import type { ModelHost } from '../model/modelHost.ts';
import type { Clock, Logger } from '../foundation/environment.ts';
import type { AbortReason, ModelLease, Scheduler } from '../scheduling/scheduler.ts';
import { findCursorAfter, isAtCursor } from './findCursorAfter.ts';
import {
  findNextJob,
  isWorthReading,
  maxChangesWithoutRequest,
  type Activity,
  type Budget,
  type JobName,
  type Machine,
} from './jobTable.ts';
import type { SpeculationTarget, SpeculativeCompletions } from './speculativeCompletions.ts';
import type { WindowRepair } from './windowRepair.ts';

export interface IdleWorkParts {
  readonly documents: Documents;
  readonly views: WindowViews;
  readonly host: ModelHost;
  readonly caches: WindowPool;
  readonly speculation: SpeculativeCompletions;
  readonly repair: Pick<WindowRepair, 'run' | 'isNeeded'>;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Delay before a job is retried while the chat uses the model, in ms. */
const retryMs = 500;

/** Facts about the answer to a request that idle work depends on. */
export interface AnswerSummary {
  /** Number of tokens of the shown completion; 0 if there is none. */
  readonly shownTokens: number;
  /** Limits of the request if its answer is that the line is complete. */
  readonly nextLineBudget?: Budget | undefined;
}

/** Document that a job runs for. */
interface JobTarget {
  readonly uri: string;
  readonly activity: Activity;
  readonly at: WindowView;
}

/** Runs the jobs of `jobTable.ts` for the document that the user works on while no request waits. */
export class IdleWork {
  readonly #parts: IdleWorkParts;
  readonly #activities = new Map<string, Activity>();
  #isEnabled = true;
  /** Document that the user works on. Jobs of other documents are not resumed. */
  #currentUri: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #runningJob:
    | {
        readonly uri: string;
        readonly activity: Activity;
        readonly controller: AbortController;
      }
    | undefined;

  constructor(parts: IdleWorkParts) {
    this.#parts = parts;
  }

  /** Turns all work in advance of requests on or off; turning it off aborts the running job. */
  setEnabled(isEnabled: boolean): void {
    this.#isEnabled = isEnabled;
    if (isEnabled) this.#schedule();
    else {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#runningJob?.controller.abort('superseded' satisfies AbortReason);
    }
  }

  handleDocumentChange(uri: string, changes: readonly TextChange[]): void {
    if (this.#runningJob?.uri === uri) {
      this.#runningJob.controller.abort('documentChanged' satisfies AbortReason);
    }
    const before = this.#activities.get(uri);
    const isTyping =
      changes.length === 1 && changes[0] !== undefined && isAtCursor(changes[0], before?.cursor);
    const text = this.#parts.documents.get(uri)?.getText() ?? '';
    this.#recordEvent(uri, isTyping ? 'typed' : 'changed', {
      cursor: findCursorAfter(changes, before?.cursor, text),
      isUsed: (before?.isUsed ?? false) || isTyping,
      changesWithoutRequest: (before?.changesWithoutRequest ?? maxChangesWithoutRequest) + 1,
    });
  }

  /** Records that the user moved the cursor. */
  handleCursorMove(
    uri: string,
    cursor: number,
    disabledRules: readonly CompletionRule[] = [],
  ): void {
    const before = this.#activities.get(uri);
    const isSame =
      before?.cursor === cursor && before.disabledRules.join() === disabledRules.join();
    if (isSame) {
      // The answer at this position is still valid, and so are the finished jobs.
      before.changesWithoutRequest = 0;
      this.#currentUri = uri;
      this.#schedule();
    } else this.#recordEvent(uri, 'moved', { cursor, disabledRules, changesWithoutRequest: 0 });
  }

  /** Records that a request was answered. */
  handleAnswer(uri: string, cursor: number, { shownTokens, nextLineBudget }: AnswerSummary): void {
    this.#recordEvent(uri, 'answered', {
      cursor,
      isUsed: true,
      changesWithoutRequest: 0,
      shownTokens,
      nextLineBudget,
    });
  }

  /**
   * Records that a document change interrupted a request: its completion may continue in the new
   * text.
   */
  handleInterruption(uri: string): void {
    const activity = this.#activities.get(uri);
    if (activity === undefined) this.#parts.speculation.clearInterruption(uri);
    if (activity === undefined || this.#currentUri !== uri) return;
    this.#recordEvent(uri, 'typed', { changesWithoutRequest: 0 });
  }

  /** Returns whether nothing is left to do for the window of a document. */
  isRepaired(uri: string): boolean {
    const { caches, repair } = this.#parts;
    const document = caches.get(uri);
    const activity = this.#activities.get(uri);
    const at = this.#createView(uri);
    if (document === undefined || activity === undefined || at === undefined) return false;
    // If the cursor was only moved there, nothing beyond a small window is evaluated.
    return isWorthReading(activity)
      ? !repair.isNeeded(document, at)
      : activity.finishedJobs.has('prefetch');
  }

  handleDocumentClose(uri: string): void {
    this.#activities.delete(uri);
    if (this.#currentUri === uri) this.#currentUri = undefined;
    this.#parts.speculation.clearInterruption(uri);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #recordEvent(uri: string, lastEvent: Activity['lastEvent'], facts: Partial<Activity>): void {
    const before = this.#activities.get(uri);
    this.#currentUri = uri;
    this.#activities.set(uri, {
      disabledRules: [],
      cursor: 0,
      isUsed: false,
      changesWithoutRequest: 0,
      ...before,
      // The last answer belongs to an earlier state.
      shownTokens: 0,
      nextLineBudget: undefined,
      isTypedAlong: false,
      ...facts,
      lastEvent,
      lastEventMs: this.#parts.clock(),
      finishedJobs: new Set(),
    });
    this.#schedule();
  }

  #schedule(minMs = 0): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const uri = this.#currentUri;
    const activity = uri === undefined ? undefined : this.#activities.get(uri);
    if (!this.#isEnabled || uri === undefined || activity === undefined) return;
    // A job that runs for the same activity schedules the next one when it ends.
    if (this.#runningJob?.activity === activity) return;
    const next = findNextJob(activity, this.#getMachine(uri), this.#parts.clock());
    if (next === undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        void this.#run(next.name, uri, activity);
      },
      Math.max(minMs, next.delayMs),
    );
    this.#timer.unref();
  }

  #getMachine(uri: string): Machine {
    const { host, caches } = this.#parts;
    const pace = host.model ?? { prefillMsPerToken: undefined, stepMs: 0 };
    return {
      canAnswerBetweenKeys: canAnswerBetweenKeys(pace),
      stepMs: pace.stepMs,
      hasSpare: caches.hasSpare(uri),
    };
  }

  async #run(name: JobName, uri: string, activity: Activity): Promise<void> {
    const { caches, host, logger, scheduler } = this.#parts;
    const at = this.#createView(uri);
    if (at === undefined || host.model === undefined) return;
    const controller = new AbortController();
    const runningJob = { uri, activity, controller };
    this.#runningJob = runningJob;
    let minMs = 0;
    try {
      const isDone = await scheduler.runIdle(controller, (lease) =>
        this.#runJob(name, { uri, activity, at }, lease),
      );
      if (isDone === true) activity.finishedJobs.add(name);
      if (isDone === undefined) minMs = retryMs;
    } catch (error) {
      const window = caches.get(uri)?.live.window;
      if (window) invalidate(window);
      // No request waits for this job; a request that meets the same failure reports it.
      logger.debug(`The job ${name} failed: ${getErrorMessage(error)}`);
      activity.finishedJobs.add(name);
    }
    // If a newer job aborted this one, the newer job schedules the next. Otherwise the two would
    // abort each other forever.
    if (this.#runningJob !== runningJob) return;
    this.#runningJob = undefined;
    if (this.#timer === undefined) this.#schedule(minMs);
  }

  /** Runs a job and returns whether nothing of it is left to do. */
  async #runJob(
    name: JobName,
    { uri, activity, at }: JobTarget,
    lease: ModelLease,
  ): Promise<boolean> {
    const { caches, clock, repair, speculation } = this.#parts;
    const target = await caches.open(uri, lease);
    target.model.adaptToLoad();
    const { cache } = target;
    switch (name) {
      case 'prefetch':
        return this.#prefetch(target, { activity, at }, lease);
      case 'nextLine':
        return (
          activity.nextLineBudget === undefined ||
          speculation.generateNextLine(target, at, activity.nextLineBudget, lease)
        );
      case 'complete':
      case 'refresh':
      case 'repair': {
        const { window } = cache.live;
        const { isTypedAlong } = activity;
        const isDone = await repair.run(name, cache, at, {
          lease,
          isTypedAlong,
          getQuietMs: () => clock() - activity.lastEventMs,
        });
        // The window that took over doesn't contain the next line.
        if (cache.live.window !== window) activity.finishedJobs.delete('nextLine');
        return isDone;
      }
      case 'follow':
        return speculation.continueAfterShown(target, activity.shownTokens, lease);
      case 'save':
        if (isWindowWorthSaving(cache.live)) await cache.save(at.text, lease);
        return true;
    }
  }

  async #prefetch(
    target: SpeculationTarget,
    { activity, at }: Omit<JobTarget, 'uri'>,
    lease: ModelLease,
  ): Promise<boolean> {
    const reach = activity.lastEvent === 'typed' ? 'whole' : 'small';
    const outcome = await this.#parts.speculation.prefetch(target, at, reach, lease);
    activity.isTypedAlong = outcome === 'typedAlong';
    return outcome !== 'interrupted';
  }

  #createView(uri: string): WindowView | undefined {
    const activity = this.#activities.get(uri);
    const at =
      activity && this.#parts.views.createView(uri, activity.cursor, activity.disabledRules);
    return at === undefined || looksBinary(at.view) ? undefined : at;
  }
}
