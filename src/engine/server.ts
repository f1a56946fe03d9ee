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
import { maxAutomaticMs } from '../completion/suggestion/answerTimes.ts';
import { ChatService } from './chatService/chatService.ts';
import { Alternatives } from './pipeline/alternatives.ts';
import { Writer } from './infill/writer.ts';
import { CompletionService } from './pipeline/completionService.ts';
import { RunningRequests } from './scheduling/runningRequests.ts';
import { ContextStore } from './documents/contextStore.ts';
import { Documents } from './documents/documents.ts';
import { WindowViews } from './documents/windowViews.ts';
import { failureOf } from './foundation/engineError.ts';
import { connectionLogger } from './connectionLogger.ts';
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
import { offsetWithin } from './documents/position.ts';

/** Maximum completion for clients that use the standard request only, in tokens. */
const standardMaxTokens = 64;

/**
 * Builds the engine's parts and connects them to a client. Returns when the connection listens.
 *
 * @param load loads a model file.
 */
export function serve(connection: Connection, load: LoadModel, clock: Clock): void {
  const logger = connectionLogger(connection);
  const scheduler = new Scheduler();
  const host = new ModelHost(load, scheduler, logger, (state) => {
    notify(connection, 'tramontane/stateChanged', state);
  });
  const running = new RunningRequests();
  const documents: Documents = new Documents(logger, {
    opened: (uri) => {
      running.documentChanged(uri);
      caches.opened(uri);
    },
    changed: (uri, changes) => {
      running.documentChanged(uri);
      caches.changed(uri, changes);
      ahead.changed(uri, changes);
    },
    closed: (uri, text) => {
      running.documentChanged(uri);
      caches.closed(uri, text);
      ahead.closed(uri);
      context.forget(uri);
    },
  });
  const context = new ContextStore((uri) => documents.get(uri)?.languageId);
  const caches = new WindowPool(host, logger, (uri) => documents.get(uri)?.getText());
  const views = new WindowViews(documents, context, host);
  const parsers = new SyntaxParsers(logger);
  const writer = new Writer({ host, parsers, clock, logger });
  const speculation = new SpeculativeCompletions(writer, clock);
  const engine = { documents, views, host, caches, speculation, scheduler, logger, clock };
  const ahead = new IdleWork({ ...engine, repair: new WindowRepair(caches) });
  const parts = { ...engine, running, ahead, writer };
  const completions = new CompletionService(parts);
  host.beforeUnload(() => scheduler.runAlone((lease) => caches.unload(lease)));
  const chat = new ChatService(parts);

  connection.onInitialize((params) => ({
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      ...(bringsOwnInlineCompletion(params) ? {} : { inlineCompletionProvider: true }),
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
    completions.complete(params, signalOf(token)).then((result) => {
      logger.debug(describe(result));
      return result;
    });
  handle(connection, 'tramontane/complete', complete);
  const alternatives = new Alternatives(parts);
  handle(connection, 'tramontane/alternatives', (params, token) =>
    alternatives.find(params, signalOf(token)),
  );
  connection.languages.inlineCompletion.on(async (params, token) => {
    const version = documents.get(params.textDocument.uri)?.version ?? 0;
    return itemsOf(await complete(standardParams(params, version), token));
  });
  connection.onNotification('tramontane/cursor', (params: CursorParams) => {
    const { textDocument, position, rulesOff } = params;
    const document = documents.get(textDocument.uri);
    const offset = document && offsetWithin(document, position);
    if (document?.version === textDocument.version && offset !== undefined) {
      ahead.moved(textDocument.uri, offset, rulesOff);
    }
  });
  connection.onNotification('tramontane/prefetch', ({ enabled }: PrefetchParams) => {
    ahead.enable(enabled);
  });
  connection.onNotification('tramontane/context', (params: ContextParams) => {
    context.set(params);
  });
  const reports = new CacheReports(parts);
  handle(connection, 'tramontane/cache', ({ textDocument }) => reports.report(textDocument.uri));
  handle(connection, 'tramontane/prompt', ({ textDocument }) =>
    Promise.resolve(reports.prompt(textDocument.uri)),
  );
  handle(connection, 'tramontane/work', () => Promise.resolve(host.modelOrThrow.work.counts));
  handle(connection, 'tramontane/verify', ({ textDocument }) => reports.verify(textDocument.uri));
  handle(connection, 'tramontane/deleteSavedStates', async () => ({
    bytes: await caches.deleteSaved(),
  }));
  handle(connection, 'tramontane/loadModel', (params) => host.load(params));
  handle(connection, 'tramontane/state', () => Promise.resolve(host.state));
  handle(connection, 'tramontane/chat', async (params, token) => {
    const result = await chat.chat(
      params,
      (chunk) => {
        notify(connection, 'tramontane/chatChunk', chunk);
      },
      signalOf(token),
    );
    logger.debug(`Chat: ${result.stopReason}, ${JSON.stringify(result.metrics)}`);
    return result;
  });
  connection.onShutdown(async () => {
    ahead.dispose();
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
        const failure = failureOf(error);
        if (failure.code === 'internal') connection.console.error(stackOf(error));
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
function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else {
    token.onCancellationRequested(() => {
      controller.abort();
    });
  }
  return controller.signal;
}

function bringsOwnInlineCompletion(params: InitializeParams): boolean {
  const options = params.initializationOptions as EngineInitializationOptions | null | undefined;
  return options?.ownInlineCompletion === true;
}

function standardParams(
  { textDocument, position, context }: InlineCompletionParams,
  version: number,
): EngineRequests['tramontane/complete']['params'] {
  const invoked = context.triggerKind === InlineCompletionTriggerKind.Invoked;
  return {
    textDocument: { uri: textDocument.uri, version },
    position,
    lines: 'auto',
    maxTokens: invoked ? 2 * standardMaxTokens : standardMaxTokens,
    ...(!invoked && { maxMs: maxAutomaticMs }),
  };
}

function itemsOf(result: CompleteResult): InlineCompletionItem[] {
  return result.kind === 'text' ? [{ insertText: result.text }] : [];
}

function describe(result: CompleteResult): string {
  const what =
    result.kind === 'text' ? `text (${result.stopReason})` : `nothing (${result.reason})`;
  return `Completion: ${what}, ${JSON.stringify(result.metrics)}`;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
