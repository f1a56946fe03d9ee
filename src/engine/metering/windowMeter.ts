import type { RenderedContext } from '../../completion/context/renderContext.ts';
import type { WindowLayout } from '../../completion/window/windowLayout.ts';
import type { RequestMetrics } from '../protocol.ts';

/** Figures of a document's window, for reports and for the metrics of its requests. */
export class WindowMeter {
  /** Cursor that the window was last brought to, in UTF-16 code units. */
  cursor = 0;
  /** First cell that was evaluated for the last request. */
  firstNewCell = 0;
  /** Prompt of the last request, and its context from other files. */
  lastPrompt: { readonly layout: WindowLayout; readonly context: RenderedContext } | undefined;
  /** Figures of the last request. */
  lastMetrics: RequestMetrics | null = null;
  #prefetchedTokens = 0;
  #repairTokens = 0;

  /** Counts tokens that were evaluated ahead of a request. */
  countPrefetched(tokens: number): void {
    this.#prefetchedTokens += tokens;
  }

  /** Counts tokens that were evaluated in idle time. */
  countRepaired(tokens: number): void {
    this.#repairTokens += tokens;
  }

  /** Returns the tokens evaluated since the last call, ahead of requests and in idle time. */
  takeEvaluatedTokens(): { readonly prefetchedTokens: number; readonly repairTokens: number } {
    const counts = { prefetchedTokens: this.#prefetchedTokens, repairTokens: this.#repairTokens };
    this.#prefetchedTokens = 0;
    this.#repairTokens = 0;
    return counts;
  }
}
