/** Reason why a completion was cancelled. */
export type AbortReason = 'superseded' | 'cancelled' | 'documentChanged' | 'modelChanged';

/**
 * Exclusive use of the model, granted to one piece of work and revoked when the work has ended.
 * Functions that change a sequence take it as a parameter.
 */
export class ModelLease {
  /** Aborted with an `AbortReason` when the work should end. */
  readonly signal: AbortSignal;
  #isHeld = true;

  constructor(signal: AbortSignal) {
    this.signal = signal;
  }

  /** @throws Error when the work that it was given to has ended. */
  check(): void {
    if (!this.#isHeld) throw new Error('The model is used by work that has ended.');
  }

  /** Ends the use of the model. */
  revoke(): void {
    this.#isHeld = false;
  }
}

/** Signal that is never aborted. */
const neverAborted = new AbortController().signal;

/**
 * Shares one model between completions, the chat, and idle work. Work on the model never overlaps.
 *
 * - A completion has exclusive use of the model until it ends. A newer one supersedes it: the older
 *   is aborted, and the newer starts when the older has ended.
 * - The chat advances by steps (a slice of prefill, one token). Between two steps any completion
 *   goes first, since the user waits for ghost text at every keystroke.
 * - Idle work runs while there is neither; any request ends it.
 *
 * A step in progress can't be interrupted, so a completion waits for one step at most.
 */
export class Scheduler {
  #completionController: AbortController | undefined;
  #completionCount = 0;
  #chatCount = 0;
  #idleController: AbortController | undefined;
  /** Promise that settles at the end of the work that uses the model now. */
  #work: Promise<unknown> = Promise.resolve();
  /** Promise that settles when no completion runs or waits. */
  #completionsEnd: PromiseWithResolvers<void> | undefined;

  /**
   * Runs a completion before everything else.
   *
   * @param controller aborted with an `AbortReason` when the scheduler cancels the completion; the
   *   caller aborts it to cancel. `work` checks the signal and ends soon.
   */
  async runCompletion<Result>(
    controller: AbortController,
    work: (lease: ModelLease) => Promise<Result>,
  ): Promise<Result> {
    this.#completionController?.abort('superseded' satisfies AbortReason);
    this.#completionController = controller;
    this.#endIdleWork();
    this.#completionCount++;
    this.#completionsEnd ??= createResolvers();
    try {
      return await this.#runExclusively(controller.signal, work);
    } finally {
      if (this.#completionController === controller) this.#completionController = undefined;
      this.#completionCount--;
      if (this.#completionCount === 0) {
        this.#completionsEnd.resolve();
        this.#completionsEnd = undefined;
      }
    }
  }

  /** Runs one step of the chat as soon as no completion runs or waits. */
  async runChatStep<Result>(step: (lease: ModelLease) => Promise<Result>): Promise<Result> {
    for (;;) {
      await this.#completionsEnd?.promise;
      await this.#work;
      // A completion may have arrived while this step waited for its turn.
      if (this.#completionsEnd === undefined) return this.#runExclusively(neverAborted, step);
    }
  }

  /** Runs an answer of the chat, which advances by `runChatStep`. No idle work runs until it ends. */
  async runChat<Result>(answer: () => Promise<Result>): Promise<Result> {
    this.#chatCount++;
    this.#endIdleWork();
    try {
      return await answer();
    } finally {
      this.#chatCount--;
    }
  }

  /**
   * Runs idle work, if no request uses the model. Newer idle work ends older.
   *
   * @param controller aborted with an `AbortReason` as soon as a request needs the model. `work`
   *   checks the signal and ends soon.
   * @returns undefined when the model is in use.
   */
  async runIdle<Result>(
    controller: AbortController,
    work: (lease: ModelLease) => Promise<Result>,
  ): Promise<Result | undefined> {
    this.#endIdleWork();
    if (!this.isIdle) return undefined;
    this.#idleController = controller;
    try {
      return await this.#runExclusively(controller.signal, (lease) =>
        controller.signal.aborted ? Promise.resolve(undefined) : work(lease),
      );
    } finally {
      if (this.#idleController === controller) this.#idleController = undefined;
    }
  }

  /** True while no request uses the model or waits for it. */
  get isIdle(): boolean {
    return this.#completionCount === 0 && this.#chatCount === 0;
  }

  #endIdleWork(): void {
    this.#idleController?.abort('superseded' satisfies AbortReason);
  }

  /** Aborts the completion that runs or waits, if there is one, and idle work. */
  abortCompletion(reason: AbortReason): void {
    this.#completionController?.abort(reason);
    this.#idleController?.abort(reason);
  }

  /** Runs work on the model itself (such as replacing it) while nothing else uses it. */
  runAlone<Result>(work: (lease: ModelLease) => Promise<Result>): Promise<Result> {
    return this.#runExclusively(neverAborted, work);
  }

  #runExclusively<Result>(
    signal: AbortSignal,
    work: (lease: ModelLease) => Promise<Result>,
  ): Promise<Result> {
    const result = this.#work.then(async () => {
      const lease = new ModelLease(signal);
      try {
        return await work(lease);
      } finally {
        lease.revoke();
      }
    });
    this.#work = result.catch(() => undefined);
    return result;
  }
}

interface PromiseWithResolvers<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
}

/** Replaces `Promise.withResolvers`, which Node.js 20 doesn't have. */
function createResolvers(): PromiseWithResolvers<void> {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
