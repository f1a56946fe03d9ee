import { ChatService } from './chatService/chatService.ts';
import { ContextStore } from './documents/contextStore.ts';
import { Documents } from './documents/documents.ts';
import { WindowViews } from './documents/windowViews.ts';
import type { Clock, Logger } from './foundation/environment.ts';
import { CompletionGenerator } from './infill/completionGenerator.ts';
import { WindowPool } from './kv/windowPool.ts';
import { ModelHost, type LoadModel } from './model/modelHost.ts';
import { SyntaxParsers } from './parsing/syntaxParsers.ts';
import { Alternatives } from './pipeline/alternatives.ts';
import { CompletionService } from './pipeline/completionService.ts';
import { RequestRunner } from './pipeline/requestRunner.ts';
import { IdleWork } from './prefetch/idleWork.ts';
import { SpeculativeCompletions } from './prefetch/speculativeCompletions.ts';
import { WindowRepair } from './prefetch/windowRepair.ts';
import type { EngineState } from './protocol.ts';
import { CacheReports } from './reports/cacheReports.ts';
import { RunningRequests } from './scheduling/runningRequests.ts';
import { Scheduler } from './scheduling/scheduler.ts';

/** Environment of the engine. */
export interface EngineEnvironment {
  /** Loads a model file. */
  readonly load: LoadModel;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called after each change of the model's state. */
  readonly onDidChangeState: (state: EngineState) => void;
}

/** Parts of the engine that handlers use. */
export interface EngineParts {
  readonly logger: Logger;
  readonly host: ModelHost;
  readonly documents: Documents;
  readonly context: ContextStore;
  readonly caches: WindowPool;
  readonly idleWork: IdleWork;
  readonly completions: CompletionService;
  readonly alternatives: Alternatives;
  readonly chat: ChatService;
  readonly reports: CacheReports;
  /** Stops idle work, unloads the model and closes the caches. */
  dispose(): Promise<void>;
}

/** Builds the parts of the engine and connects them. */
export function createEngineParts(environment: EngineEnvironment): EngineParts {
  const { load, clock, logger, onDidChangeState } = environment;
  const scheduler = new Scheduler();
  const host = new ModelHost(load, scheduler, logger, onDidChangeState);
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
  const core = { documents, views, host, caches, speculation, scheduler, logger, clock };
  const idleWork = new IdleWork({ ...core, repair: new WindowRepair(caches) });
  const runner = new RequestRunner({ ...core, runningRequests });
  const parts = { ...core, runner, idleWork, generator };
  const completions = new CompletionService(parts);
  // The listeners of an unload run in the order of these lines: `completions` before, `chat` after.
  host.onBeforeUnload(() => scheduler.runAlone((lease) => caches.unload(lease)));
  return {
    ...{ logger, host, documents, context, caches, idleWork, completions },
    alternatives: new Alternatives(parts),
    chat: new ChatService(parts),
    reports: new CacheReports(parts),
    dispose: async () => {
      idleWork.dispose();
      await host.dispose();
      caches.dispose();
    },
  };
}
