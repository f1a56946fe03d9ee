import type { TestContext } from 'node:test';
import { DecisionLog, type DecisionEvent } from '../../../src/completion/suggestion/decisionLog.ts';
import { RequestDelay } from '../../../src/completion/suggestion/requestDelay.ts';
import { SuggestionCache } from '../../../src/completion/suggestion/suggestionCache.ts';
import type {
  AlternativesParams,
  CompleteParams,
  CompleteResult,
  SelectedCompletion,
} from '../../../src/engine/protocol.ts';
import { Completer } from '../../../src/extension/inlineCompletion/completer.ts';
import type { CompletionEngine } from '../../../src/extension/inlineCompletion/completionEngine.ts';
import type { GhostText } from '../../../src/extension/inlineCompletion/ghostText.ts';
import { SuggestionGrowth } from '../../../src/extension/inlineCompletion/suggestionGrowth.ts';
import type { InlineCompletionRequest } from '../../../src/extension/inlineCompletion/inlineCompletionRequest.ts';
import {
  SuggestionLifecycle,
  type DocumentChange,
  type CursorMove,
} from '../../../src/extension/inlineCompletion/suggestionLifecycle.ts';
import { createRequestMetrics } from '../../support/requestMetrics.ts';
import { FakeEmitter } from '../support/fakeEmitter.ts';

const uri = 'file:///src/cart.ts';

/** A cancellation token; the next key cancels it. */
class Token {
  isCancellationRequested = false;
  readonly #cancelled = new FakeEmitter<unknown>();
  readonly onCancellationRequested = this.#cancelled.event;

  cancel(): void {
    if (this.isCancellationRequested) return;
    this.isCancellationRequested = true;
    this.#cancelled.fire(undefined);
  }
}

/** Returns an answer of the engine with a text. */
export function createTextResult(
  text: string,
  replaces = 0,
  totalMs = 0,
): Extract<CompleteResult, { kind: 'text' }> {
  return {
    ...{ kind: 'text', text, replaces, stopReason: 'lineEnd' },
    generationReport: { raw: text, confidence: null },
    metrics: createRequestMetrics({ totalMs }),
  };
}

type Settings = InlineCompletionRequest['settings'];

/** An editor with one file, a user who types, and an engine with scripted answers. */
export class CompletionHarness {
  readonly requests: CompleteParams[] = [];
  readonly alternativesRequests: AlternativesParams[] = [];
  readonly log: string[] = [];
  /** Ghost texts that VS Code received after it was triggered to request again. */
  readonly refreshedGhostTexts: GhostText[][] = [];
  /** Tokens of requests for the rest of a text. */
  readonly growthTokens: Token[] = [];
  /** The state of the delay at each result that was reported. */
  readonly pauseStates: boolean[] = [];
  readonly cache = new SuggestionCache();
  readonly delay = new RequestDelay();
  readonly decisions = new DecisionLog();
  readonly watch: SuggestionLifecycle;
  readonly completer: Completer;
  readonly #changes = new FakeEmitter<DocumentChange>();
  readonly #moves = new FakeEmitter<CursorMove>();
  readonly #tick: (ms: number) => void;
  text: string;
  cursor: number;
  settings: Settings = {
    ...{ disabledScope: undefined, debounceMs: 80, lines: 'auto', maxTokens: 64 },
    quietOnBattery: false,
  };
  isSnoozed = false;
  isOnBattery = false;
  selected: SelectedCompletion | undefined;
  cursors = 1;
  hasSelection = false;
  /** Returns the engine's answer by the text before the cursor. */
  answer: (before: string, params: CompleteParams) => CompleteResult | Promise<CompleteResult> =
    () => createTextResult('');
  alternatives: readonly { readonly text: string; readonly replaces: number }[] = [];
  #version = 1;
  #token = new Token();

  /** @param markedText text with `|` at the cursor. */
  constructor({ mock }: Pick<TestContext, 'mock'>, markedText: string) {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
    this.#tick = (ms) => {
      mock.timers.tick(ms);
    };
    this.cursor = markedText.indexOf('|');
    this.text = markedText.replace('|', '');
    const sharedState = {
      ...{ cache: this.cache, delay: this.delay, decisions: this.decisions },
      now: Date.now,
    };
    this.watch = new SuggestionLifecycle({
      ...sharedState,
      onDidChangeText: this.#changes.event,
      onDidMoveCursor: this.#moves.event,
    });
    const engine: CompletionEngine = {
      complete: (params) => {
        this.requests.push(params);
        return Promise.resolve(this.answer(this.text.slice(0, this.cursor), params));
      },
      requestAlternatives: (params) => {
        this.alternativesRequests.push(params);
        const { alternatives } = this;
        return Promise.resolve({ alternatives, metrics: createRequestMetrics() });
      },
    };
    const shared = {
      ...{ ...sharedState, lifecycle: this.watch, engine },
      onResult: () => this.pauseStates.push(this.delay.isWaitingForPause),
      debug: (message: string) => this.log.push(message),
    };
    const growth = new SuggestionGrowth({
      ...shared,
      createCancellation: () => {
        const token = new Token();
        this.growthTokens.push(token);
        return {
          token,
          cancel: () => {
            token.cancel();
          },
        };
      },
      refresh: async () => {
        this.refreshedGhostTexts.push(
          await this.completer.complete(this.#createOccasion(false), this.#token),
        );
      },
    });
    this.completer = new Completer({
      ...{ ...shared, growth },
      isSnoozed: () => this.isSnoozed,
      isOnBattery: () => this.isOnBattery,
    });
  }

  /** Lets time pass without an event. */
  async advanceTime(ms: number): Promise<void> {
    this.#tick(ms);
    await settlePromises();
  }

  /** Requests a completion as VS Code does. Cached texts are returned without a promise. */
  complete(invoked = false): GhostText[] | Promise<GhostText[]> {
    this.#token.cancel();
    this.#token = new Token();
    return this.completer.complete(this.#createOccasion(invoked), this.#token);
  }

  /** Requests a completion, and waits for the typing pause and the engine. */
  async requestTexts(invoked = false): Promise<string[]> {
    const ghosts = this.complete(invoked);
    await this.advanceTime(5000);
    return (await ghosts).map(({ text }) => text);
  }

  /** Returns the texts that VS Code can show at once; undefined where it has to wait. */
  requestCachedTexts(): string[] | undefined {
    const ghosts = this.complete();
    return ghosts instanceof Promise ? undefined : ghosts.map(({ text }) => text);
  }

  /** Types a key, or text that VS Code inserts at the cursor; `closed` is the text of auto-closing. */
  typeText(text: string, autoClosed = ''): void {
    const cursor = this.cursor + text.length;
    this.#change(this.cursor, 0, text + autoClosed);
    this.move(cursor);
  }

  backspace(count = 1): void {
    for (let remaining = count; remaining > 0; remaining--) this.edit(this.cursor - 1, 1, '');
  }

  /** Edits the document and moves the cursor after the inserted text. */
  edit(start: number, removed: number, inserted: string, reason?: number): void {
    this.#change(start, removed, inserted, reason);
    this.move(start + inserted.length);
  }

  #change(start: number, removed: number, inserted: string, reason?: number): void {
    this.#token.cancel();
    this.text = this.text.slice(0, start) + inserted + this.text.slice(start + removed);
    this.#version++;
    this.#changes.fire({
      document: { uri },
      contentChanges: [{ rangeOffset: start, rangeLength: removed, text: inserted }],
      reason,
    });
  }

  undo(start: number, removed: number, inserted: string): void {
    this.edit(start, removed, inserted, 1);
  }

  move(offset: number): void {
    this.cursor = offset;
    this.#moves.fire({ uri, offset });
  }

  /** Accepts the whole ghost text as VS Code does. */
  accept(ghost: GhostText): void {
    const lineStart = this.text.lastIndexOf('\n', this.cursor - 1) + 1;
    this.edit(lineStart + ghost.start, ghost.end - ghost.start, ghost.text);
    this.watch.recordFullAcceptance(ghost.decision);
  }

  /** Names of the events of each decision, the newest decision first. */
  get events(): string[][] {
    return this.decisions.decisions.map(({ events }) => events.map(nameEvent));
  }

  #createOccasion(invoked: boolean): InlineCompletionRequest {
    const before = this.text.slice(0, this.cursor);
    const text = this.text;
    return {
      document: {
        ...{ uri, version: this.#version, getText: () => text },
        offsetAt: ({ line, character }) =>
          text
            .split('\n')
            .slice(0, line)
            .reduce((sum, { length }) => sum + length + 1, character),
      },
      position: {
        line: before.split('\n').length - 1,
        character: before.length - (before.lastIndexOf('\n') + 1),
      },
      ...{ file: 'src/cart.ts', invoked, selectedEntry: this.selected, settings: this.settings },
      ...{ cursors: this.cursors, hasSelection: this.hasSelection },
    };
  }
}

/** Lets all pending promises settle. */
async function settlePromises(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** Returns the kind of an event; of an outcome its rule, or `rejected` where the user decided. */
function nameEvent(event: DecisionEvent): string {
  if (event.kind !== 'outcome') return event.kind;
  const { stage, rule } = event.outcome;
  return stage === 'suggestion' && rule !== 'rejectedBefore' ? 'rejected' : rule;
}
