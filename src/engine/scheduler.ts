/** Why a completion was given up. */
export type AbortReason = 'superseded' | 'cancelled' | 'documentChanged' | 'modelChanged';

/**
 * Exclusive use of the model, given to one piece of work and taken back when that has ended. What
 * changes a sequence takes it as a parameter.
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

  /** Takes the use of the model back. */
  revoke(): void {
    this.#isHeld = false;
  }
}

/** A signal that never comes. */
const neverAborted = new AbortController().signal;

/**
 * Shares one model between completions, the chat, and what is done ahead while nobody waits. Work
 * on the model never overlaps.
 *
 * - A completion has the model to itself until it ends. A newer one ends it: the older is told to
 *   abort, and the newer starts when it has.
 * - The chat advances by steps (a slice of prefill, one token). Between two steps any completion
 *   goes first, for a person waits for ghost text at every keystroke.
 * - Idle work runs while there is neither; whatever comes ends it.
 *
 * A step in progress can't be interrupted, so the longest wait of a completion is one step.
 */
export class Scheduler {
  #completion: AbortController | undefined;
  #waitingCompletions = 0;
  #chats = 0;
  #idle: AbortController | undefined;
  /** Settles when the work that has the model now has ended. */
  #work: Promise<unknown> = Promise.resolve();
  /** Settles when no completion runs or waits. */
  #quiet: PromiseWithResolvers<void> | undefined;

  /**
   * Runs a completion before everything else.
   *
   * @param controller aborted with an `AbortReason` when the completion is given up; whoever
   *   cancels it aborts it too. `work` looks at the signal and ends soon.
   */
  async runCompletion<Result>(
    controller: AbortController,
    work: (lease: ModelLease) => Promise<Result>,
  ): Promise<Result> {
    this.#completion?.abort('superseded' satisfies AbortReason);
    this.#completion = controller;
    this.#endIdleWork();
    this.#waitingCompletions++;
    this.#quiet ??= withResolvers();
    try {
      return await this.#exclusively(controller.signal, work);
    } finally {
      if (this.#completion === controller) this.#completion = undefined;
      this.#waitingCompletions--;
      if (this.#waitingCompletions === 0) {
        this.#quiet.resolve();
        this.#quiet = undefined;
      }
    }
  }

  /** Runs one step of the chat as soon as no completion runs or waits. */
  async runChatStep<Result>(step: (lease: ModelLease) => Promise<Result>): Promise<Result> {
    for (;;) {
      await this.#quiet?.promise;
      await this.#work;
      // While this step waited for its turn a completion may have come.
      if (this.#quiet === undefined) return this.#exclusively(neverAborted, step);
    }
  }

  /** Runs an answer of the chat, which goes on by `runChatStep`; until it ends nothing is idle. */
  async runChat<Result>(answer: () => Promise<Result>): Promise<Result> {
    this.#chats++;
    this.#endIdleWork();
    try {
      return await answer();
    } finally {
      this.#chats--;
    }
  }

  /**
   * Runs work that nobody waits for, if nobody waits for anything else. Newer idle work ends older.
   *
   * @param controller aborted with an `AbortReason` as soon as somebody does. `work` looks at the
   *   signal and ends soon.
   * @returns undefined when the model is taken.
   */
  async runIdle<Result>(
    controller: AbortController,
    work: (lease: ModelLease) => Promise<Result>,
  ): Promise<Result | undefined> {
    this.#endIdleWork();
    if (!this.isIdle) return undefined;
    this.#idle = controller;
    try {
      return await this.#exclusively(controller.signal, (lease) =>
        controller.signal.aborted ? Promise.resolve(undefined) : work(lease),
      );
    } finally {
      if (this.#idle === controller) this.#idle = undefined;
    }
  }

  /** True while no work waits for the model. */
  get isIdle(): boolean {
    return this.#waitingCompletions === 0 && this.#chats === 0;
  }

  #endIdleWork(): void {
    this.#idle?.abort('superseded' satisfies AbortReason);
  }

  /** Gives up the completion that runs or waits, if there is one, and idle work. */
  abortCompletion(reason: AbortReason): void {
    this.#completion?.abort(reason);
    this.#idle?.abort(reason);
  }

  /** Runs work on the model's own life (replacing it) while nothing else uses it. */
  runAlone<Result>(work: (lease: ModelLease) => Promise<Result>): Promise<Result> {
    return this.#exclusively(neverAborted, work);
  }

  #exclusively<Result>(
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

/** `Promise.withResolvers`, which Node.js 20 doesn't have. */
function withResolvers(): PromiseWithResolvers<void> {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
