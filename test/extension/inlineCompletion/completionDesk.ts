import type { TestContext } from 'node:test';
import { DecisionLog } from '../../../src/completion/suggestion/decisionLog.ts';
import { RequestDelay } from '../../../src/completion/suggestion/requestDelay.ts';
import { SuggestionCache } from '../../../src/completion/suggestion/suggestionCache.ts';
import type {
  AlternativesParams,
  CompleteParams,
  CompleteResult,
  SelectedEntry,
} from '../../../src/engine/protocol.ts';
import {
  Completer,
  type CompletionEngine,
  type GhostText,
} from '../../../src/extension/inlineCompletion/completer.ts';
import { SuggestionGrowth } from '../../../src/extension/inlineCompletion/suggestionGrowth.ts';
import type { Occasion } from '../../../src/extension/inlineCompletion/occasion.ts';
import {
  OfferWatch,
  type WatchedChange,
  type WatchedMove,
} from '../../../src/extension/inlineCompletion/offerWatch.ts';
import { requestMetrics } from '../../support/requestMetrics.ts';
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
export function textResult(
  text: string,
  replaces = 0,
  totalMs = 0,
): Extract<CompleteResult, { kind: 'text' }> {
  return {
    ...{ kind: 'text', text, replaces, stopReason: 'lineEnd' },
    writing: { raw: text, confidence: null, dropped: null },
    metrics: requestMetrics({ totalMs }),
  };
}

type Settings = Occasion['settings'];

/** An editor with one file, a user who types, and an engine with scripted answers. */
export class CompletionDesk {
  readonly asked: CompleteParams[] = [];
  readonly askedToCycle: AlternativesParams[] = [];
  readonly log: string[] = [];
  /** Ghost texts that VS Code received after it was triggered to request again. */
  readonly refreshed: GhostText[][] = [];
  /** Tokens of requests for the rest of a text. */
  readonly growthTokens: Token[] = [];
  /** The state of the delay at each result that was reported. */
  readonly wereWaitingForPause: boolean[] = [];
  readonly cache = new SuggestionCache();
  readonly delay = new RequestDelay();
  readonly decisions = new DecisionLog();
  readonly watch: OfferWatch;
  readonly completer: Completer;
  readonly #changes = new FakeEmitter<WatchedChange>();
  readonly #moves = new FakeEmitter<WatchedMove>();
  readonly #tick: (ms: number) => void;
  text: string;
  cursor: number;
  settings: Settings = {
    ...{ offFor: undefined, debounceMs: 80, lines: 'auto', maxTokens: 64 },
    quietOnBattery: false,
  };
  isSnoozed = false;
  isOnBattery = false;
  selected: SelectedEntry | undefined;
  cursors = 1;
  hasSelection = false;
  /** Returns the engine's answer by the text before the cursor. */
  answer: (before: string, params: CompleteParams) => CompleteResult | Promise<CompleteResult> =
    () => textResult('');
  alternatives: readonly { readonly text: string; readonly replaces: number }[] = [];
  #version = 1;
  #token = new Token();

  /** @param marked text with `|` at the cursor. */
  constructor({ mock }: Pick<TestContext, 'mock'>, marked: string) {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
    this.#tick = (ms) => {
      mock.timers.tick(ms);
    };
    this.cursor = marked.indexOf('|');
    this.text = marked.replace('|', '');
    const learned = {
      ...{ cache: this.cache, delay: this.delay, decisions: this.decisions },
      now: Date.now,
    };
    this.watch = new OfferWatch({
      ...learned,
      onDidChangeText: this.#changes.event,
      onDidMoveCursor: this.#moves.event,
    });
    const engine: CompletionEngine = {
      complete: (params) => {
        this.asked.push(params);
        return Promise.resolve(this.answer(this.text.slice(0, this.cursor), params));
      },
      alternatives: (params) => {
        this.askedToCycle.push(params);
        const { alternatives } = this;
        return Promise.resolve({ alternatives, metrics: requestMetrics() });
      },
    };
    const shared = {
      ...{ ...learned, watch: this.watch, engine },
      answered: () => this.wereWaitingForPause.push(this.delay.isWaitingForPause),
      debug: (message: string) => this.log.push(message),
    };
    const growth = new SuggestionGrowth({
      ...shared,
      newCancellation: () => {
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
        this.refreshed.push(await this.completer.complete(this.#occasion(false), this.#token));
      },
    });
    this.completer = new Completer({
      ...{ ...shared, growth },
      isSnoozed: () => this.isSnoozed,
      isOnBattery: () => this.isOnBattery,
    });
  }

  /** Lets time pass without an event. */
  async rest(ms: number): Promise<void> {
    this.#tick(ms);
    await settled();
  }

  /** Requests a completion as VS Code does. Cached texts are returned without a promise. */
  complete(invoked = false): GhostText[] | Promise<GhostText[]> {
    this.#token.cancel();
    this.#token = new Token();
    return this.completer.complete(this.#occasion(invoked), this.#token);
  }

  /** Requests a completion, and waits for the typing pause and the engine. */
  async shown(invoked = false): Promise<string[]> {
    const ghosts = this.complete(invoked);
    await this.rest(5000);
    return (await ghosts).map(({ text }) => text);
  }

  /** Returns the texts that VS Code can show at once; undefined where it has to wait. */
  shownAtOnce(): string[] | undefined {
    const ghosts = this.complete();
    return ghosts instanceof Promise ? undefined : ghosts.map(({ text }) => text);
  }

  /** Types a key, or text that VS Code inserts at the cursor; `closed` is the text of auto-closing. */
  write(text: string, closed = ''): void {
    const cursor = this.cursor + text.length;
    this.#change(this.cursor, 0, text + closed);
    this.move(cursor);
  }

  backspace(count = 1): void {
    for (let left = count; left > 0; left--) this.edit(this.cursor - 1, 1, '');
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
    this.watch.acceptedWhole(ghost.decision);
  }

  /** Kinds of the events of each decision, the newest decision first. */
  get events(): string[][] {
    return this.decisions.decisions.map(({ events }) => events.map(({ kind }) => kind));
  }

  #occasion(invoked: boolean): Occasion {
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
      ...{ file: 'src/cart.ts', invoked, selected: this.selected, settings: this.settings },
      ...{ cursors: this.cursors, hasSelection: this.hasSelection },
    };
  }
}

/** Lets all pending promises settle. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
