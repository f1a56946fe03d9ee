import {
  type CancellationToken,
  ErrorCodes,
  InlineCompletionTriggerKind,
  ResponseError,
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
  type InlineCompletionItem,
  type InlineCompletionParams,
} from 'vscode-languageserver/node';
import { maxAutomaticMs } from '../completion/suggestion/answerTimeLimits.ts';
import { ChatService } from './chatService/chatService.ts';
import { Alternatives } from './pipeline/alternatives.ts';
import { CompletionGenerator } from './infill/completionGenerator.ts';
import { CompletionService } from './pipeline/completionService.ts';
import { RequestRunner } from './pipeline/requestRunner.ts';
import { RunningRequests } from './scheduling/runningRequests.ts';
import { ContextStore } from './documents/contextStore.ts';
import { Documents } from './documents/documents.ts';
import { WindowViews } from './documents/windowViews.ts';
import { toEngineFailure } from './foundation/engineError.ts';
import { createConnectionLogger } from './connectionLogger.ts';
import { ModelHost, type LoadModel } from './model/modelHost.ts';
import type { Clock } from './foundation/environment.ts';
import type {
  CompleteResult,
  ContextParams,
  CursorParams,
  EngineInitializationOptions,
  EngineNotifications,
  EngineRequests,
  PrefetchParams,
} from './protocol.ts';
import { Scheduler } from './scheduling/scheduler.ts';
import { SyntaxParsers } from './parsing/syntaxParsers.ts';
import { IdleWork } from './prefetch/idleWork.ts';
import { WindowRepair } from './prefetch/windowRepair.ts';
import { SpeculativeCompletions } from './prefetch/speculativeCompletions.ts';
import { CacheReports } from './reports/cacheReports.ts';
import { WindowPool } from './kv/windowPool.ts';
import { resolveOffset } from './documents/resolveOffset.ts';

/** Maximum completion for clients that use the standard request only, in tokens. */
const standardMaxTokens = 64;

/**
 * Builds the engine's parts and connects them to a client. Returns when the connection listens.
 *
 * @param load loads a model file.
 */
export function serve(connection: Connection, load: LoadModel, clock: Clock): void {
  const logger = createConnectionLogger(connection);
  const scheduler = new Scheduler();
  const host = new ModelHost(load, scheduler, logger, (state) => {
    notify(connection, 'tramontane/stateChanged', state);
  });
  const runningRequests = new RunningRequests();
  const documents: Documents = new Documents(logger, {
    onDidOpen: (uri) => {
      runningRequests.abortDocumentRequests(uri);
      caches.handleDocumentOpen(uri);
    },
    onDidChange: (uri, changes) => {
      runningRequests.abortDocumentRequests(uri);
      caches.handleDocumentChange(uri, changes);
      idleWork.handleDocumentChange(uri, changes);
    },
    onDidClose: (uri, text) => {
      runningRequests.abortDocumentRequests(uri);
      caches.handleDocumentClose(uri, text);
      idleWork.handleDocumentClose(uri);
      context.removeDocument(uri);
    },
  });
  const context = new ContextStore((uri) => documents.get(uri)?.languageId);
  const caches = new WindowPool(host, logger, (uri) => documents.get(uri)?.getText());
  const views = new WindowViews(documents, context, host);
  const parsers = new SyntaxParsers(logger);
  const generator = new CompletionGenerator({ host, parsers, clock, logger });
  const speculation = new SpeculativeCompletions(generator, clock);
  const engine = { documents, views, host, caches, speculation, scheduler, logger, clock };
  const idleWork = new IdleWork({ ...engine, repair: new WindowRepair(caches) });
  const runner = new RequestRunner({ ...engine, runningRequests });
  const parts = { ...engine, runner, idleWork, generator };
  const completions = new CompletionService(parts);
  host.onBeforeUnload(() => scheduler.runAlone((lease) => caches.unload(lease)));
  const chat = new ChatService(parts);

  connection.onInitialize((params) => ({
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      ...(hasOwnInlineCompletion(params) ? {} : { inlineCompletionProvider: true }),
    },
    serverInfo: { name: 'Tramontane engine' },
  }));
  connection.onDidOpenTextDocument(({ textDocument }) => {
    documents.open(textDocument);
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    documents.change(textDocument.uri, textDocument.version, contentChanges);
  });
  connection.onDidCloseTextDocument(({ textDocument }) => {
    documents.close(textDocument.uri);
  });

  const complete = (
    params: EngineRequests['tramontane/complete']['params'],
    token: CancellationToken,
  ) =>
    completions.complete(params, toAbortSignal(token)).then((result) => {
      logger.debug(describe(result));
      return result;
    });
  handle(connection, 'tramontane/complete', complete);
  const alternatives = new Alternatives(parts);
  handle(connection, 'tramontane/alternatives', (params, token) =>
    alternatives.find(params, toAbortSignal(token)),
  );
  connection.languages.inlineCompletion.on(async (params, token) => {
    const version = documents.get(params.textDocument.uri)?.version ?? 0;
    return toInlineCompletionItems(await complete(toCompleteParams(params, version), token));
  });
  connection.onNotification('tramontane/cursor', (params: CursorParams) => {
    const { textDocument, position, disabledRules } = params;
    const document = documents.get(textDocument.uri);
    const offset = document && resolveOffset(document, position);
    if (document?.version === textDocument.version && offset !== undefined) {
      idleWork.handleCursorMove(textDocument.uri, offset, disabledRules);
    }
  });
  connection.onNotification('tramontane/prefetch', ({ enabled }: PrefetchParams) => {
    idleWork.setEnabled(enabled);
  });
  connection.onNotification('tramontane/context', (params: ContextParams) => {
    context.set(params);
  });
  const reports = new CacheReports(parts);
  handle(connection, 'tramontane/cache', ({ textDocument }) =>
    reports.reportCache(textDocument.uri),
  );
  handle(connection, 'tramontane/prompt', ({ textDocument }) =>
    Promise.resolve(reports.reportPrompt(textDocument.uri)),
  );
  handle(connection, 'tramontane/work', () => Promise.resolve(host.modelOrThrow.workMeter.counts));
  handle(connection, 'tramontane/verify', ({ textDocument }) => reports.verify(textDocument.uri));
  handle(connection, 'tramontane/deleteSavedStates', async () => ({
    bytes: await caches.deleteSavedStates(),
  }));
  handle(connection, 'tramontane/loadModel', (params) => host.load(params));
  handle(connection, 'tramontane/state', () => Promise.resolve(host.state));
  handle(connection, 'tramontane/chat', async (params, token) => {
    const result = await chat.chat(
      params,
      (chunk) => {
        notify(connection, 'tramontane/chatChunk', chunk);
      },
      toAbortSignal(token),
    );
    logger.debug(`Chat: ${result.stopReason}, ${JSON.stringify(result.metrics)}`);
    return result;
  });
  connection.onShutdown(async () => {
    idleWork.dispose();
    await host.dispose();
    caches.dispose();
  });
  connection.listen();
}

/** Registers a handler of one of the engine's own requests. Failures are sent as an `EngineFailure`. */
function handle<Method extends keyof EngineRequests>(
  connection: Connection,
  method: Method,
  handler: (
    params: EngineRequests[Method]['params'],
    token: CancellationToken,
  ) => Promise<EngineRequests[Method]['result']>,
): void {
  connection.onRequest(
    method,
    async (params: EngineRequests[Method]['params'], token: CancellationToken) => {
      try {
        return await handler(params, token);
      } catch (error) {
        const failure = toEngineFailure(error);
        if (failure.code === 'internal') connection.console.error(getStack(error));
        return new ResponseError(ErrorCodes.InternalError, failure.message, failure);
      }
    },
  );
}

function notify<Method extends keyof EngineNotifications>(
  connection: Connection,
  method: Method,
  params: EngineNotifications[Method],
): void {
  void connection.sendNotification(method, params);
}

/** Returns an abort signal for a client's cancellation token. */
function toAbortSignal(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else {
    token.onCancellationRequested(() => {
      controller.abort();
    });
  }
  return controller.signal;
}

function hasOwnInlineCompletion(params: InitializeParams): boolean {
  const options = params.initializationOptions as EngineInitializationOptions | null | undefined;
  return options?.hasOwnInlineCompletion === true;
}

function toCompleteParams(
  { textDocument, position, context }: InlineCompletionParams,
  version: number,
): EngineRequests['tramontane/complete']['params'] {
  const isInvoked = context.triggerKind === InlineCompletionTriggerKind.Invoked;
  return {
    textDocument: { uri: textDocument.uri, version },
    position,
    trigger: isInvoked ? 'invoked' : 'automatic',
    lines: 'auto',
    maxTokens: isInvoked ? 2 * standardMaxTokens : standardMaxTokens,
    ...(!isInvoked && { maxMs: maxAutomaticMs }),
  };
}

function toInlineCompletionItems(result: CompleteResult): InlineCompletionItem[] {
  return result.kind === 'text' ? [{ insertText: result.text }] : [];
}

function describe(result: CompleteResult): string {
  const outcome =
    result.kind === 'text'
      ? `text (${result.stopReason})`
      : `nothing (${result.outcome.stage}: ${result.outcome.rule})`;
  return `Completion: ${outcome}, ${JSON.stringify(result.metrics)}`;
}

function getStack(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
