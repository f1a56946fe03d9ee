/**
 * Everything that crosses the border between the engine and whoever drives it (the extension, the
 * scripts, the tests). The engine is a language server (LSP 3.18); this file holds what it speaks
 * beyond the standard. Positions are LSP's: zero-based lines, characters in UTF-16 code units.
 *
 * Standard methods that the engine serves: `initialize`, `textDocument/didOpen|didChange|didClose`
 * (incremental), `textDocument/inlineCompletion`, `$/cancelRequest`, `window/logMessage`,
 * `shutdown`, `exit`.
 */
import type { Confidence } from '../completion/judge/confidence.ts';
import type { NothingReason, StopReason } from '../completion/outcome.ts';
import type { CompletionRule } from '../completion/rules.ts';
import type { InfillName } from '../completion/window/infillFormat.ts';
import type { ChatTurn } from '../completion/chat/chatTurn.ts';
import type { ContextPiece } from '../completion/context/contextPiece.ts';

/** Options in `initialize.params.initializationOptions`. Unknown values are ignored. */
export interface EngineInitializationOptions {
  /**
   * True when the client brings its own inline completion provider and asks through
   * `tramontane/complete`. The engine then doesn't advertise `textDocument/inlineCompletion`, so
   * that the person isn't served twice.
   */
  readonly ownInlineCompletion?: boolean;
}

/** Device for the model. `auto` takes the best device and falls back to the CPU. */
export type GpuChoice = 'auto' | 'metal' | 'cuda' | 'vulkan' | 'cpu';

/** `tramontane/loadModel`, client → engine: replace the model. Resolves when it can be used. */
export interface LoadModelParams {
  /** Absolute path of a GGUF file. */
  readonly path: string;
  readonly gpu: GpuChoice;
  /** Upper limit of processor threads; 0 leaves the choice to the engine. */
  readonly threads: number;
  /** Upper limit of the window of completions and of the chat, in tokens each; 0: by the model. */
  readonly contextTokens: number;
  /** Settings of the caches. */
  readonly cache: CacheSettings;
  /**
   * Absolute paths of small models that may draft for this one; the first whose vocabulary is the
   * same does, where it was measured to help.
   */
  readonly draftPaths?: readonly string[];
}

/**
 * Part of a cache that is reused after a change, from strict to bold; each mode includes the
 * ones before it.
 *
 * - `exact`: a common prefix. The cache is what evaluation from scratch gives.
 * - `rolling`: also what stays when the window's start moves on: cells keep the history that was
 *   evicted, as in Mistral's rolling buffer (arXiv:2310.06825).
 * - `patched`: also what stands behind an edit: erased and inserted cells, the rest moved. An
 *   approximation, repaired in idle time.
 */
export type CacheMode = 'exact' | 'rolling' | 'patched';

export interface CacheSettings {
  readonly mode: CacheMode;
  /** Maximum bytes of all files' caches in memory; the file in use always has its window. */
  readonly memoryBytes: number;
  /** Folder for caches that memory has no room for; null: a temporary folder only. */
  readonly saved: SavedStateSettings | null;
}

export interface SavedStateSettings {
  /** Absolute path of a folder that holds nothing else. */
  readonly directory: string;
  /** Maximum bytes on disk. */
  readonly limitBytes: number;
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
  /** Processor threads in use. */
  readonly threads: number;
  /** Infill format: the model's own FIM tokens, or plain text. */
  readonly fillIn: InfillName | 'plain';
  /** Mistral's instruction format that the vocabulary requires. */
  readonly chatFormat: 'mistral-v1' | 'mistral-v3';
}

/** The life of the engine's model. */
export type EngineState =
  /** No model was asked for yet. */
  | { readonly kind: 'empty' }
  /** `fraction` of the file is read, 0 to 1. */
  | { readonly kind: 'loading'; readonly path: string; readonly fraction: number }
  | { readonly kind: 'ready'; readonly model: ModelSummary }
  /** The last load failed; the engine lives and takes the next path. */
  | { readonly kind: 'failed'; readonly path: string; readonly failure: EngineFailure };

/** Why a request failed, in words for the person. Travels as `data` of a JSON-RPC error. */
export interface EngineFailure {
  readonly code: EngineFailureCode;
  /** One or two plain sentences: the fault, its place, and the next step for the user. */
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
   * Tokens of prompts that the model evaluated for this request, ahead of it included: since the
   * file's request before this one.
   */
  readonly evaluatedTokens: number;
  /** Of `evaluatedTokens`, those that were evaluated before the request came. */
  readonly aheadTokens: number;
  /**
   * Tokens that were evaluated in idle time since the file's request before this one, to make its
   * window whole or exact again. Not part of `evaluatedTokens`: no request needed them.
   */
  readonly idleTokens: number;
  /**
   * Tokens that reuse of a common prefix can't save: those of the prompt after the first that
   * differs from the file's prompt before it. A jump makes that all of the prompt where the suffix
   * block comes first.
   */
  readonly minimumTokens: number;
  /** The boldest kind of reuse that the cache rests on; see `CacheMode`. */
  readonly reuse: CacheMode;
  /**
   * Tokens sampled from the model, those not shown included. The first comes with the evaluation of
   * the prompt's last token; each further one costs an evaluation of one token.
   */
  readonly decodeSteps: number;
  /** Of the tokens sampled, those of which nothing was shown. */
  readonly wastedTokens: number;
  /** Tokens that speculation proposed, and of them those that greedy decoding would have sampled. */
  readonly draftedTokens: number;
  readonly acceptedTokens: number;
  /** Tokens evaluated to find out whether the suffix follows from the text. */
  readonly judgedTokens: number;
  /** Tokens in the file's cache after the request, and the bytes of memory that the cache takes. */
  readonly cacheTokens: number;
  readonly cacheBytes: number;
  /** Waiting for the model, in ms. */
  readonly queueMs: number;
  /** Prefill, from the turn of the request to the prompt's last token, in ms. */
  readonly prefillMs: number;
  /** Decoding, in ms. */
  readonly decodeMs: number;
  /** From the arrival of the request to its first token, in ms; null when there was none. */
  readonly timeToFirstTokenMs: number | null;
  /** From the arrival of the request to its answer, in ms. */
  readonly totalMs: number;
}

/** `tramontane/complete`, client → engine: what belongs at the cursor? Cancellable. */
export interface CompleteParams {
  readonly textDocument: { readonly uri: string; readonly version: number };
  readonly position: { readonly line: number; readonly character: number };
  /** `single` never says more than the rest of the line. */
  readonly lines: 'auto' | 'single';
  /** Longest completion, in tokens. */
  readonly maxTokens: number;
  /**
   * Time from the request's arrival after which the whole words that were generated are the answer, in
   * ms; at least one. Unset: no limit.
   */
  readonly maxMs?: number;
  /**
   * The entry that is selected in the suggest widget, in the place of the text from `start` to the
   * position: the completion goes on behind it.
   */
  readonly selected?: SelectedEntry;
  /** For tools: whether the suffix judges also where that takes long, on a processor. */
  readonly judgesBySuffix?: boolean;
  /** For tools: rules that are not to be applied. */
  readonly rulesOff?: readonly CompletionRule[];
}

export interface SelectedEntry {
  readonly text: string;
  /** Its start on the position's line, in UTF-16 code units. */
  readonly start: number;
}

/** Text that the model generated for a completion, before any filter. */
export interface Writing {
  /** From the cursor to where decoding stopped; line ends are `\n`. */
  readonly raw: string;
  /** Confidence of the model in it; null where it generated nothing. */
  readonly confidence: Confidence | null;
  /** The rule that dropped the text, and what of it was left then. */
  readonly dropped: { readonly rule: CompletionRule; readonly text: string } | null;
}

/** The answer: a text, or one named reason for none. Never an error for want of a suggestion. */
export type CompleteResult =
  | {
      readonly kind: 'text';
      /** To be inserted at the position asked for. */
      readonly text: string;
      /** UTF-16 code units behind the position, on its line, that the text takes the place of. */
      readonly replaces: number;
      readonly stopReason: StopReason;
      readonly writing: Writing;
      readonly metrics: RequestMetrics;
    }
  | {
      readonly kind: 'nothing';
      readonly reason: NothingReason;
      /** Why decoding ended, when it had begun. */
      readonly stopReason?: StopReason;
      /** Text that the model generated, if decoding had begun. */
      readonly writing?: Writing;
      readonly metrics: RequestMetrics;
    };

/**
 * `tramontane/context`, client → engine: what a completion in this document may know besides, the
 * most telling piece first (of cells the nearest). Replaces what was said before; never of excluded
 * or secret files.
 */
export interface ContextParams {
  readonly textDocument: { readonly uri: string };
  readonly pieces: readonly ContextPiece[];
  /** Maximum share of the window that they may take, 0 to 0.5. */
  readonly share: number;
}

/** `tramontane/prompt`, client → engine: what the model was given for a file's last completion. */
export interface PromptReport {
  /** In the model's order. */
  readonly parts: readonly PromptPart[];
}

export interface PromptPart {
  /** `control`: control tokens; `given back`: the torn end of the prefix, as a constraint. */
  readonly kind: 'control' | 'context' | 'suffix' | 'prefix' | 'given back';
  readonly text: string;
  readonly tokens: number;
  /** Why it is there, in words for the person. */
  readonly why: string;
}

/** `tramontane/alternatives`, client → engine: other texts for the same place, the best first. */
export interface AlternativesParams extends CompleteParams {
  /** The text that is shown already; not among the alternatives. */
  readonly shown: string;
  /** Maximum number of alternatives. */
  readonly count: number;
}

export interface AlternativesResult {
  readonly alternatives: readonly { readonly text: string; readonly replaces: number }[];
  readonly metrics: RequestMetrics;
}

/** `tramontane/chat`, client → engine: answer the last turn. Cancelling it is the stop button. */
export interface ChatParams {
  /** Chosen by the client; names the chunks of this answer. */
  readonly chatId: string;
  /**
   * The conversation, oldest first. The last turn is the person's, or the assistant's as far as the
   * answer is given: the model goes on from there.
   */
  readonly turns: readonly ChatTurn[];
  /** Longest answer, in tokens. */
  readonly maxTokens: number;
  /** 0 takes the likeliest token each time. */
  readonly temperature: number;
  /** The file that the conversation is about: the answer starts from its cache. */
  readonly document?: { readonly uri: string } | undefined;
}

/** `tramontane/chatChunk`, engine → client: the next piece of a running answer. */
export interface ChatChunkParams {
  readonly chatId: string;
  readonly text: string;
}

/** The whole answer, also when it was stopped: what was said until then is kept. */
export interface ChatResult {
  /** Text that the model generated, without a beginning that was given. */
  readonly text: string;
  readonly stopReason: StopReason;
  /** Turns that no longer fitted into the window and were left out, oldest first. */
  readonly droppedTurns: number;
  readonly metrics: RequestMetrics;
}

/** `tramontane/cursor`, client → engine: the person put the cursor there; asks for nothing yet. */
export interface CursorParams {
  readonly textDocument: { readonly uri: string; readonly version: number };
  readonly position: { readonly line: number; readonly character: number };
  /** For tools: rules that prompts for this document are laid out without from now on. */
  readonly rulesOff?: readonly CompletionRule[];
}

/**
 * `tramontane/prefetch`, client → engine: whether the engine may evaluate anything ahead of requests.
 * Clients turn it off while completions are snoozed, off, or saving battery. On until first said.
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
  /** Tokens evaluated and erased again: rejected drafts, leads of insertions, surplus tokens. */
  readonly discarded: number;
}

/** `tramontane/cache`, client → engine: what the cache of a file holds. Also `tramontane/prompt`. */
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
  readonly windowsThatFit: number;
  /** Contents of the window, in the order of the model's positions. Empty: nothing is cached. */
  readonly runs: readonly CacheRun[];
  /** True where idle time has nothing left to do: the window is as large and as exact as possible. */
  readonly isMended: boolean;
  /** The figures of the file's last completion. */
  readonly last: RequestMetrics | null;
  /** All files with a cache, in memory or saved, the last used first. */
  readonly files: readonly CachedFile[];
}

/** Neighbouring cells of a window that have all of this in common. */
export interface CacheRun {
  /**
   * `head`: control tokens, and what stays pinned. `context`: of other files. `sampled`: what the
   * model wrote behind the cursor.
   */
  readonly part: 'head' | 'suffix' | 'context' | 'prefix' | 'sampled';
  readonly tokens: number;
  /** Range of the text in the document as it is now; null for all but `suffix` and `prefix`. */
  readonly range: { readonly start: LinePosition; readonly end: LinePosition } | null;
  /** Relation of the cells to evaluation from scratch; see `CacheMode`. */
  readonly reuse: CacheMode;
  /** True where they were evaluated for the last completion. */
  readonly isNew: boolean;
}

/** Zero-based; characters in UTF-16 code units. */
export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

export interface CachedFile {
  readonly uri: string;
  readonly tokens: number;
  readonly bytes: number;
  readonly where: 'memory' | 'saved';
}

/** `tramontane/verify`: does the last completion of a file equal one from scratch? */
export interface VerifyResult {
  /** Tokens compared: as many as the completion drew. */
  readonly tokens: number;
  readonly isEqual: boolean;
  /**
   * Where they part: how much likelier the fresh sequence finds its own token than the other one,
   * as the difference of their probabilities. Next to nought it was a tie.
   */
  readonly gap: number | null;
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
