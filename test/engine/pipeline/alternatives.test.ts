import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Alternatives } from '../../../src/engine/pipeline/alternatives.ts';
import { RunningRequests } from '../../../src/engine/scheduling/runningRequests.ts';
import { Writer } from '../../../src/engine/infill/writer.ts';
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
import { inMemory } from '../../support/inMemory.ts';
import { loadOnProcessor } from '../../support/loadOnProcessor.ts';
import { fillInModel } from '../../support/models.ts';
import { silentLogger } from '../../support/silentLogger.ts';

let real: LanguageModel;
before(async () => {
  real = await loadOnProcessor(fillInModel, 512);
});
after(() => real.dispose());

const uri = 'file:///workspace/a.js';
const text = 'export function sum(values) {\n  let total = 0;\n  values.';

/** Failures of the forks. */
interface Trouble {
  readonly open?: Error;
  readonly load?: Error;
  readonly step?: Error;
  readonly dispose?: Error;
}

/** Returns a fork of the real model with failures. */
function troubled(fork: TokenSequence, { load, step, dispose }: Trouble, onDisposed: () => void) {
  const failing = new Map<PropertyKey, Error | undefined>([
    ['load', load],
    ['next', step],
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
async function partsWith(trouble: Trouble) {
  const counts = { opened: 0, disposed: 0, cells: 0 };
  const model: LanguageModel = {
    summary: real.summary,
    vocabulary: real.vocabulary,
    fingerprint: real.fingerprint,
    prefillMsPerToken: undefined,
    stepMs: 0,
    work: real.work,
    openSequence: (tokens) => real.openSequence(tokens),
    openDraftSequence: () => Promise.resolve(undefined),
    adaptToLoad: () => undefined,
    dispose: () => Promise.resolve(),
    openForks: async (count, tokens) => {
      if (trouble.open) throw trouble.open;
      counts.opened += count;
      counts.cells = tokens;
      const forks = await real.openForks(count, tokens);
      return forks.map((fork) => troubled(fork, trouble, () => counts.disposed++));
    },
  };
  const scheduler = new Scheduler();
  const host = new ModelHost(
    () => Promise.resolve(model),
    scheduler,
    silentLogger,
    () => undefined,
  );
  await host.load({ path: fillInModel, gpu: 'cpu', threads: 1, contextTokens: 0, cache: inMemory });
  const ignored = () => undefined;
  const documents = new Documents(silentLogger, {
    opened: ignored,
    changed: ignored,
    closed: ignored,
  });
  documents.open({ uri, languageId: 'javascript', version: 1, text });
  const caches = new WindowPool(host, silentLogger, () => text);
  const clock = () => performance.now();
  const parsers = new SyntaxParsers(silentLogger);
  const alternatives = new Alternatives({
    documents,
    views: new WindowViews(documents, new ContextStore(ignored), host),
    caches,
    running: new RunningRequests(),
    scheduler,
    writer: new Writer({ host, parsers, clock, logger: silentLogger }),
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
  shown: '',
  count: 3,
};

test('forks are as large as what they hold and write needs, and are gone afterwards', async () => {
  const { alternatives, caches, counts, close } = await partsWith({});
  const result = await alternatives.find(params, new AbortController().signal);
  assert.ok(result.alternatives.length > 0);
  assert.equal(counts.opened, 3);
  assert.equal(counts.disposed, 3);
  const held = caches.get(uri)?.live.window.sequence.tokens.length ?? 0;
  assert.ok(counts.cells > held && counts.cells <= held + params.maxTokens + 16, `${counts.cells}`);
  await close();
});

test('nothing is forked before it is asked for, nor when that was taken back', async () => {
  const { alternatives, counts, close } = await partsWith({});
  const result = await alternatives.find(params, AbortSignal.abort());
  assert.deepEqual(result.alternatives, []);
  assert.equal(counts.opened, 0);
  await close();
});

const troubles: readonly (readonly [string, Trouble])[] = [
  ['there is no memory', { open: new EngineError('outOfMemory', 'No memory.') }],
  ['a copy fails', { load: new Error('no') }],
  ['decoding fails', { step: new Error('no') }],
];

for (const [name, trouble] of troubles) {
  test(`when ${name} there are no alternatives, every fork is gone and the window is in order`, async () => {
    const { alternatives, caches, counts, close } = await partsWith(trouble);
    const result = await alternatives.find(params, new AbortController().signal);
    assert.deepEqual(result.alternatives, []);
    assert.equal(counts.disposed, counts.opened);
    const window = caches.get(uri)?.live.window;
    assert.ok(window);
    const { state, sequence } = window;
    // The state equals the content of the cells, or has no sampled tokens.
    if (state.kind === 'ready') {
      const sampled = state.sampled.map(({ token }) => token);
      assert.deepEqual(sequence.tokens, [...state.layout.tokens, ...sampled].slice(0, -1));
    } else assert.equal(state.kind, 'moving');
    await close();
  });
}

test('a fork that is not freed keeps none of the others, and nothing from the person', async () => {
  const { alternatives, counts, close } = await partsWith({ dispose: new Error('no') });
  const result = await alternatives.find(params, new AbortController().signal);
  assert.ok(result.alternatives.length > 0);
  assert.equal(counts.disposed, 3);
  await close();
});
