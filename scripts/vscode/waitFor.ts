/** Error when a condition isn't met before its deadline. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Polls until there is a result, and returns it.
 *
 * @throws DeadlineError that names the awaited result, after the deadline in ms.
 */
export async function waitFor<T>(
  condition: string,
  deadlineMs: number,
  poll: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answer = await poll();
    if (answer !== undefined) return answer;
    if (Date.now() > end) {
      throw new DeadlineError(`Waited ${deadlineMs / 1000} s without success for ${condition}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
