import assert from 'node:assert/strict';
import test from 'node:test';
import { EngineError } from '../../../src/engine/foundation/engineError.ts';
import { ModelHost, type LoadModel } from '../../../src/engine/model/modelHost.ts';
import { ModelSequence } from '../../../src/engine/model/modelSequence.ts';
import type { LanguageModel } from '../../../src/engine/backend/languageModel.ts';
import type { EngineState, LoadModelParams } from '../../../src/engine/protocol.ts';
import { Scheduler } from '../../../src/engine/scheduling/scheduler.ts';
import { makeFakeModel } from '../../support/fakeModel.ts';
import { FakeSequence } from '../../support/fakeSequence.ts';
import { createModelSummary } from '../../support/modelSummary.ts';
import { memoryOnlyCache } from '../../support/inMemory.ts';
import { silentLogger } from '../../support/silentLogger.ts';

function createParams(path: string): LoadModelParams {
  return { path, gpu: 'cpu', threads: 1, contextTokens: 1024, cache: memoryOnlyCache };
}

function createModel(path: string, events: string[]): LanguageModel {
  return makeFakeModel({
    summary: createModelSummary({ path, name: path }),
    fingerprint: path,
    openSequence: () => {
      events.push(`open sequence of ${path}`);
      return Promise.resolve(new FakeSequence());
    },
    dispose: () => {
      events.push(`dispose ${path}`);
      return Promise.resolve();
    },
  });
}

function createHost(events: string[]): {
  host: ModelHost;
  states: EngineState[];
  scheduler: Scheduler;
} {
  const load: LoadModel = ({ path }, _logger, onProgress) => {
    events.push(`load ${path}`);
    onProgress(0.5);
    return path === 'bad'
      ? Promise.reject(new EngineError('modelNotGguf', 'bad is bad.'))
      : Promise.resolve(createModel(path, events));
  };
  const states: EngineState[] = [];
  const scheduler = new Scheduler();
  const host = new ModelHost(load, scheduler, silentLogger, (state) => states.push(state));
  return { host, states, scheduler };
}

test('loading reports its progress', async () => {
  const { host, states } = createHost([]);
  await host.load(createParams('a'));
  assert.deepEqual(
    states.map((state) => (state.kind === 'loading' ? state.fraction : state.kind)),
    [0, 0.5, 'ready'],
  );
});

test('late progress does not reset the ready state', async () => {
  let reportLate: (fraction: number) => void = () => undefined;
  const load: LoadModel = ({ path }, _logger, onProgress) => {
    reportLate = onProgress;
    return Promise.resolve(createModel(path, []));
  };
  const host = new ModelHost(load, new Scheduler(), silentLogger, () => undefined);
  await host.load(createParams('a'));
  reportLate(1);
  assert.equal(host.state.kind, 'ready');
});

test('the old model is freed before the new one is loaded', async () => {
  const events: string[] = [];
  const { host } = createHost(events);
  await host.load(createParams('a'));
  await host.load(createParams('b'));
  assert.deepEqual(events, ['load a', 'dispose a', 'load b']);
});

test('a failed load leaves no model, reports its reason, and allows the next load', async () => {
  const { host } = createHost([]);
  await assert.rejects(host.load(createParams('bad')), /bad is bad/);
  assert.equal(host.state.kind, 'failed');
  assert.throws(() => host.modelOrThrow, /bad is bad/);
  await host.load(createParams('good'));
  assert.equal(host.modelOrThrow.summary.name, 'good');
});

test('a model that is superseded before its turn is not loaded', async () => {
  const events: string[] = [];
  const { host } = createHost(events);
  const loads = ['a', 'b', 'c'].map((path) => host.load(createParams(path)));
  await Promise.allSettled(loads);
  assert.equal(host.modelOrThrow.summary.name, 'c');
  assert.ok(!events.includes('load b'));
});

test('a running completion is cancelled, and ends, before its model is freed', async () => {
  const events: string[] = [];
  const { host, scheduler } = createHost(events);
  await host.load(createParams('a'));
  const completion = scheduler.runCompletion(new AbortController(), async ({ signal }) => {
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
    });
    events.push(`completion ends: ${String(signal.reason)}`);
  });
  await host.load(createParams('b'));
  await completion;
  assert.deepEqual(events, ['load a', 'completion ends: modelChanged', 'dispose a', 'load b']);
});

test('a sequence is opened once per model, at its first use', async () => {
  const events: string[] = [];
  const { host } = createHost(events);
  const sequence = new ModelSequence(host, () => 1024);
  await assert.rejects(sequence.open(), /There is no model yet/);
  await host.load(createParams('a'));
  const [first, second] = await Promise.all([sequence.open(), sequence.open()]);
  assert.equal(first.sequence, second.sequence);
  await host.load(createParams('b'));
  assert.notEqual((await sequence.open()).sequence, first.sequence);
  assert.deepEqual(
    events.filter((event) => event.startsWith('open')),
    ['open sequence of a', 'open sequence of b'],
  );
});
