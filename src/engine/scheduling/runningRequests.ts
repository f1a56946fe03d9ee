import type { AbortReason } from './scheduler.ts';

/**
 * Requests that are being answered; aborted when their document changes or the client cancels them.
 */
export class RunningRequests {
  readonly #requests = new Map<AbortController, string>();

  /** Aborts the requests for a document that changed, because their answers would no longer fit. */
  abortDocumentRequests(uri: string): void {
    for (const [controller, runningUri] of this.#requests) {
      if (runningUri === uri) controller.abort('documentChanged' satisfies AbortReason);
    }
  }

  /**
   * Runs a request for a document.
   *
   * @param cancelled signal of the client.
   * @param work receives a controller whose signal aborts, with an `AbortReason`, when the request is
   *   no longer needed.
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
    this.#requests.set(controller, uri);
    try {
      return await work(controller);
    } finally {
      this.#requests.delete(controller);
      cancelled.removeEventListener('abort', cancel);
    }
  }
}
