/**
 * The messages between the page that shows the cache (`media/cache/`) and its host
 * (`cachePanel.ts`). Closed unions on both ways. No imports: both sides use it.
 */

/** What the page shows: names and figures as people read them, and what is drawn to scale. */
export interface CacheView {
  /** The file that it is about; absent when none is open. */
  readonly file?: { readonly name: string; readonly path: string };
  /** Why there is no window to be drawn. */
  readonly notice?: string;
  readonly window?: WindowView;
  readonly last?: CompletionView;
  /** Absent while no model is ready. */
  readonly work?: WorkView;
  /** All files with a cache, the last used first. */
  readonly files: readonly FileRow[];
}

/** The window of a file. */
export interface WindowView {
  /** Tokens in it, and tokens that it can hold. */
  readonly tokens: number;
  readonly capacity: number;
  /** `1,204 of 4,096 tokens · 154.2 MB` */
  readonly summary: string;
  /** What is reused after a change, in a sentence. */
  readonly mode: string;
  /** `Memory holds the windows of 4 files like this one.` */
  readonly memory: string;
  /** The bar in words, for who doesn't see it. */
  readonly description: string;
  /** In the order of the window. */
  readonly runs: readonly RunRow[];
}

/** Neighbouring tokens of the window with the same history. */
export interface RunRow {
  readonly part: 'head' | 'suffix' | 'context' | 'prefix' | 'sampled';
  /** `Suffix` */
  readonly name: string;
  /** `behind the cursor` */
  readonly about: string;
  /** `lines 12–80`; empty for what doesn't stand in the file. */
  readonly lines: string;
  readonly tokens: number;
  readonly reuse: 'exact' | 'rolling' | 'patched';
  /** Whether the last completion needed it to be evaluated. */
  readonly isNew: boolean;
}

/** What the file's last completion cost. */
export interface CompletionView {
  readonly tokens: readonly Figure[];
  readonly times: readonly Figure[];
}

/** A figure with its name. */
export interface Figure {
  readonly label: string;
  readonly value: string;
  /** What should be known about it. */
  readonly note?: string;
}

/** Tokens evaluated since the model was loaded, by purpose. */
export interface WorkView {
  readonly rows: readonly WorkRow[];
  /** `12,040` */
  readonly total: string;
}

export interface WorkRow {
  /** `Prompts of requests` */
  readonly label: string;
  /** Details of the purpose, where the label needs them. */
  readonly about?: string;
  /** `1,204` */
  readonly tokens: string;
}

/** A file with a cache. */
export interface FileRow {
  readonly path: string;
  /** `in memory`, `saved on disk` */
  readonly where: string;
  readonly tokens: string;
  readonly size: string;
  /** Whether its window is the one that is shown. */
  readonly isShown: boolean;
}

/** Host → page. */
export interface HostToCachePage {
  readonly kind: 'view';
  readonly view: CacheView;
}

/** Page → host. */
export type CachePageToHost =
  /** The page's script runs; the host answers with `view`. */
  { readonly kind: 'ready' } | { readonly kind: 'deleteSavedCaches' };

/** Reads what came from the page; `undefined` for anything that isn't one of its messages. */
export function parseCachePageMessage(value: unknown): CachePageToHost | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  const { kind } = value;
  return kind === 'ready' || kind === 'deleteSavedCaches' ? { kind } : undefined;
}
