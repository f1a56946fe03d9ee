/** What was waited for did not come in time. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Asks again and again until the answer is there, and gives it. After the deadline (milliseconds)
 * it throws a `DeadlineError`, naming what was waited for.
 */
export async function waitFor<T>(
  what: string,
  deadlineMs: number,
  ask: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) {
      throw new DeadlineError(`Waited ${deadlineMs / 1000} s in vain for ${what}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
