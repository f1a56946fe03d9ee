/**
 * Everything that crosses the border between the engine and whoever drives it (the extension, the
 * scripts, the tests). The engine is a language server (LSP 3.18); this file holds what it speaks
 * beyond the standard. Positions are LSP's: zero-based lines, characters in UTF-16 code units.
 *
 * Standard methods that the engine serves: `initialize`, `textDocument/didOpen|didChange|didClose`
 * (incremental), `textDocument/inlineCompletion`, `$/cancelRequest`, `window/logMessage`,
 * `shutdown`, `exit`.
 */
import type { NothingReason, StopReason } from '../completion/outcome.ts';
import type { ChatTurn } from '../completion/chat/chatTurn.ts';

/** What a client may say in `initialize.params.initializationOptions`. Unknown values are ignored. */
export interface EngineInitializationOptions {
  /**
   * True when the client brings its own inline completion provider and asks through
   * `tramontane/complete`. The engine then doesn't advertise `textDocument/inlineCompletion`, so
   * that the person isn't served twice.
   */
  readonly ownInlineCompletion?: boolean;
}

/** What the model is to run on. `auto` takes the best device and falls back to the processor. */
export type GpuChoice = 'auto' | 'metal' | 'cuda' | 'vulkan' | 'cpu';

/** `tramontane/loadModel`, client → engine: replace the model. Resolves when it can be used. */
export interface LoadModelParams {
  /** Absolute path of a GGUF file. */
  readonly path: string;
  readonly gpu: GpuChoice;
  /** Upper limit of processor threads; 0 leaves the choice to the engine. */
  readonly threads: number;
  /** Upper limit of the window of completions and of the chat, in tokens each. */
  readonly contextTokens: number;
}

/** A model that is loaded. */
export interface ModelSummary {
  readonly path: string;
  /** The file's name. */
  readonly name: string;
  readonly fileBytes: number;
  /** `cpu`, or the kind of accelerator and its name: `vulkan: llvmpipe`. */
  readonly device: string;
  /** Window of one sequence, in tokens. */
  readonly contextTokens: number;
  /** Processor threads in use. */
  readonly threads: number;
  /** How the model is asked to fill in: by its own control tokens, or as plain text. */
  readonly fillIn: 'codestral' | 'plain';
  /** Which of Mistral's instruction formats the vocabulary calls for. */
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
  /** What is wrong, where, and what to do next. One or two plain sentences. */
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

/** What one request cost. Counts are exact and the same on every machine; times are not. */
export interface RequestMetrics {
  /** Tokens of the prompt: `reusedTokens + evaluatedTokens` unless the prefill was cut short. */
  readonly promptTokens: number;
  /** Prompt tokens whose keys and values were found in the cache. */
  readonly reusedTokens: number;
  /** Prompt tokens that the model evaluated for this request. */
  readonly evaluatedTokens: number;
  /**
   * Tokens drawn from the model, those not shown included. The first comes with the evaluation of
   * the prompt's last token; each further one costs an evaluation of one token.
   */
  readonly decodeSteps: number;
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
}

/** The answer: a text, or one named reason for none. Never an error for want of a suggestion. */
export type CompleteResult =
  | {
      readonly kind: 'text';
      /** To be inserted at the position asked for; nothing is replaced. */
      readonly text: string;
      readonly stopReason: StopReason;
      readonly metrics: RequestMetrics;
    }
  | {
      readonly kind: 'nothing';
      readonly reason: NothingReason;
      /** Why decoding ended, when it had begun. */
      readonly stopReason?: StopReason;
      readonly metrics: RequestMetrics;
    };

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
}

/** `tramontane/chatChunk`, engine → client: the next piece of a running answer. */
export interface ChatChunkParams {
  readonly chatId: string;
  readonly text: string;
}

/** The whole answer, also when it was stopped: what was said until then is kept. */
export interface ChatResult {
  /** What the model wrote; a beginning that was given isn't part of it. */
  readonly text: string;
  readonly stopReason: StopReason;
  /** Turns that no longer fitted into the window and were left out, oldest first. */
  readonly droppedTurns: number;
  readonly metrics: RequestMetrics;
}

/** Requests from the client to the engine: method → params and result. */
export interface EngineRequests {
  'tramontane/loadModel': { params: LoadModelParams; result: ModelSummary };
  /** The engine's state now; changes are announced by `tramontane/stateChanged`. */
  'tramontane/state': { params: null; result: EngineState };
  'tramontane/complete': { params: CompleteParams; result: CompleteResult };
  'tramontane/chat': { params: ChatParams; result: ChatResult };
}

/** Notifications from the engine to the client: method → params. */
export interface EngineNotifications {
  'tramontane/stateChanged': EngineState;
  'tramontane/chatChunk': ChatChunkParams;
}
