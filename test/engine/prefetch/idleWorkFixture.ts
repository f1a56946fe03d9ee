import type { TestContext } from 'node:test';
import { createWindowView } from '../../../src/completion/window/windowView.ts';
import { IdleWork, type IdleWorkParts } from '../../../src/engine/prefetch/idleWork.ts';
import type { PrefetchOutcome } from '../../../src/engine/prefetch/speculativeCompletions.ts';
import type { RepairConditions } from '../../../src/engine/prefetch/windowRepair.ts';
import type { DocumentWindow } from '../../../src/engine/kv/documentWindow.ts';
import type { KvWindow, WindowState } from '../../../src/engine/kv/kvWindow.ts';
import type { LanguageModel } from '../../../src/engine/backend/languageModel.ts';
import { Scheduler, type ModelLease } from '../../../src/engine/scheduling/scheduler.ts';
import { computeIdleSliceMs } from '../../../src/engine/sequence/slices.ts';
import { makeFakeModel } from '../../support/fakeModel.ts';
import { silentLogger } from '../../support/silentLogger.ts';

export const uri = 'file:///a.ts';
export const otherUri = 'file:///b.ts';

/** Start and description of a job that ran. */
export type JobRun = readonly [atMs: number, what: string];

/** Idle work on fake documents. Its time is that of the test. */
export class IdleWorkBench {
  readonly work: IdleWork;
  readonly scheduler = new Scheduler();
  /** Jobs that evaluate something, and saves. */
  readonly jobRuns: JobRun[] = [];
  /** Times at which any job began, those that found nothing to do included. */
  readonly jobStartsMs: number[] = [];
  readonly debugLines: string[] = [];
  readonly texts = new Map<string, string>([
    [uri, 'let a = 1;\n'],
    [otherUri, 'let b = 2;\n'],
  ]);
  model: LanguageModel | undefined = makeFakeModel();
  hasSpare = true;
  /** True while the window holds far less text than it could. */
  isShort = false;
  isWorthSaving = true;
  /** True while a repair fills another window, which replaces the current one. */
  replacesWindow = false;
  invalidations = 0;
  /** Called by each job that evaluates something, or saves. */
  duringJob: (what: string, lease: ModelLease) => Promise<void> = () => Promise.resolve();
  prefetchOutcome: PrefetchOutcome = 'ready';
  readonly endedUris: string[] = [];
  readonly #context: TestContext;
  #nowMs = 0;

  constructor(context: TestContext) {
    this.#context = context;
    context.mock.timers.enable({ apis: ['setTimeout'] });
    this.work = new IdleWork(this.#parts());
    context.after(() => {
      this.work.dispose();
    });
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Lets time pass, in steps of a millisecond. */
  async wait(ms: number): Promise<void> {
    for (let step = 0; step < ms; step++) {
      this.#nowMs++;
      this.#context.mock.timers.tick(1);
      await settle();
    }
  }

  /** Types text at an offset. */
  type(offset: number, inserted: string, documentUri: string = uri): void {
    const text = this.texts.get(documentUri) ?? '';
    this.texts.set(documentUri, text.slice(0, offset) + inserted + text.slice(offset));
    this.work.handleDocumentChange(documentUri, [
      { start: offset, removedLength: 0, insertedLength: inserted.length },
    ]);
  }

  /** Moves the cursor to a document and types there. */
  use(documentUri: string = uri): void {
    this.work.handleCursorMove(documentUri, 0);
    this.type(0, 'x', documentUri);
  }

  async #run(what: string, lease: ModelLease): Promise<boolean> {
    this.jobRuns.push([this.#nowMs, what]);
    await this.duringJob(what, lease);
    return !lease.signal.aborted;
  }

  #document(documentUri: string): DocumentWindow {
    const adopt = ({ kind }: WindowState) => {
      if (kind === 'moving') this.invalidations++;
    };
    // Cells that take long to evaluate are worth saving.
    const tokens = Array.from({ length: this.isWorthSaving ? 100 : 0 }, () => 7);
    const layout = { position: { anchor: 0, suffix: '', context: '' }, tokens, parts: [] };
    const state = { kind: 'ready', layout, sampledTokens: [] };
    const sequence = { tokens, bytesPerToken: 16 };
    const live = {
      window: { state, sequence, origins: {}, adopt },
      model: { prefillMsPerToken: 5 },
    };
    const document = {
      uri: documentUri,
      live,
      save: async (_text: string, lease: ModelLease) => {
        await this.#run('save', lease);
      },
    };
    return document as unknown as DocumentWindow;
  }

  /** Fills a window that is short, in one slice. */
  async #fill(document: DocumentWindow, { lease, getQuietMs }: RepairConditions): Promise<boolean> {
    if (!this.isShort) return true;
    const isDone = await this.#run(
      `repair in slices of ${computeIdleSliceMs(getQuietMs())} ms`,
      lease,
    );
    if (isDone) this.isShort = false;
    const { live } = document;
    if (isDone && this.replacesWindow)
      Object.assign(live, { window: Object.create(live.window) as KvWindow });
    return isDone;
  }

  #parts(): IdleWorkParts {
    const documents = new Map<string, DocumentWindow>();
    const get = (documentUri: string) => {
      const document = documents.get(documentUri) ?? this.#document(documentUri);
      documents.set(documentUri, document);
      return document;
    };
    const speculation = {
      prefetch: async (
        _where: unknown,
        at: { cursor: number },
        reach: string,
        lease: ModelLease,
      ) =>
        (await this.#run(`prefetch ${reach} at ${at.cursor}`, lease))
          ? this.prefetchOutcome
          : 'interrupted',
      generateNextLine: (
        _where: unknown,
        _at: unknown,
        { maxTokens }: { maxTokens: number },
        lease: ModelLease,
      ) => this.#run(`nextLine of ${maxTokens} tokens`, lease),
      continueAfterShown: (_where: unknown, shownTokens: number, lease: ModelLease) =>
        this.#run(`follow ${shownTokens} tokens`, lease),
      clearInterruption: (documentUri: string) => this.endedUris.push(documentUri),
    };
    const caches = {
      get,
      open: (documentUri: string) => {
        this.jobStartsMs.push(this.#nowMs);
        return Promise.resolve({ model: this.model, cache: get(documentUri) });
      },
      hasSpare: () => this.hasSpare,
    };
    const repair: IdleWorkParts['repair'] = {
      run: (_job, document, _at, work) => this.#fill(document, work),
      isNeeded: () => this.isShort,
    };
    const parts = {
      documents: {
        get: (documentUri: string) => ({ getText: () => this.texts.get(documentUri) ?? '' }),
      },
      views: {
        createView: (of: string, cursor: number) => {
          const text = this.texts.get(of);
          return text === undefined ? undefined : createWindowView(text, cursor);
        },
      },
      host: Object.defineProperty({}, 'model', { get: () => this.model }),
      caches,
      speculation,
      repair,
      scheduler: this.scheduler,
      logger: { ...silentLogger, debug: (line: string) => this.debugLines.push(line) },
      clock: () => this.#nowMs,
    };
    return parts as unknown as IdleWorkParts;
  }
}

/** Lets all promises settle that don't wait for time. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Waits until the signal of a lease aborts. */
export function waitForAbort({ signal }: ModelLease): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener('abort', () => {
        resolve();
      });
  });
}
