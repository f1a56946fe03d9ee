/** An event of llama-server's stream, as far as it is used. */
export interface StreamEvent {
  readonly content?: string;
  readonly stop?: boolean;
  /** Tokens of the whole prompt, cached ones included. */
  readonly tokens_evaluated?: number;
  readonly timings?: {
    /** Prompt tokens that were evaluated. */
    readonly prompt_n?: number;
    readonly prompt_ms?: number;
  };
  readonly error?: { readonly message?: string };
}

/** The server's answer to a completion request. */
export interface ServerAnswer {
  readonly text: string;
  /** False when the request was aborted before its end; the counts below are then null. */
  readonly isComplete: boolean;
  /** Tokens of the prompt, cached ones included. */
  readonly promptTokens: number | null;
  /** Prompt tokens that the server evaluated for this answer. */
  readonly evaluatedTokens: number | null;
  readonly promptMs: number | null;
}

/**
 * Reads the events of a stream (`data: {…}` and an empty line each). It ends early, without an
 * error, when the request is aborted.
 */
export async function* readEvents(
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let buffer = '';
  try {
    for await (const bytes of body) {
      buffer += decoder.decode(bytes, { stream: true });
      const lines = buffer.split('\n');
      buffer = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('data: {')) yield JSON.parse(line.slice(6)) as StreamEvent;
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Combines the events of a stream. */
export function combineEvents(events: readonly StreamEvent[]): ServerAnswer {
  const last = events.findLast(({ stop }) => stop === true);
  return {
    text: events.map(({ content }) => content ?? '').join(''),
    isComplete: last !== undefined,
    promptTokens: last?.tokens_evaluated ?? null,
    evaluatedTokens: last?.timings?.prompt_n ?? null,
    promptMs: last?.timings?.prompt_ms ?? null,
  };
}
