import type { RenderedContext } from '../../completion/context/renderContext.ts';
import type { WindowLayout } from '../../completion/window/windowLayout.ts';
import type { RequestMetrics } from '../protocol.ts';

/** Figures of a document's window, for reports and for the metrics of its requests. */
export class WindowMeter {
  /** Cursor that the window was last brought to, in UTF-16 code units. */
  cursor = 0;
  /** First cell that was evaluated for the last request. */
  newFrom = 0;
  /** Prompt of the last request, and its context from other files. */
  lastPrompt: { readonly layout: WindowLayout; readonly context: RenderedContext } | undefined;
  /** Figures of the last request. */
  lastMetrics: RequestMetrics | null = null;
  #aheadTokens = 0;
  #idleTokens = 0;

  /** Counts tokens that were evaluated ahead of a request. */
  evaluatedAhead(tokens: number): void {
    this.#aheadTokens += tokens;
  }

  /** Counts tokens that were evaluated in idle time. */
  evaluatedIdle(tokens: number): void {
    this.#idleTokens += tokens;
  }

  /** Returns the tokens evaluated since the last call, ahead of requests and in idle time. */
  takeEvaluatedBefore(): { readonly ahead: number; readonly idle: number } {
    const taken = { ahead: this.#aheadTokens, idle: this.#idleTokens };
    this.#aheadTokens = 0;
    this.#idleTokens = 0;
    return taken;
  }
}
