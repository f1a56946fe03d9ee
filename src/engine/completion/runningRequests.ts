import type { AbortReason } from '../scheduler.ts';

/** Requests that are being answered: given up when their document changes, or by the client. */
export class RunningRequests {
  readonly #running = new Map<AbortController, string>();

  /** A document changed: what is being made for it no longer fits. */
  documentChanged(uri: string): void {
    for (const [controller, runningUri] of this.#running) {
      if (runningUri === uri) controller.abort('documentChanged' satisfies AbortReason);
    }
  }

  /**
   * Runs a request for a document.
   *
   * @param cancelled comes from the client.
   * @param work is told by its controller's signal, with an `AbortReason`, that it is given up.
   */
  async run<Result>(
    uri: string,
    cancelled: AbortSignal,
    work: (controller: AbortController) => Promise<Result>,
  ): Promise<Result> {
    const controller = new AbortController();
    const cancel = () => {
      controller.abort('cancelled' satisfies AbortReason);
    };
    cancelled.addEventListener('abort', cancel);
    if (cancelled.aborted) cancel();
    this.#running.set(controller, uri);
    try {
      return await work(controller);
    } finally {
      this.#running.delete(controller);
      cancelled.removeEventListener('abort', cancel);
    }
  }
}
