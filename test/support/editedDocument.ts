import { TextDocument } from 'vscode-languageserver-textdocument';
import { waitFor } from '../../scripts/vscode/waitFor.ts';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import type { CompletionRule } from '../../src/completion/rules.ts';
import type {
  CacheReport,
  CompleteParams,
  CompleteResult,
  VerifyResult,
} from '../../src/engine/protocol.ts';
import { sumWork } from './totalWork.ts';

/** Maximum time for idle work of a small model on a machine with other load, in ms. */
const deadlineMs = 60_000;

/** Maximum number of polls between two reports. */
const maxPollsToReport = 10;

/** A document in the engine, edited as an editor does. */
export class EditedDocument {
  readonly uri: string;
  readonly #engine: EngineProcess;
  #document: TextDocument;

  private constructor(engine: EngineProcess, document: TextDocument) {
    this.#engine = engine;
    this.#document = document;
    this.uri = document.uri;
  }

  static async open(engine: EngineProcess, text: string, file: string): Promise<EditedDocument> {
    const uri = await engine.open(text, file);
    return new EditedDocument(engine, TextDocument.create(uri, 'plaintext', 1, text));
  }

  async edit(offset: number, removed: number, text: string): Promise<void> {
    const range = {
      start: this.#document.positionAt(offset),
      end: this.#document.positionAt(offset + removed),
    };
    const version = this.#document.version + 1;
    await this.#engine.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri, version },
      contentChanges: [{ range, text }],
    });
    this.#document = TextDocument.update(this.#document, [{ range, text }], version);
  }

  moveCursor(offset: number, disabledRules: readonly CompletionRule[] = []): Promise<void> {
    return this.#engine.notify('tramontane/cursor', {
      textDocument: { uri: this.uri, version: this.#document.version },
      position: this.#document.positionAt(offset),
      disabledRules,
    });
  }

  /** Returns the parameters of a request at an offset of the current document. */
  createParams(offset: number, maxTokens = 16): CompleteParams {
    return {
      textDocument: { uri: this.uri, version: this.#document.version },
      position: this.#document.positionAt(offset),
      lines: 'auto',
      maxTokens,
    };
  }

  complete(offset: number, maxTokens?: number): Promise<CompleteResult> {
    return this.#engine.request('tramontane/complete', this.createParams(offset, maxTokens));
  }

  verify(): Promise<VerifyResult | null> {
    return this.#engine.request('tramontane/verify', { textDocument: { uri: this.uri } });
  }

  requestReport(): Promise<CacheReport | null> {
    return this.#engine.request('tramontane/cache', { textDocument: { uri: this.uri } });
  }

  /** Returns the number of tokens sampled after the prompt, without the last one. */
  async countSampledTokens(): Promise<number> {
    const report = await this.requestReport();
    const sampled = report?.runs.filter(({ part }) => part === 'sampled') ?? [];
    return sampled.reduce((sum, { tokens }) => sum + tokens, 0);
  }

  /** Waits until the window is whole and exact. */
  async waitForRepair(): Promise<void> {
    let work = -1;
    // A report costs the engine as much as a slice of the work: while tokens are evaluated, none is
    // requested, and during a pause few.
    let pollsToReport = 0;
    await waitFor('a window that is whole and exact', deadlineMs, async () => {
      const last = work;
      work = sumWork(await this.#engine.request('tramontane/work', null));
      if (last !== -1 && last !== work) pollsToReport = 1;
      if (pollsToReport-- > 0) return undefined;
      pollsToReport = maxPollsToReport;
      const report = await this.requestReport();
      return report?.isRepaired === true || undefined;
    });
  }

  /** Completes at a place and waits until its window is whole. */
  async completeWindow(offset: number): Promise<void> {
    await this.complete(offset, 1);
    await this.waitForRepair();
  }
}
