import type { TextChange } from '../../completion/text/carryOffset.ts';
import { looksBinary } from '../../completion/text/textView.ts';
import type { CompletionRule } from '../../completion/rules.ts';
import { answersBetweenKeys } from '../../completion/window/windowPolicy.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { Documents } from '../documents/documents.ts';
import type { WindowViews } from '../documents/windowViews.ts';
import { messageOf } from '../foundation/engineError.ts';
import { invalidate } from '../kv/kvWindow.ts';
import { isWindowWorthSaving } from '../kv/windowChoice.ts';
import type { WindowPool } from '../kv/windowPool.ts';
import type { ModelHost } from '../model/modelHost.ts';
import type { Clock, Logger } from '../foundation/environment.ts';
import type { AbortReason, ModelLease, Scheduler } from '../scheduling/scheduler.ts';
import { findCursorAfter, touches } from './cursorAfter.ts';
import {
  findNextJob,
  isWorthReading,
  maxUnaskedChanges,
  type Activity,
  type Budget,
  type JobName,
  type Machine,
} from './jobTable.ts';
import type { SpeculationPlace, SpeculativeCompletions } from './speculativeCompletions.ts';
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
export interface Answered {
  /** Number of tokens of the shown completion; 0 if there is none. */
  readonly shownTokens: number;
  /** Limits of the request if its answer is that the line is complete. */
  readonly lineEnded?: Budget | undefined;
}

/** Document that a job runs for. */
interface JobPlace {
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
  #current: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running:
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
  enable(isEnabled: boolean): void {
    this.#isEnabled = isEnabled;
    if (isEnabled) this.#schedule();
    else {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#running?.controller.abort('superseded' satisfies AbortReason);
    }
  }

  changed(uri: string, changes: readonly TextChange[]): void {
    if (this.#running?.uri === uri) {
      this.#running.controller.abort('documentChanged' satisfies AbortReason);
    }
    const before = this.#activities.get(uri);
    const isTyping =
      changes.length === 1 && changes[0] !== undefined && touches(changes[0], before?.cursor);
    const text = this.#parts.documents.get(uri)?.getText() ?? '';
    this.#note(uri, isTyping ? 'typed' : 'changed', {
      cursor: findCursorAfter(changes, before?.cursor, text),
      isUsed: (before?.isUsed ?? false) || isTyping,
      unaskedChanges: (before?.unaskedChanges ?? maxUnaskedChanges) + 1,
    });
  }

  /** Records that the user moved the cursor. */
  moved(uri: string, cursor: number, disabledRules: readonly CompletionRule[] = []): void {
    const before = this.#activities.get(uri);
    const isSame =
      before?.cursor === cursor && before.disabledRules.join() === disabledRules.join();
    if (isSame) {
      // The answer at this position is still valid, and so are the finished jobs.
      before.unaskedChanges = 0;
      this.#current = uri;
      this.#schedule();
    } else this.#note(uri, 'moved', { cursor, disabledRules, unaskedChanges: 0 });
  }

  /** Records that a request was answered. */
  answered(uri: string, cursor: number, { shownTokens, lineEnded }: Answered): void {
    this.#note(uri, 'answered', {
      cursor,
      isUsed: true,
      unaskedChanges: 0,
      shownTokens,
      lineEnded,
    });
  }

  /**
   * Records that a document change interrupted a request: its completion may continue in the new
   * text.
   */
  interrupted(uri: string): void {
    const activity = this.#activities.get(uri);
    if (activity === undefined) this.#parts.speculation.ended(uri);
    if (activity === undefined || this.#current !== uri) return;
    this.#note(uri, 'typed', { unaskedChanges: 0 });
  }

  /** Returns whether nothing is left to do for the window of a document. */
  isRepaired(uri: string): boolean {
    const { caches, repair } = this.#parts;
    const document = caches.get(uri);
    const activity = this.#activities.get(uri);
    const at = this.#view(uri);
    if (document === undefined || activity === undefined || at === undefined) return false;
    // If the cursor was only moved there, nothing beyond a small window is evaluated.
    return isWorthReading(activity)
      ? !repair.isNeeded(document, at)
      : activity.done.has('prefetch');
  }

  closed(uri: string): void {
    this.#activities.delete(uri);
    if (this.#current === uri) this.#current = undefined;
    this.#parts.speculation.ended(uri);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #note(uri: string, lastEvent: Activity['lastEvent'], known: Partial<Activity>): void {
    const before = this.#activities.get(uri);
    this.#current = uri;
    this.#activities.set(uri, {
      disabledRules: [],
      cursor: 0,
      isUsed: false,
      unaskedChanges: 0,
      ...before,
      // The last answer belongs to an earlier state.
      shownTokens: 0,
      lineEnded: undefined,
      isTypedAlong: false,
      ...known,
      lastEvent,
      atMs: this.#parts.clock(),
      done: new Set(),
    });
    this.#schedule();
  }

  #schedule(minMs = 0): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const uri = this.#current;
    const activity = uri === undefined ? undefined : this.#activities.get(uri);
    if (!this.#isEnabled || uri === undefined || activity === undefined) return;
    // A job that runs for the same activity schedules the next one when it ends.
    if (this.#running?.activity === activity) return;
    const next = findNextJob(activity, this.#machine(uri), this.#parts.clock());
    if (next === undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        void this.#run(next.name, uri, activity);
      },
      Math.max(minMs, next.inMs),
    );
    this.#timer.unref();
  }

  #machine(uri: string): Machine {
    const { host, caches } = this.#parts;
    const pace = host.model ?? { prefillMsPerToken: undefined, stepMs: 0 };
    return {
      answersBetweenKeys: answersBetweenKeys(pace),
      stepMs: pace.stepMs,
      hasSpare: caches.hasSpare(uri),
    };
  }

  async #run(name: JobName, uri: string, activity: Activity): Promise<void> {
    const { caches, host, logger, scheduler } = this.#parts;
    const at = this.#view(uri);
    if (at === undefined || host.model === undefined) return;
    const controller = new AbortController();
    const running = { uri, activity, controller };
    this.#running = running;
    let minMs = 0;
    try {
      const isDone = await scheduler.runIdle(controller, (lease) =>
        this.#do(name, { uri, activity, at }, lease),
      );
      if (isDone === true) activity.done.add(name);
      if (isDone === undefined) minMs = retryMs;
    } catch (error) {
      const window = caches.get(uri)?.live.window;
      if (window) invalidate(window);
      // No request waits for this job; a request that meets the same failure reports it.
      logger.debug(`The job ${name} failed: ${messageOf(error)}`);
      activity.done.add(name);
    }
    // If a newer job aborted this one, the newer job schedules the next. Otherwise the two would
    // abort each other forever.
    if (this.#running !== running) return;
    this.#running = undefined;
    if (this.#timer === undefined) this.#schedule(minMs);
  }

  /** Runs a job and returns whether nothing of it is left to do. */
  async #do(name: JobName, { uri, activity, at }: JobPlace, lease: ModelLease): Promise<boolean> {
    const { caches, clock, repair, speculation } = this.#parts;
    const where = await caches.open(uri, lease);
    where.model.adaptToLoad();
    const { cache } = where;
    switch (name) {
      case 'prefetch':
        return this.#prefetch(where, { activity, at }, lease);
      case 'nextLine':
        return (
          activity.lineEnded === undefined ||
          speculation.nextLine(where, at, activity.lineEnded, lease)
        );
      case 'complete':
      case 'refresh':
      case 'repair': {
        const { window } = cache.live;
        const { isTypedAlong } = activity;
        const isDone = await repair.run(name, cache, at, {
          lease,
          isTypedAlong,
          quietMs: () => clock() - activity.atMs,
        });
        // The window that took over doesn't contain the next line.
        if (cache.live.window !== window) activity.done.delete('nextLine');
        return isDone;
      }
      case 'follow':
        return speculation.follow(where, activity.shownTokens, lease);
      case 'save':
        if (isWindowWorthSaving(cache.live)) await cache.save(at.text, lease);
        return true;
    }
  }

  async #prefetch(
    where: SpeculationPlace,
    { activity, at }: Omit<JobPlace, 'uri'>,
    lease: ModelLease,
  ): Promise<boolean> {
    const reach = activity.lastEvent === 'typed' ? 'whole' : 'small';
    const outcome = await this.#parts.speculation.prefetch(where, at, reach, lease);
    activity.isTypedAlong = outcome === 'typedAlong';
    return outcome !== 'interrupted';
  }

  #view(uri: string): WindowView | undefined {
    const activity = this.#activities.get(uri);
    const at = activity && this.#parts.views.at(uri, activity.cursor, activity.disabledRules);
    return at === undefined || looksBinary(at.view) ? undefined : at;
  }
}
