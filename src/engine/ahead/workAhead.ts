import { carryOffset, type TextChange } from '../../completion/document/carryOffset.ts';
import { looksBinary } from '../../completion/document/textView.ts';
import type { CompletionRule } from '../../completion/rules.ts';
import type { WindowView } from '../../completion/window/windowView.ts';
import type { DocumentCache } from '../cache/documentCache.ts';
import type { FileCaches } from '../cache/fileCaches.ts';
import type { Documents } from '../documents/documents.ts';
import type { WindowViews } from '../documents/windowViews.ts';
import { messageOf } from '../engineError.ts';
import type { ModelHost } from '../model/modelHost.ts';
import type { LanguageModel, Logger } from '../ports.ts';
import type { AbortReason, Scheduler } from '../scheduler.ts';
import type { Budget, WriteAhead } from './writeAhead.ts';
import { needsMending, WindowMender } from './windowMender.ts';

export interface WorkAheadParts {
  readonly documents: Documents;
  readonly views: WindowViews;
  readonly host: ModelHost;
  readonly caches: FileCaches;
  readonly writing: WriteAhead;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

/** What is done while nobody waits, and after how much quiet, in ms. */
const quietMs = {
  /** The prompt for the cursor goes into the cache after typing: the request is sure to come. */
  prepareTyped: 8,
  /** After other changes and moves, which come in series. */
  prepare: 40,
  /** The line behind the next Enter, where nothing is left to say in this one. */
  nextLine: 20,
  /** The window is made whole, and exact. */
  mend: 500,
  /** What comes behind a text that is shown. */
  follow: 200,
  /** The window is saved, in case that the process ends. */
  save: 10_000,
} as const;

/**
 * Changes without a request after which nothing is prepared any more: completions are turned off
 * there, or something else than a person writes. Many keys lead to no request, for who types fast
 * isn't interrupted.
 */
const mostUnasked = 50;

type Job = 'prepare' | 'nextLine' | 'mend' | 'follow' | 'save';

/** Keeps the cache of the document that the person works on ahead of the next request. */
export class WorkAhead {
  readonly #parts: WorkAheadParts;
  readonly #mender: WindowMender;
  /** Where the person's cursor is, by document; in UTF-16 code units. */
  readonly #cursors = new Map<string, number>();
  /** Rules that tools have switched off, by document. */
  readonly #rulesOff = new Map<string, readonly CompletionRule[]>();
  /** Changes of a document since something was last asked about it. */
  readonly #unasked = new Map<string, number>();
  /** Documents in which a text is shown, as far as the engine knows, and the tokens that it took. */
  readonly #shown = new Map<string, number>();
  /** Documents in which nothing is left to say in the cursor's line, and what was asked for there. */
  readonly #lineEnded = new Map<string, Budget>();
  /** The document that the person works on. Work that was ended in another one isn't taken up. */
  #current: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: { readonly uri: string; readonly controller: AbortController } | undefined;

  constructor(parts: WorkAheadParts) {
    this.#parts = parts;
    this.#mender = new WindowMender(parts.caches);
  }

  changed(uri: string, changes: readonly TextChange[]): void {
    if (this.#running?.uri === uri) {
      this.#running.controller.abort('documentChanged' satisfies AbortReason);
    }
    this.#mender.changed(uri, changes);
    this.#leave(uri);
    this.#current = uri;
    const before = this.#cursors.get(uri);
    const isTyping =
      changes.length === 1 && changes[0] !== undefined && touches(changes[0], before);
    const text = this.#parts.documents.get(uri)?.getText() ?? '';
    this.#cursors.set(uri, cursorAfter(changes, before, text));
    const unasked = (this.#unasked.get(uri) ?? mostUnasked) + 1;
    this.#unasked.set(uri, unasked);
    if (unasked > mostUnasked) return;
    this.#schedule('prepare', uri, isTyping ? quietMs.prepareTyped : quietMs.prepare);
  }

  /** The person put the cursor there. */
  cursorAt(uri: string, offset: number, rulesOff: readonly CompletionRule[] = []): void {
    if (this.#cursors.get(uri) !== offset) this.#leave(uri);
    this.#current = uri;
    this.#cursors.set(uri, offset);
    this.#rulesOff.set(uri, rulesOff);
    this.#unasked.set(uri, 0);
    this.#schedule('prepare', uri, quietMs.prepare);
  }

  /**
   * A request was answered.
   *
   * @param shownTokens that the text in it took; 0 for none.
   * @param lineEnded what was asked for, where the answer is that nothing is left to say in the line.
   */
  completed(
    uri: string,
    offset: number,
    {
      shownTokens,
      lineEnded,
    }: { readonly shownTokens: number; readonly lineEnded?: Budget | undefined },
  ): void {
    this.#leave(uri);
    if (shownTokens > 0) this.#shown.set(uri, shownTokens);
    if (lineEnded !== undefined) this.#lineEnded.set(uri, lineEnded);
    this.#current = uri;
    this.#cursors.set(uri, offset);
    this.#unasked.set(uri, 0);
    if (lineEnded === undefined) this.#schedule('mend', uri, quietMs.mend);
    else this.#schedule('nextLine', uri, quietMs.nextLine);
  }

  /** A request was given up because its document changed: what it wrote may go on there. */
  cutShort(uri: string): void {
    if (!this.#cursors.has(uri)) this.#parts.writing.ended(uri);
    if (this.#current !== uri) return;
    this.#unasked.set(uri, 0);
    this.#schedule('prepare', uri, quietMs.prepareTyped);
  }

  /** Whether nothing is left to do for the window of a document. */
  isMended(uri: string): boolean {
    const cache = this.#parts.caches.get(uri);
    const at = this.#view(uri);
    return cache !== undefined && at !== undefined && !needsMending(cache, at);
  }

  closed(uri: string): void {
    this.#cursors.delete(uri);
    this.#rulesOff.delete(uri);
    this.#unasked.delete(uri);
    this.#leave(uri);
    if (this.#current === uri) this.#current = undefined;
    this.#parts.writing.ended(uri);
    this.#mender.closed(uri);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #schedule(job: Job, uri: string, afterMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#run(job, uri);
    }, afterMs);
    this.#timer.unref();
  }

  async #run(job: Job, uri: string): Promise<void> {
    const { caches, host, logger, scheduler, writing } = this.#parts;
    const at = this.#view(uri);
    if (at === undefined || host.model === undefined) return;
    const controller = new AbortController();
    const running = { uri, controller };
    this.#running = running;
    try {
      const isDone = await scheduler.runIdle(controller, async (signal) => {
        const { model, cache } = await caches.open(uri);
        model.adaptToLoad();
        if (job === 'prepare') return writing.prepare({ model, cache }, at, signal);
        if (job === 'nextLine') return this.#nextLine({ model, cache }, at, signal);
        if (job === 'mend') {
          // Another window may have taken over: then the next line is written in that one.
          const isMended = await this.#mender.mend(cache, at, signal);
          return isMended && this.#nextLine({ model, cache }, at, signal);
        }
        if (job === 'follow') return this.#follow({ model, cache }, signal);
        if (cache.isWorthSaving) await cache.save(at.text);
        return true;
      });
      this.#scheduleNext(job, uri, isDone);
    } catch (error) {
      caches.get(uri)?.window.failed();
      // Nobody asked for it; who asks will hear of it.
      logger.debug(`Work ahead of requests failed: ${messageOf(error)}`);
    } finally {
      this.#ended(running);
    }
  }

  async #nextLine(
    place: { readonly model: LanguageModel; readonly cache: DocumentCache },
    at: WindowView,
    signal: AbortSignal,
  ): Promise<boolean> {
    const budget = this.#lineEnded.get(place.cache.uri);
    return budget === undefined || this.#parts.writing.nextLine(place, at, budget, signal);
  }

  async #follow(
    place: { readonly model: LanguageModel; readonly cache: DocumentCache },
    signal: AbortSignal,
  ): Promise<boolean> {
    const { uri } = place.cache;
    const shownTokens = this.#shown.get(uri);
    if (shownTokens === undefined) return true;
    if (!(await this.#parts.writing.follow(place, shownTokens, signal))) return false;
    this.#shown.delete(uri);
    return true;
  }

  #ended(job: { readonly uri: string }): void {
    if (this.#running === job) this.#running = undefined;
  }

  /** @param isDone undefined when the model was taken. */
  #scheduleNext(job: Job, uri: string, isDone: boolean | undefined): void {
    if (this.#timer !== undefined || this.#current !== uri) return;
    if (isDone !== true) this.#schedule(job, uri, quietMs.mend);
    else if (job === 'prepare' || job === 'nextLine') this.#schedule('mend', uri, quietMs.mend);
    else if (job === 'mend' && this.#shown.has(uri)) this.#schedule('follow', uri, quietMs.follow);
    else if (job !== 'save') this.#schedule('save', uri, quietMs.save);
  }

  /** What was answered was about another place. */
  #leave(uri: string): void {
    this.#shown.delete(uri);
    this.#lineEnded.delete(uri);
  }

  #view(uri: string): WindowView | undefined {
    const cursor = this.#cursors.get(uri);
    const at =
      cursor === undefined ? undefined : this.#parts.views.at(uri, cursor, this.#rulesOff.get(uri));
    return at === undefined || looksBinary(at.view) ? undefined : at;
  }
}

function touches({ start, removed }: TextChange, cursor: number | undefined): boolean {
  return cursor !== undefined && start <= cursor && cursor <= start + removed;
}

/** Where the cursor is after changes: behind what was typed at it, else where it was. */
function cursorAfter(
  changes: readonly TextChange[],
  before: number | undefined,
  text: string,
): number {
  return changes.reduce<number>(
    (cursor, change) => {
      if (!touches(change, cursor)) return carryOffset(cursor, change);
      const end = change.start + change.inserted;
      // Editors close brackets and quotes at once, and leave the cursor in between.
      const isPair = change.inserted === 2 && pairs.has(text.slice(change.start, end));
      return isPair ? end - 1 : end;
    },
    before ?? changes[0]?.start ?? 0,
  );
}

const pairs = new Set(['()', '[]', '{}', '""', "''", '``']);
