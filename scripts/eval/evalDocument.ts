import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompletionRule } from '../../src/completion/rules.ts';
import type { CompleteResult } from '../../src/engine/protocol.ts';
import type { EngineProcess } from '../engine/engineProcess.ts';
import { waitFor } from '../vscode/waitFor.ts';
import type { EvalCase } from './evalCase.ts';

/** Maximum wait for one answer, in ms; after it the case fails. */
const maxAnswerMs = 120_000;

/** Size of the engine's window at a place that isn't cached, at one character per token. */
const coldCharacters = 192;

/** Share of the window that context may take with default settings. */
const contextShare = 0.2;

/** Number of documents opened so far. Each has a folder of its own, and shares no cache with others. */
let documentCount = 0;

/** Options of a completion request. */
export interface CompletionOptions {
  readonly disabledRules: readonly CompletionRule[];
  readonly shouldFilterBySuffixOnCpu: boolean;
  readonly maxTokens: number;
}

/** A document that is open in the engine as in an editor. */
export class EvalDocument {
  readonly #engine: EngineProcess;
  #document: TextDocument;

  private constructor(engine: EngineProcess, document: TextDocument) {
    this.#engine = engine;
    this.#document = document;
  }

  /** Opens a document. @param file relative path; the document exists in the engine only. */
  static async open(
    engine: EngineProcess,
    text: string,
    { file, language, context: pieces = [] }: Pick<EvalCase, 'file' | 'language' | 'context'>,
  ): Promise<EvalDocument> {
    documentCount++;
    const uri = await engine.open(text, `/workspace/${documentCount}/${file}`, language.id);
    if (pieces.length > 0) {
      const textDocument = { uri };
      await engine.notify('tramontane/context', { textDocument, pieces, maxShare: contextShare });
    }
    return new EvalDocument(engine, TextDocument.create(uri, language.id, 1, text));
  }

  /**
   * Requests a completion and waits until the engine has evaluated the whole window, as it has after some
   * typing. The first answer at a place uses only the text around it.
   *
   * @param disabledRules rules that are disabled.
   * @throws Error when that takes too long.
   */
  async prefetchWindow(offset: number, disabledRules: readonly CompletionRule[]): Promise<void> {
    if (this.#document.getText().length <= coldCharacters) return;
    const { uri, version } = this.#document;
    const position = this.#document.positionAt(offset);
    const textDocument = { uri, version };
    await this.#engine.notify('tramontane/cursor', { textDocument, position, disabledRules });
    await this.complete(offset, { maxTokens: 1, disabledRules, shouldFilterBySuffixOnCpu: false });
    await waitFor('the engine to read the file', maxAnswerMs, async () => {
      const reportRequest = this.#engine.request('tramontane/cache', { textDocument: { uri } });
      const report = await withTimeout(reportRequest, maxAnswerMs);
      return (report?.isRepaired === true && report.runs.length > 0) || undefined;
    });
  }

  /** Requests a completion. @throws Error when no answer comes. */
  async complete(offset: number, options: CompletionOptions): Promise<CompleteResult> {
    const { uri, version } = this.#document;
    const answer = this.#engine.request('tramontane/complete', {
      textDocument: { uri, version },
      position: this.#document.positionAt(offset),
      lines: 'auto',
      maxTokens: options.maxTokens,
      disabledRules: options.disabledRules,
      shouldFilterBySuffixOnCpu: options.shouldFilterBySuffixOnCpu,
    });
    return withTimeout(answer, maxAnswerMs);
  }

  /** Inserts a text at the cursor, as a user does who types or accepts. */
  async insert(offset: number, text: string): Promise<void> {
    const position = this.#document.positionAt(offset);
    const change = { range: { start: position, end: position }, text };
    const version = this.#document.version + 1;
    await this.#engine.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.#document.uri, version },
      contentChanges: [change],
    });
    this.#document = TextDocument.update(this.#document, [change], version);
  }

  async close(): Promise<void> {
    await this.#engine.close(this.#document.uri);
  }
}

async function withTimeout<Value>(value: Promise<Value>, ms: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`The engine gave no answer within ${ms / 1000} s.`));
    }, ms);
  });
  try {
    return await Promise.race([value, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
