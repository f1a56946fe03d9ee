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
import { modelSummary } from '../../support/modelSummary.ts';
import { inMemory } from '../../support/inMemory.ts';
import { silentLogger } from '../../support/silentLogger.ts';

function paramsFor(path: string): LoadModelParams {
  return { path, gpu: 'cpu', threads: 1, contextTokens: 1024, cache: inMemory };
}

function modelAt(path: string, events: string[]): LanguageModel {
  return makeFakeModel({
    summary: modelSummary({ path, name: path }),
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

function hostWith(events: string[]): {
  host: ModelHost;
  states: EngineState[];
  scheduler: Scheduler;
} {
  const load: LoadModel = ({ path }, _logger, onProgress) => {
    events.push(`load ${path}`);
    onProgress(0.5);
    return path === 'bad'
      ? Promise.reject(new EngineError('modelNotGguf', 'bad is bad.'))
      : Promise.resolve(modelAt(path, events));
  };
  const states: EngineState[] = [];
  const scheduler = new Scheduler();
  const host = new ModelHost(load, scheduler, silentLogger, (state) => states.push(state));
  return { host, states, scheduler };
}

test('loading is announced step by step', async () => {
  const { host, states } = hostWith([]);
  await host.load(paramsFor('a'));
  assert.deepEqual(
    states.map((state) => (state.kind === 'loading' ? state.fraction : state.kind)),
    [0, 0.5, 'ready'],
  );
});

test('progress that is reported late does not undo readiness', async () => {
  let reportLate: (fraction: number) => void = () => undefined;
  const load: LoadModel = ({ path }, _logger, onProgress) => {
    reportLate = onProgress;
    return Promise.resolve(modelAt(path, []));
  };
  const host = new ModelHost(load, new Scheduler(), silentLogger, () => undefined);
  await host.load(paramsFor('a'));
  reportLate(1);
  assert.equal(host.state.kind, 'ready');
});

test('the old model is freed before the new one is loaded', async () => {
  const events: string[] = [];
  const { host } = hostWith(events);
  await host.load(paramsFor('a'));
  await host.load(paramsFor('b'));
  assert.deepEqual(events, ['load a', 'dispose a', 'load b']);
});

test('a failed load leaves no model, its reason, and room for the next', async () => {
  const { host } = hostWith([]);
  await assert.rejects(host.load(paramsFor('bad')), /bad is bad/);
  assert.equal(host.state.kind, 'failed');
  assert.throws(() => host.modelOrThrow, /bad is bad/);
  await host.load(paramsFor('good'));
  assert.equal(host.modelOrThrow.summary.name, 'good');
});

test('a model that was overtaken before its turn is not loaded', async () => {
  const events: string[] = [];
  const { host } = hostWith(events);
  const loads = ['a', 'b', 'c'].map((path) => host.load(paramsFor(path)));
  await Promise.allSettled(loads);
  assert.equal(host.modelOrThrow.summary.name, 'c');
  assert.ok(!events.includes('load b'));
});

test('a running completion is given up, and ends, before its model is freed', async () => {
  const events: string[] = [];
  const { host, scheduler } = hostWith(events);
  await host.load(paramsFor('a'));
  const completion = scheduler.runCompletion(new AbortController(), async ({ signal }) => {
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
    });
    events.push(`completion ends: ${String(signal.reason)}`);
  });
  await host.load(paramsFor('b'));
  await completion;
  assert.deepEqual(events, ['load a', 'completion ends: modelChanged', 'dispose a', 'load b']);
});

test('a sequence is opened once a model, at its first use', async () => {
  const events: string[] = [];
  const { host } = hostWith(events);
  const sequence = new ModelSequence(host, () => 1024);
  await assert.rejects(sequence.open(), /There is no model yet/);
  await host.load(paramsFor('a'));
  const [first, second] = await Promise.all([sequence.open(), sequence.open()]);
  assert.equal(first.sequence, second.sequence);
  await host.load(paramsFor('b'));
  assert.notEqual((await sequence.open()).sequence, first.sequence);
  assert.deepEqual(
    events.filter((event) => event.startsWith('open')),
    ['open sequence of a', 'open sequence of b'],
  );
});
