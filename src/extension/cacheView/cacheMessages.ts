/**
 * The messages between the page that shows the cache (`media/cache/`) and its host
 * (`cachePanel.ts`). Both directions are closed unions. The file has no imports, since both sides
 * use it.
 */

/** Content of the page: names and figures as text, and token counts that are drawn to scale. */
export interface CacheView {
  /** File that is shown; absent when none is open. */
  readonly file?: { readonly name: string; readonly path: string };
  /** Reason why there is no window to draw. */
  readonly notice?: string;
  readonly window?: ShownWindow;
  readonly last?: CompletionView;
  /** Evaluated tokens by purpose; absent while no model is ready. */
  readonly work?: WorkView;
  /** All files with a cache, the most recently used first. */
  readonly files: readonly FileRow[];
}

/** The window of a file. */
export interface ShownWindow {
  /** Number of tokens in the window; `capacity` is the number that it can hold. */
  readonly tokens: number;
  readonly capacity: number;
  /** Size of the window, such as `1,204 of 4,096 tokens · 154.2 MB`. */
  readonly summary: string;
  /** Sentence about the tokens that are reused after a change. */
  readonly mode: string;
  /** Capacity of the memory, such as `Memory holds the windows of 4 files like this one.` */
  readonly memory: string;
  /** Description of the bar, for screen readers. */
  readonly description: string;
  /** Runs in the order of the window. */
  readonly runs: readonly RunRow[];
}

/** Neighbouring tokens of the window with the same history. */
export interface RunRow {
  readonly part: 'head' | 'suffix' | 'context' | 'prefix' | 'sampled';
  /** Name of the part, such as `Suffix`. */
  readonly name: string;
  /** Explanation of the part, such as `after the cursor`. */
  readonly about: string;
  /** Lines, such as `lines 12–80`; empty for tokens that are not in the file. */
  readonly lines: string;
  readonly tokens: number;
  readonly reuse: 'exact' | 'rolling' | 'patched';
  /** True where the tokens were evaluated for the last completion. */
  readonly isNew: boolean;
}

/** Cost of the file's last completion. */
export interface CompletionView {
  readonly tokens: readonly Figure[];
  readonly times: readonly Figure[];
}

/** A figure with its name. */
export interface Figure {
  readonly label: string;
  readonly value: string;
  /** Explanation of the figure. */
  readonly note?: string;
}

/** Tokens evaluated since the model was loaded, by purpose. */
export interface WorkView {
  readonly rows: readonly WorkRow[];
  /** Number of tokens of all purposes, such as `12,040`. */
  readonly total: string;
}

export interface WorkRow {
  /** Purpose, such as `Prompts of requests`. */
  readonly label: string;
  /** Details of the purpose, where the label needs them. */
  readonly about?: string;
  /** Number of tokens, such as `1,204`. */
  readonly tokens: string;
}

/** A file with a cache. */
export interface FileRow {
  readonly path: string;
  /** Storage of the cache: `in memory` or `saved on disk`. */
  readonly storage: string;
  readonly tokens: string;
  readonly size: string;
  /** True where the window of this file is shown. */
  readonly isShown: boolean;
}

/** Message from the host to the page. */
export interface HostToCachePage {
  readonly kind: 'view';
  readonly view: CacheView;
}

/** Message from the page to the host. */
export type CachePageToHost =
  /** The page's script runs; the host replies with `view`. */
  { readonly kind: 'ready' } | { readonly kind: 'deleteSavedCaches' };

/** Parses a value from the page; returns `undefined` for anything that isn't one of its messages. */
export function parseCachePageMessage(value: unknown): CachePageToHost | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  const { kind } = value;
  return kind === 'ready' || kind === 'deleteSavedCaches' ? { kind } : undefined;
}
