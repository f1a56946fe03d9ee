/**
 * Protocol between the engine and its clients: the extension, the scripts and the tests. The engine
 * is a language server (LSP 3.18); this file defines its extensions of the standard. Positions are
 * LSP's: zero-based lines, characters in UTF-16 code units.
 *
 * Standard methods that the engine serves: `initialize`, `textDocument/didOpen|didChange|didClose`
 * (incremental), `textDocument/inlineCompletion`, `$/cancelRequest`, `window/logMessage`,
 * `shutdown`, `exit`.
 */
import type { Confidence } from '../completion/confidence/confidence.ts';
import type { Outcome, StopReason } from '../completion/outcome.ts';
import type { CompletionRule, CompletionTrigger } from '../completion/rules.ts';
import type { ChatTurn } from '../completion/chatPrompt/chatTurn.ts';
import type { ContextPiece } from '../completion/context/contextPiece.ts';

/** Options in `initialize.params.initializationOptions`. Unknown values are ignored. */
export interface EngineInitializationOptions {
  /**
   * True where the client has its own inline completion provider and sends `tramontane/complete`.
   * The engine then doesn't advertise `textDocument/inlineCompletion`, so that the user doesn't get
   * each completion twice.
   */
  readonly hasOwnInlineCompletion?: boolean;
}

/** Device that the model runs on. `auto` takes the best device and falls back to the CPU. */
export type GpuChoice = 'auto' | 'metal' | 'cuda' | 'vulkan' | 'cpu';

/** `tramontane/loadModel`, client → engine: replaces the model. Resolves when it can be used. */
export interface LoadModelParams {
  /** Absolute path of a GGUF file. */
  readonly path: string;
  readonly gpu: GpuChoice;
  /** Maximum number of CPU threads; 0 leaves the choice to the engine. */
  readonly threads: number;
  /** Maximum window of completions and of the chat, in tokens each; 0: determined by the model. */
  readonly contextTokens: number;
  /** Settings of the KV caches. */
  readonly cache: CacheSettings;
  /**
   * Absolute paths of candidates for a draft model. The first with the same vocabulary is used,
   * where it was measured to help.
   */
  readonly draftPaths?: readonly string[];
}

/**
 * Kinds of reuse of a cache after a change, from exact to approximate; each mode includes the ones
 * before it.
 *
 * - `exact`: a common prefix. The cache equals evaluation from scratch.
 * - `rolling`: also the cells that remain when the window's start moves on: they keep the history
 *   that was evicted, as in Mistral's rolling buffer (arXiv:2310.06825).
 * - `patched`: also the cells after an edit: cells are erased and inserted, the others shifted. An
 *   approximation, repaired in idle time.
 */
export type CacheMode = 'exact' | 'rolling' | 'patched';

export interface CacheSettings {
  readonly mode: CacheMode;
  /** Maximum bytes of all files' caches in memory; the file in use always has its window. */
  readonly maxMemoryBytes: number;
  /** Folder for caches that don't fit into memory; null: only a temporary folder. */
  readonly savedStates: SavedStateSettings | null;
}

export interface SavedStateSettings {
  /** Absolute path of a folder that holds nothing else. */
  readonly directory: string;
  /** Maximum bytes on disk. */
  readonly maxBytes: number;
}

/** A model that is loaded. */
export interface ModelSummary {
  readonly path: string;
  /** The file's name. */
  readonly name: string;
  readonly fileBytes: number;
  /** `cpu`, or the kind of accelerator and its name: `vulkan: llvmpipe`. */
  readonly device: string;
  /** Window of the chat, in tokens. */
  readonly contextTokens: number;
  /** Window of a file, in tokens: what the model was trained for, the setting, or what fits. */
  readonly windowTokens: number;
  /** CPU threads in use. */
  readonly threads: number;
  /** Family whose FIM tokens the model has (`promptFamilies.ts`): `codestral`; `plain` without any. */
  readonly infillFormat: string;
  /** Chat format that matches the vocabulary (`promptFamilies.ts`): `mistral-v1`, `mistral-v3`. */
  readonly chatFormat: string;
}

/** State of the engine's model. */
export type EngineState =
  /** No model was requested yet. */
  | { readonly kind: 'empty' }
  /** `fraction` of the file is read, 0 to 1. */
  | { readonly kind: 'loading'; readonly path: string; readonly fraction: number }
  | { readonly kind: 'ready'; readonly model: ModelSummary }
  /** The last load failed; the engine keeps running and accepts the next path. */
  | { readonly kind: 'failed'; readonly path: string; readonly failure: EngineFailure };

/** Reason why a request failed, in words for the user. Sent as `data` of a JSON-RPC error. */
export interface EngineFailure {
  readonly code: EngineFailureCode;
  /** Text that says what is wrong, where, and what to do next. One or two plain sentences. */
  readonly message: string;
}

export type EngineFailureCode =
  | 'modelNotFound'
  | 'modelNotAFile'
  | 'modelUnreadable'
  | 'modelNotGguf'
  | 'modelTruncated'
  | 'modelUnsupported'
  | 'modelLoadFailed'
  | 'runtimeMissing'
  | 'outOfMemory'
  | 'noModel'
  | 'internal';

/** Cost of one request. Counts are exact and the same on every machine; times are not. */
export interface RequestMetrics {
  /** Tokens of the prompt: `reusedTokens + evaluatedTokens` unless the prefill was cut short. */
  readonly promptTokens: number;
  /** Prompt tokens whose keys and values were found in the cache. */
  readonly reusedTokens: number;
  /**
   * Prompt tokens that the model evaluated for this request, including those prefetched since the
   * file's previous request.
   */
  readonly evaluatedTokens: number;
  /** Part of `evaluatedTokens` that was evaluated before the request arrived. */
  readonly prefetchedTokens: number;
  /**
   * Tokens that were evaluated in idle time since the file's previous request, to repair its
   * window: to complete it or make it exact again. Not part of `evaluatedTokens`: no request needed
   * them.
   */
  readonly repairTokens: number;
  /**
   * Tokens that reuse of a common prefix can't save: those of the prompt from the first that
   * differs from the file's previous prompt. Where the suffix block comes first, a jump makes
   * these all tokens of the prompt.
   */
  readonly prefixMissTokens: number;
  /** Kind of reuse in the cache, the least exact if there are several; see `CacheMode`. */
  readonly reuse: CacheMode;
  /**
   * Tokens sampled from the model, those not shown included. The first comes with the evaluation of
   * the prompt's last token; each further one costs an evaluation of one token.
   */
  readonly decodeSteps: number;
  /** Sampled tokens of which nothing was shown. */
  readonly wastedTokens: number;
  /** Draft tokens, and those of them that were accepted: greedy decoding would have sampled them. */
  readonly draftedTokens: number;
  readonly acceptedTokens: number;
  /** Tokens evaluated by the suffix-likelihood filter. */
  readonly suffixFilterTokens: number;
  /** Tokens in the file's cache after the request, and the bytes of memory that the cache takes. */
  readonly cacheTokens: number;
  readonly cacheBytes: number;
  /** Time spent waiting for the model, in ms. */
  readonly queueMs: number;
  /** Prefill time, from the request's turn on the model to the prompt's last token, in ms. */
  readonly prefillMs: number;
  /** Decoding time, in ms. */
  readonly decodeMs: number;
  /** Time from the arrival of the request to its first token, in ms; null when there was none. */
  readonly timeToFirstTokenMs: number | null;
  /** Time from the arrival of the request to its answer, in ms. */
  readonly totalMs: number;
}

/** `tramontane/complete`, client → engine: requests a completion at a position. Cancellable. */
export interface CompleteParams {
  readonly textDocument: { readonly uri: string; readonly version: number };
  readonly position: { readonly line: number; readonly character: number };
  /** Cause of the request; `automatic` by default. */
  readonly trigger?: CompletionTrigger;
  /** Extent of the completion: `single` limits it to the rest of the line. */
  readonly lines: 'auto' | 'single';
  /** Maximum length of the completion, in tokens. */
  readonly maxTokens: number;
  /**
   * Time limit, in ms after the request's arrival. At the limit, the whole words generated so far
   * are returned, at least one. Unset: no limit.
   */
  readonly maxMs?: number;
  /**
   * Entry that is selected in the suggest widget. It replaces the text from `start` to the
   * position, and the completion continues after it.
   */
  readonly selectedCompletion?: SelectedCompletion;
  /** True where the suffix-likelihood filter also runs on a CPU, which takes long. For tools. */
  readonly shouldFilterBySuffixOnCpu?: boolean;
  /** Disabled rules (evaluation only). */
  readonly disabledRules?: readonly CompletionRule[];
}

export interface SelectedCompletion {
  readonly text: string;
  /** Start of the entry on the position's line, in UTF-16 code units. */
  readonly start: number;
}

/** Text that the model generated for a completion, before it was cut, dropped or shown. */
export interface GenerationReport {
  /** Text from the cursor to the point where decoding stopped; line ends are `\n`. */
  readonly raw: string;
  /** Confidence of the model in the text; null where it generated nothing. */
  readonly confidence: Confidence | null;
}

/**
 * Result of a completion request: a text, or the outcome that explains why there is none. A missing suggestion is
 * never an error.
 */
export type CompleteResult =
  | {
      readonly kind: 'text';
      /** Text to insert at the requested position. */
      readonly text: string;
      /** Number of UTF-16 code units after the position, on its line, that the text replaces. */
      readonly replaces: number;
      readonly stopReason: StopReason;
      readonly generationReport: GenerationReport;
      readonly metrics: RequestMetrics;
    }
  | {
      readonly kind: 'nothing';
      readonly outcome: Outcome;
      /** Reason why decoding ended, if it had begun. */
      readonly stopReason?: StopReason;
      /** Text that the model generated, if decoding had begun. */
      readonly generationReport?: GenerationReport;
      readonly metrics: RequestMetrics;
    };

/**
 * `tramontane/context`, client → engine: sets the context for completions in this document, the
 * most relevant piece first (of cells the nearest). Replaces earlier context; never contains
 * excluded or secret files.
 */
export interface ContextParams {
  readonly textDocument: { readonly uri: string };
  readonly pieces: readonly ContextPiece[];
  /** Maximum share of the window that the pieces may take, 0 to 0.5. */
  readonly maxShare: number;
}

/** `tramontane/prompt`, client → engine: returns the prompt of a file's last completion. */
export interface PromptReport {
  /** Parts in the order of the model's input. */
  readonly parts: readonly PromptPart[];
}

export interface PromptPart {
  /**
   * Kind of the part. `control`: control tokens; `partialToken`: the partial token at the end of the
   * prefix, as a constraint (token healing).
   */
  readonly kind: 'control' | 'context' | 'suffix' | 'prefix' | 'partialToken';
  readonly text: string;
  readonly tokens: number;
  /** Reason why the part is there, in words for the user. */
  readonly reason: string;
}

/**
 * `tramontane/alternatives`, client → engine: requests other texts for the same position, the best
 * first.
 */
export interface AlternativesParams extends CompleteParams {
  /** Text that is shown already; not among the alternatives. */
  readonly shownText: string;
  /** Maximum number of alternatives. */
  readonly maxCount: number;
}

export interface AlternativesResult {
  readonly alternatives: readonly { readonly text: string; readonly replaces: number }[];
  readonly metrics: RequestMetrics;
}

/** `tramontane/chat`, client → engine: answers the last turn. The stop button cancels the request. */
export interface ChatParams {
  /** Identifier of the answer's chunks, chosen by the client. */
  readonly chatId: string;
  /**
   * Conversation, oldest turn first. The last turn is the user's, or the beginning of the
   * assistant's answer, which the model continues.
   */
  readonly turns: readonly ChatTurn[];
  /** Maximum length of the answer, in tokens. */
  readonly maxTokens: number;
  /** Sampling temperature; 0 takes the likeliest token each time. */
  readonly temperature: number;
  /** File that the conversation is about: the answer starts from its cache. */
  readonly document?: { readonly uri: string } | undefined;
}

/** `tramontane/chatChunk`, engine → client: the next piece of a running answer. */
export interface ChatChunkParams {
  readonly chatId: string;
  readonly text: string;
}

/** Whole answer, or the text generated until it was stopped. */
export interface ChatResult {
  /** Text that the model generated, without the beginning that was given. */
  readonly text: string;
  readonly stopReason: StopReason;
  /** Number of turns left out because they no longer fitted into the window, oldest first. */
  readonly droppedTurns: number;
  readonly metrics: RequestMetrics;
}

/** `tramontane/cursor`, client → engine: reports where the user moved the cursor; requests nothing. */
export interface CursorParams {
  readonly textDocument: { readonly uri: string; readonly version: number };
  readonly position: { readonly line: number; readonly character: number };
  /** Rules disabled for prompts of this document from now on (evaluation only). */
  readonly disabledRules?: readonly CompletionRule[];
}

/**
 * `tramontane/prefetch`, client → engine: enables or disables all evaluation ahead of requests.
 * Clients disable it while completions are snoozed, off, or saving battery. Enabled by default.
 */
export interface PrefetchParams {
  readonly enabled: boolean;
}

/**
 * `tramontane/work`, client → engine: tokens that went through the model since it was loaded, each
 * counted once, under the purpose that it was evaluated for. Chat answers count under `prompt` and
 * `decode`.
 */
export interface WorkCounts {
  /** Prompt tokens evaluated for requests. */
  readonly prompt: number;
  /** Prompt tokens evaluated ahead of requests. */
  readonly prefetch: number;
  /** Tokens evaluated to complete a window, or to make it exact again. */
  readonly repair: number;
  /** Tokens evaluated to sample the next one for a request. */
  readonly decode: number;
  /** Tokens evaluated to sample before any request: the next line, the text after an acceptance. */
  readonly speculative: number;
  /** Tokens evaluated and erased again: rejected draft tokens, leads of insertions, surplus tokens. */
  readonly discarded: number;
}

/**
 * `tramontane/cache`, client → engine: returns the contents of a file's cache. Also used by
 * `tramontane/prompt`.
 */
export interface CacheParams {
  readonly textDocument: { readonly uri: string };
}

/** The cache of a file, for display. */
export interface CacheReport {
  readonly mode: CacheMode;
  /** Tokens that the window can hold. */
  readonly windowTokens: number;
  /** Bytes of memory that the file's cache takes. */
  readonly bytes: number;
  /** Files whose windows fit in memory at once, each as large as this file's full window; min 1. */
  readonly maxWindows: number;
  /** Contents of the window, in the order of the model's positions. Empty: nothing is cached. */
  readonly runs: readonly CacheRun[];
  /** True while no repair is left for idle time: the window is as large and as exact as it gets. */
  readonly isRepaired: boolean;
  /** The figures of the file's last completion. */
  readonly lastMetrics: RequestMetrics | null;
  /** All files with a cache, in memory or saved, the last used first. */
  readonly files: readonly CachedFile[];
}

/** Run of neighbouring cells of a window that share all of these properties. */
export interface CacheRun {
  /**
   * Part of the prompt. `head`: control tokens and pinned tokens. `context`: text of other files.
   * `sampled`: tokens that the model generated after the cursor.
   */
  readonly part: 'head' | 'suffix' | 'context' | 'prefix' | 'sampled';
  readonly tokens: number;
  /** Range of the text in the current document; null for all but `suffix` and `prefix`. */
  readonly range: { readonly start: LinePosition; readonly end: LinePosition } | null;
  /** Relation of the cells to evaluation from scratch; see `CacheMode`. */
  readonly reuse: CacheMode;
  /** True where the cells were evaluated for the last completion. */
  readonly isNew: boolean;
}

/** Zero-based position; characters in UTF-16 code units. */
export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

export interface CachedFile {
  readonly uri: string;
  readonly tokens: number;
  readonly bytes: number;
  readonly location: 'memory' | 'saved';
}

/** `tramontane/verify`, client → engine: compares a file's last completion with one from scratch. */
export interface VerifyResult {
  /** Tokens compared: as many as the completion sampled. */
  readonly tokens: number;
  readonly isEqual: boolean;
  /**
   * Difference between the probabilities that the fresh sequence gives to its own token and to the
   * completion's, at the first difference; null where there is none. Close to 0 it was a tie.
   */
  readonly probabilityGap: number | null;
}

/** Requests from the client to the engine: method → params and result. */
export interface EngineRequests {
  'tramontane/loadModel': { params: LoadModelParams; result: ModelSummary };
  /** The engine's state now; changes are announced by `tramontane/stateChanged`. */
  'tramontane/state': { params: null; result: EngineState };
  'tramontane/complete': { params: CompleteParams; result: CompleteResult };
  'tramontane/alternatives': { params: AlternativesParams; result: AlternativesResult };
  'tramontane/chat': { params: ChatParams; result: ChatResult };
  'tramontane/cache': { params: CacheParams; result: CacheReport | null };
  /** Null when no completion was made for the file. */
  'tramontane/prompt': { params: CacheParams; result: PromptReport | null };
  'tramontane/work': { params: null; result: WorkCounts };
  /** Evaluates the last prompt of a file again, in a sequence of its own; for the tools. */
  'tramontane/verify': { params: CacheParams; result: VerifyResult | null };
  /** Deletes all saved states from disk. */
  'tramontane/deleteSavedStates': { params: null; result: { readonly bytes: number } };
}

/** Notifications from the client to the engine: method → params. */
export interface ClientNotifications {
  'tramontane/cursor': CursorParams;
  'tramontane/context': ContextParams;
  'tramontane/prefetch': PrefetchParams;
}

/** Notifications from the engine to the client: method → params. */
export interface EngineNotifications {
  'tramontane/stateChanged': EngineState;
  'tramontane/chatChunk': ChatChunkParams;
}
