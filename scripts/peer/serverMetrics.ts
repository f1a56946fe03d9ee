/** Tokens that llama-server has processed since its start, as `/metrics` counts them. */
export interface ServerCounts {
  /** Prompt tokens evaluated, those of cancelled requests included. */
  readonly promptTokens: number;
  /** Tokens sampled, those of cancelled requests included. */
  readonly sampledTokens: number;
  /** Requests that are still running. */
  readonly runningRequests: number;
}

/**
 * Parses the text of `/metrics` (Prometheus' format).
 *
 * @throws Error when a count is missing.
 */
export function parseMetrics(text: string): ServerCounts {
  const read = (name: string): number => {
    const value = new RegExp(`^llamacpp:${name} (\\S+)$`, 'm').exec(text)?.[1];
    if (value === undefined) throw new Error(`llama-server's metrics have no "${name}".`);
    return Number(value);
  };
  return {
    promptTokens: read('prompt_tokens_total'),
    sampledTokens: read('tokens_predicted_total'),
    runningRequests: read('requests_processing') + read('requests_deferred'),
  };
}
