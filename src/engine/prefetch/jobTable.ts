import type { CompletionTask } from '../infill/completionGenerator.ts';

/** Length limits of a completion. */
export type Budget = Pick<CompletionTask, 'lines' | 'maxTokens'>;

/** Work on a document that no request waits for. */
export type JobName =
  'prefetch' | 'nextLine' | 'complete' | 'refresh' | 'repair' | 'follow' | 'save';

/** Last event in a document, and facts since then. */
export interface Activity {
  /** Rules that tools have disabled for prompts of this document. */
  disabledRules: CompletionTask['at']['disabledRules'];
  /** Cursor position, in UTF-16 code units. */
  cursor: number;
  /**
   * Kind of the event. `typed`: text changed at the cursor. `changed`: text changed elsewhere.
   * `moved`: only the cursor moved. `answered`: a request was answered.
   */
  lastEvent: 'typed' | 'changed' | 'moved' | 'answered';
  /** Time of the last event, in ms. */
  lastEventMs: number;
  /** True once something was typed or requested in the document. */
  isUsed: boolean;
  /** Number of changes since the last cursor move or request in the document. */
  changesWithoutRequest: number;
  /** Number of tokens of the shown completion; 0 if there is none. */
  shownTokens: number;
  /** Limits of the last request if its answer is that the line is complete. */
  nextLineBudget: Budget | undefined;
  /** True while the text agrees with the generated tokens, so that the next keys need no model. */
  isTypedAlong: boolean;
  /** Jobs that have nothing left to do since the last event. */
  readonly finishedJobs: Set<JobName>;
}

/** State of the machine that decides how soon a job may run. */
export interface Machine {
  /**
   * True where requests are answered between two keys, false where they are answered in pauses only.
   */
  readonly canAnswerBetweenKeys: boolean;
  /** Time of one decoding step, in ms. */
  readonly stepMs: number;
  /** True where a second window can be filled while the first is in use. */
  readonly hasSpare: boolean;
}

/**
 * Maximum number of changes without a request before prefetching stops: completions are off in the
 * document, or a program writes it. Many keys cause no request because the debounce skips those of
 * fast typing.
 */
export const maxChangesWithoutRequest = 50;

/** Maximum time of a decoding step for generating completions that may never be shown, in ms. */
const maxSpeculativeStepMs = 20;

interface JobRule {
  readonly name: JobName;
  readonly isDue: (activity: Activity, machine: Machine) => boolean;
  /** Returns the delay between the last event and the job, in ms. */
  readonly computeDelayMs: (activity: Activity, machine: Machine) => number;
}

/** Returns whether something was typed or requested where the cursor is now. */
export function isWorthReading({ isUsed, lastEvent, changesWithoutRequest }: Activity): boolean {
  return isUsed && lastEvent !== 'moved' && changesWithoutRequest <= maxChangesWithoutRequest;
}

/** All jobs, in the order in which they run when several are due. */
const jobs: readonly JobRule[] = [
  {
    // Evaluates the prompt for the cursor. A request is certain after typing; cursor moves come in
    // series.
    name: 'prefetch',
    isDue: ({ lastEvent, changesWithoutRequest }) =>
      lastEvent !== 'answered' && changesWithoutRequest <= maxChangesWithoutRequest,
    computeDelayMs: ({ lastEvent }) => (lastEvent === 'typed' ? 8 : 40),
  },
  {
    // Generates the line after the next Enter if the current line is complete.
    name: 'nextLine',
    isDue: ({ nextLineBudget }, { canAnswerBetweenKeys }) =>
      nextLineBudget !== undefined && canAnswerBetweenKeys,
    computeDelayMs: () => 20,
  },
  {
    // Completes a short window. After an answer, and while the user types along a completion, there
    // is time until the next key.
    name: 'complete',
    isDue: isWorthReading,
    computeDelayMs: ({ lastEvent, isTypedAlong }, { canAnswerBetweenKeys, hasSpare }) => {
      if (!hasSpare || !canAnswerBetweenKeys) return 500;
      return lastEvent === 'answered' || isTypedAlong ? 30 : 200;
    },
  },
  {
    // Evaluates changed context from other files. The context precedes all other text, so this waits
    // for a pause.
    name: 'refresh',
    isDue: isWorthReading,
    computeDelayMs: (_, { hasSpare }) => (hasSpare ? 500 : 3000),
  },
  {
    // Replaces patched cells by exact ones. This costs as much as evaluating the window again, for a
    // barely noticeable difference, and so waits until the user has paused.
    name: 'repair',
    isDue: isWorthReading,
    computeDelayMs: () => 5000,
  },
  {
    // Generates the completion after the shown one, for when the shown one is accepted.
    name: 'follow',
    isDue: ({ shownTokens }, { stepMs }) => shownTokens > 0 && stepMs <= maxSpeculativeStepMs,
    computeDelayMs: () => 700,
  },
  {
    // Saves the window to disk in case the process ends.
    name: 'save',
    isDue: ({ isUsed }) => isUsed,
    computeDelayMs: () => 10_000,
  },
];

/** Job, and the time until it may run, in ms. */
export interface NextJob {
  readonly name: JobName;
  readonly delayMs: number;
}

/** Returns the job that runs next in a document; undefined if none is left. */
export function findNextJob(
  activity: Activity,
  machine: Machine,
  nowMs: number,
): NextJob | undefined {
  let next: NextJob | undefined;
  for (const { name, isDue, computeDelayMs } of jobs) {
    if (activity.finishedJobs.has(name) || !isDue(activity, machine)) continue;
    const delayMs = Math.max(0, activity.lastEventMs + computeDelayMs(activity, machine) - nowMs);
    if (next === undefined || delayMs < next.delayMs) next = { name, delayMs };
  }
  return next;
}
