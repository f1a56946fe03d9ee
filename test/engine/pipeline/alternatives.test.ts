import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { RequestRunner } from '../../../src/engine/pipeline/requestRunner.ts';
import { Alternatives } from '../../../src/engine/pipeline/alternatives.ts';
import { RunningRequests } from '../../../src/engine/scheduling/runningRequests.ts';
import { CompletionGenerator } from '../../../src/engine/infill/completionGenerator.ts';
import { ContextStore } from '../../../src/engine/documents/contextStore.ts';
import { Documents } from '../../../src/engine/documents/documents.ts';
import { WindowViews } from '../../../src/engine/documents/windowViews.ts';
import { EngineError } from '../../../src/engine/foundation/engineError.ts';
import { WindowPool } from '../../../src/engine/kv/windowPool.ts';
import { ModelHost } from '../../../src/engine/model/modelHost.ts';
import type { LanguageModel, TokenSequence } from '../../../src/engine/backend/languageModel.ts';
import type { AlternativesParams } from '../../../src/engine/protocol.ts';
import { Scheduler } from '../../../src/engine/scheduling/scheduler.ts';
import { SyntaxParsers } from '../../../src/engine/parsing/syntaxParsers.ts';
import { memoryOnlyCache } from '../../support/inMemory.ts';
import { loadOnCpu } from '../../support/loadOnProcessor.ts';
import { infillModel } from '../../support/models.ts';
import { silentLogger } from '../../support/silentLogger.ts';

let real: LanguageModel;
before(async () => {
  real = await loadOnCpu(infillModel, 512);
});
after(() => real.dispose());

const uri = 'file:///workspace/a.js';
const text = 'export function sum(values) {\n  let total = 0;\n  values.';

/** Failures of the forks. */
interface ForkFailures {
  readonly open?: Error;
  readonly load?: Error;
  readonly step?: Error;
  readonly dispose?: Error;
}

/** Returns a fork of the real model with failures. */
function createFailingFork(
  fork: TokenSequence,
  { load, step, dispose }: ForkFailures,
  onDisposed: () => void,
) {
  const failing = new Map<PropertyKey, Error | undefined>([
    ['load', load],
    ['sampleNext', step],
  ]);
  return new Proxy(fork, {
    get: (target, name) => {
      const error = failing.get(name);
      if (error) return () => Promise.reject(error);
      if (name === 'dispose') {
        return async () => {
          onDisposed();
          await target.dispose();
          if (dispose) throw dispose;
        };
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** Returns the engine's parts around the real model, whose forks may have failures. */
async function createParts(trouble: ForkFailures) {
  const counts = { opened: 0, disposed: 0, cells: 0 };
  const model: LanguageModel = {
    summary: real.summary,
    vocabulary: real.vocabulary,
    promptFormat: real.promptFormat,
    fingerprint: real.fingerprint,
    prefillMsPerToken: undefined,
    stepMs: 0,
    workMeter: real.workMeter,
    openSequence: (tokens) => real.openSequence(tokens),
    openDraftSequence: () => Promise.resolve(undefined),
    adaptToLoad: () => undefined,
    dispose: () => Promise.resolve(),
    openForks: async (count, tokens) => {
      if (trouble.open) throw trouble.open;
      counts.opened += count;
      counts.cells = tokens;
      const forks = await real.openForks(count, tokens);
      return forks.map((fork) => createFailingFork(fork, trouble, () => counts.disposed++));
    },
  };
  const scheduler = new Scheduler();
  const host = new ModelHost(
    () => Promise.resolve(model),
    scheduler,
    silentLogger,
    () => undefined,
  );
  await host.load({
    path: infillModel,
    gpu: 'cpu',
    threads: 1,
    contextTokens: 0,
    cache: memoryOnlyCache,
  });
  const ignore = () => undefined;
  const documents = new Documents(silentLogger, {
    onDidOpen: ignore,
    onDidChange: ignore,
    onDidClose: ignore,
  });
  documents.open({ uri, languageId: 'javascript', version: 1, text });
  const caches = new WindowPool(host, silentLogger, () => text);
  const clock = () => performance.now();
  const parsers = new SyntaxParsers(silentLogger);
  const runner = new RequestRunner({
    documents,
    views: new WindowViews(documents, new ContextStore(ignore), host),
    host,
    caches,
    runningRequests: new RunningRequests(),
    scheduler,
  });
  const alternatives = new Alternatives({
    runner,
    caches,
    generator: new CompletionGenerator({ host, parsers, clock, logger: silentLogger }),
    logger: silentLogger,
    clock,
  });
  const close = async () => {
    await caches.get(uri)?.live.window.sequence.dispose();
    caches.dispose();
  };
  return { alternatives, caches, counts, close };
}

const params: AlternativesParams = {
  textDocument: { uri, version: 1 },
  position: { line: 2, character: '  values.'.length },
  lines: 'auto',
  maxTokens: 16,
  shownText: '',
  maxCount: 3,
};

test('forks have room for what they hold and generate, and are disposed afterwards', async () => {
  const { alternatives, caches, counts, close } = await createParts({});
  const result = await alternatives.find(params, new AbortController().signal);
  assert.ok(result.alternatives.length > 0);
  assert.equal(counts.opened, 3);
  assert.equal(counts.disposed, 3);
  const cachedCount = caches.get(uri)?.live.window.sequence.tokens.length ?? 0;
  assert.ok(
    counts.cells > cachedCount && counts.cells <= cachedCount + params.maxTokens + 16,
    `${counts.cells}`,
  );
  await close();
});

test('nothing is forked before a request, nor after its cancellation', async () => {
  const { alternatives, counts, close } = await createParts({});
  const result = await alternatives.find(params, AbortSignal.abort());
  assert.deepEqual(result.alternatives, []);
  assert.equal(counts.opened, 0);
  await close();
});

const troubles: readonly (readonly [string, ForkFailures])[] = [
  ['there is no memory', { open: new EngineError('outOfMemory', 'No memory.') }],
  ['a copy fails', { load: new Error('no') }],
  ['decoding fails', { step: new Error('no') }],
];

for (const [name, trouble] of troubles) {
  test(`when ${name} there are no alternatives, every fork is disposed and the window is intact`, async () => {
    const { alternatives, caches, counts, close } = await createParts(trouble);
    const result = await alternatives.find(params, new AbortController().signal);
    assert.deepEqual(result.alternatives, []);
    assert.equal(counts.disposed, counts.opened);
    const window = caches.get(uri)?.live.window;
    assert.ok(window);
    const { state, sequence } = window;
    // The state equals the content of the cells, or has no sampled tokens.
    if (state.kind === 'ready') {
      const sampled = state.sampledTokens.map(({ token }) => token);
      assert.deepEqual(sequence.tokens, [...state.layout.tokens, ...sampled].slice(0, -1));
    } else assert.equal(state.kind, 'moving');
    await close();
  });
}

test('a fork that cannot be disposed affects neither the others nor the answer', async () => {
  const { alternatives, counts, close } = await createParts({ dispose: new Error('no') });
  const result = await alternatives.find(params, new AbortController().signal);
  assert.ok(result.alternatives.length > 0);
  assert.equal(counts.disposed, 3);
  await close();
});
