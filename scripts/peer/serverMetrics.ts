/** Tokens that llama-server has processed since its start. */
export interface ServerCounts {
  /** Prompt tokens evaluated, those of cancelled requests included. */
  readonly promptTokens: number;
  /**
   * Tokens evaluated to sample the next one, those of cancelled requests included. The first token of
   * an answer needs none: it is sampled from the output of the prompt.
   */
  readonly decodeSteps: number;
  /** Requests that are running or deferred. */
  readonly runningRequests: number;
}

/**
 * Reads llama-server's counts from its metrics.
 *
 * `tokens_predicted_total` includes the first tokens of answers, and which cancelled requests have one
 * is unknown. `predicted_tokens_seconds` is the rate of the decode steps alone, since the previous
 * reading (`server_metrics::bucket`); with the time that `tokens_predicted_seconds_total` counts it
 * gives their number. Counts have six digits.
 */
export class ServerCounter {
  #decodeSteps = 0;
  #decodeSeconds = 0;

  /**
   * Returns the counts of a reading. It has to receive all readings of a server, in order.
   *
   * @param text text of `/metrics` (Prometheus' format).
   * @throws Error when a count is missing.
   */
  add(text: string): ServerCounts {
    const decodeSeconds = readMetric(text, 'tokens_predicted_seconds_total');
    const stepsPerSecond = readMetric(text, 'predicted_tokens_seconds');
    this.#decodeSteps += stepsPerSecond * (decodeSeconds - this.#decodeSeconds);
    this.#decodeSeconds = decodeSeconds;
    return {
      promptTokens: readMetric(text, 'prompt_tokens_total'),
      decodeSteps: Math.round(this.#decodeSteps),
      runningRequests:
        readMetric(text, 'requests_processing') + readMetric(text, 'requests_deferred'),
    };
  }
}

function readMetric(text: string, name: string): number {
  const value = new RegExp(`^llamacpp:${name} (\\S+)$`, 'm').exec(text)?.[1];
  if (value === undefined) throw new Error(`llama-server's metrics have no "${name}".`);
  return Number(value);
}
