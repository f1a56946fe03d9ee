import type { Wanted } from '../completion/writer.ts';

/** Length limits of a completion. */
export type Budget = Pick<Wanted, 'lines' | 'maxTokens'>;

/** Work on a document that no request waits for. */
export type JobName =
  'prefetch' | 'nextLine' | 'complete' | 'refresh' | 'repair' | 'follow' | 'save';

/** The last event in a document, and facts since then. */
export interface Activity {
  /** Rules that tools have disabled for prompts of this document. */
  disabledRules: Wanted['at']['rulesOff'];
  /** UTF-16 code units. */
  cursor: number;
  /**
   * `typed`: text at the cursor. `changed`: text elsewhere. `moved`: the cursor alone. `answered`: a
   * request.
   */
  lastEvent: 'typed' | 'changed' | 'moved' | 'answered';
  /** Time of that, in ms. */
  atMs: number;
  /** True once something was typed or requested in the document. */
  isUsed: boolean;
  /** Changes since the user was last seen in the document, by cursor or by request. */
  unaskedChanges: number;
  /** Tokens of the completion that is shown; 0 for none. */
  shownTokens: number;
  /** Limits of the last request, where its answer is that the line is complete. */
  lineEnded: Budget | undefined;
  /** True while the text agrees with what was generated: the next keys need no model. */
  isTypedAlong: boolean;
  /** Jobs that have nothing left to do since. */
  readonly done: Set<JobName>;
}

/** State of the machine that decides how soon a job may run. */
export interface Machine {
  /** False where requests are answered in pauses only. */
  readonly answersBetweenKeys: boolean;
  /** Time that one step of decoding takes, in ms. */
  readonly stepMs: number;
  /** True if a second window can be filled while the first is in use. */
  readonly hasSpare: boolean;
}

/**
 * Changes without a request after which nothing is prefetched any more: completions are off there, or
 * a program writes. Many keys lead to no request, for the debounce skips those of fast typing.
 */
export const maxUnaskedChanges = 50;

/** Steps of decoding that take longer are not made for completions that may never be seen, in ms. */
const maxSpeculativeStepMs = 20;

interface JobRule {
  readonly name: JobName;
  readonly isDue: (activity: Activity, machine: Machine) => boolean;
  /** Quiet since the last event after which the job runs, in ms. */
  readonly quietMs: (activity: Activity, machine: Machine) => number;
}

/** Returns whether something was typed or requested where the cursor is now. */
export function isWorthReading({ isUsed, lastEvent, unaskedChanges }: Activity): boolean {
  return isUsed && lastEvent !== 'moved' && unaskedChanges <= maxUnaskedChanges;
}

/** All jobs, in the order in which they run where several could. */
const jobs: readonly JobRule[] = [
  {
    // The prompt for the cursor. After typing a request is sure to come; moves come in series.
    name: 'prefetch',
    isDue: ({ lastEvent, unaskedChanges }) =>
      lastEvent !== 'answered' && unaskedChanges <= maxUnaskedChanges,
    quietMs: ({ lastEvent }) => (lastEvent === 'typed' ? 8 : 40),
  },
  {
    // The line after the next Enter, where this one is complete.
    name: 'nextLine',
    isDue: ({ lineEnded }, { answersBetweenKeys }) => lineEnded !== undefined && answersBetweenKeys,
    quietMs: () => 20,
  },
  {
    // The whole window where it is short. After an answer, and while a completion is typed along,
    // there is time until the next key.
    name: 'complete',
    isDue: isWorthReading,
    quietMs: ({ lastEvent, isTypedAlong }, { answersBetweenKeys, hasSpare }) => {
      if (!hasSpare || !answersBetweenKeys) return 500;
      return lastEvent === 'answered' || isTypedAlong ? 30 : 200;
    },
  },
  {
    // Context of other files that has changed: it comes before everything, and is read in pauses.
    name: 'refresh',
    isDue: isWorthReading,
    quietMs: (_, { hasSpare }) => (hasSpare ? 500 : 3000),
  },
  {
    // Exact cells where they are patched. It evaluates as much as reading the window again, for a
    // difference that hardly shows, and so waits until the user has paused.
    name: 'repair',
    isDue: isWorthReading,
    quietMs: () => 5000,
  },
  {
    // The completion after the one that is shown, for when it is accepted.
    name: 'follow',
    isDue: ({ shownTokens }, { stepMs }) => shownTokens > 0 && stepMs <= maxSpeculativeStepMs,
    quietMs: () => 700,
  },
  {
    // The window on disk, in case the process ends.
    name: 'save',
    isDue: ({ isUsed }) => isUsed,
    quietMs: () => 10_000,
  },
];

/** A job, and the time until it may run, in ms. */
export interface NextJob {
  readonly name: JobName;
  readonly inMs: number;
}

/** Returns the job that runs next in a document; undefined when none is left. */
export function findNextJob(
  activity: Activity,
  machine: Machine,
  nowMs: number,
): NextJob | undefined {
  let next: NextJob | undefined;
  for (const { name, isDue, quietMs } of jobs) {
    if (activity.done.has(name) || !isDue(activity, machine)) continue;
    const inMs = Math.max(0, activity.atMs + quietMs(activity, machine) - nowMs);
    if (next === undefined || inMs < next.inMs) next = { name, inMs };
  }
  return next;
}
