import assert from 'node:assert/strict';
import test from 'node:test';
import { maxColdTokens } from '../../../src/completion/window/windowPolicy.ts';
import { createWindowView, type WindowView } from '../../../src/completion/window/windowView.ts';
import { SpeculativeCompletions } from '../../../src/engine/prefetch/speculativeCompletions.ts';
import type {
  CompletionTask,
  CompletionGenerator,
} from '../../../src/engine/infill/completionGenerator.ts';
import { DocumentWindow } from '../../../src/engine/kv/documentWindow.ts';
import { KvWindow } from '../../../src/engine/kv/kvWindow.ts';
import { makeWindowFormat } from '../../../src/engine/kv/windowFormat.ts';
import { FakeSequence, fakeVocabulary } from '../../support/fakeSequence.ts';
import { makeFakeModel } from '../../support/fakeModel.ts';
import { createCursorPlace } from '../../support/cursorPlace.ts';
import { makeLease } from '../../support/windowWork.ts';

const uri = 'file:///a.ts';
const budget = { lines: 'auto', maxTokens: 48 } as const;

/** Returns a model that continues all prompts with a text, and a generator that records its requests. */
function openBench(continuation: string) {
  const model = makeFakeModel({ prefillMsPerToken: 1 });
  const sequence = new FakeSequence(continuation, { sliceTokens: 64, work: model.workMeter });
  const live = {
    model,
    format: makeWindowFormat(model),
    mode: 'exact' as const,
    window: new KvWindow(sequence, fakeVocabulary.trie),
    savedWindows: undefined,
    useCount: 0,
  };
  const cache = new DocumentWindow(uri, live, () => Promise.resolve(undefined));
  const writes: Pick<CompletionTask, 'lines' | 'maxTokens'>[] = [];
  const parsed: string[] = [];
  const bench = { onGenerate: () => undefined as unknown };
  const generator: Pick<CompletionGenerator, 'warmUp' | 'findPlace' | 'generate'> = {
    warmUp: () => undefined,
    findPlace: ({ view }) => {
      parsed.push(view.lineBefore);
      return Promise.resolve(createCursorPlace('║'));
    },
    generate: ({ lines, maxTokens }) => {
      writes.push({ lines, maxTokens });
      bench.onGenerate();
      return Promise.resolve({} as Awaited<ReturnType<CompletionGenerator['generate']>>);
    },
  };
  const speculation = new SpeculativeCompletions(generator as CompletionGenerator, () => 0);
  return { speculation, where: { cache, model }, model, sequence, writes, parsed, bench };
}

function createView(text: string): WindowView {
  return createWindowView(text, text.length, { language: 'typescript' });
}

test('a prefetch samples the first token, and resolves the place of the cursor', async () => {
  const { speculation, where, model, writes, parsed } = openBench('abc');
  const outcome = await speculation.prefetch(where, createView('let x'), 'whole', makeLease());
  assert.equal(outcome, 'ready');
  assert.ok(model.workMeter.counts.prefetch > 0);
  assert.deepEqual([writes, parsed], [[], ['let x']]);
});

test('a prefetch that reaches its limit is done: the rest waits for a key', async () => {
  const { speculation, where, model, parsed } = openBench('abc');
  const text = 'let x = 1;\n'.repeat(20);
  await speculation.prefetch(where, createView(text), 'whole', makeLease());
  const before = model.workMeter.counts.prefetch;
  const [longer, lease] = [createView(text + text), makeLease()];
  assert.equal(await speculation.prefetch(where, longer, 'small', lease), 'ready');
  assert.equal(model.workMeter.counts.prefetch - before, maxColdTokens - 1);
  assert.equal(where.cache.live.window.state.kind, 'moving');
  assert.equal(parsed.length, 1, 'Nothing was sampled.');
});

test('a text that matches the sampled tokens keeps them', async () => {
  const { speculation, where } = openBench('abc');
  await speculation.prefetch(where, createView('x='), 'whole', makeLease());
  await speculation.continueAfterShown(where, 2, makeLease());
  const along = await speculation.prefetch(where, createView('x=a'), 'whole', makeLease());
  assert.equal(along, 'typedAlong');
  const other = await speculation.prefetch(where, createView('x=ax'), 'whole', makeLease());
  assert.equal(other, 'ready');
});

test('an interrupted completion resumes, once, if the text matches it', async () => {
  const { speculation, where, writes } = openBench('abc');
  await speculation.prefetch(where, createView('x='), 'whole', makeLease());
  await speculation.continueAfterShown(where, 2, makeLease());
  speculation.recordInterruption(uri, budget);
  await speculation.prefetch(where, createView('x=a'), 'whole', makeLease());
  assert.deepEqual(writes, [budget]);
  await speculation.prefetch(where, createView('x=ab'), 'whole', makeLease());
  assert.equal(writes.length, 1);
});

test('an interrupted completion ends when the text differs, and when a request is answered', async () => {
  const { speculation, where, writes } = openBench('abc');
  await speculation.prefetch(where, createView('x='), 'whole', makeLease());
  speculation.recordInterruption(uri, budget);
  await speculation.prefetch(where, createView('let x'), 'whole', makeLease());
  speculation.recordInterruption(uri, budget);
  speculation.clearInterruption(uri);
  await speculation.prefetch(where, createView('let x'), 'whole', makeLease());
  assert.deepEqual(writes, []);
});

test('a prefetch is interrupted by its signal, and the completion resumes later', async () => {
  const { speculation, where, writes, bench } = openBench('abc');
  const aborted = makeLease(AbortSignal.abort());
  assert.equal(
    await speculation.prefetch(where, createView('x='), 'whole', aborted),
    'interrupted',
  );
  await speculation.prefetch(where, createView('x='), 'whole', makeLease());
  await speculation.continueAfterShown(where, 2, makeLease());
  speculation.recordInterruption(uri, budget);
  const controller = new AbortController();
  bench.onGenerate = () => {
    controller.abort();
  };
  const lease = makeLease(controller.signal);
  assert.equal(await speculation.prefetch(where, createView('x=a'), 'whole', lease), 'interrupted');
  await speculation.prefetch(where, createView('x=ab'), 'whole', makeLease());
  assert.equal(writes.length, 2);
});

test('the next line is generated up to the length of a speculative completion', async () => {
  const { speculation, where, writes } = openBench('\0');
  const line = createView('let x = 1;');
  await speculation.prefetch(where, line, 'whole', makeLease());
  assert.equal(await speculation.generateNextLine(where, line, budget, makeLease()), true);
  assert.deepEqual(writes, [{ lines: 'auto', maxTokens: 24 }]);
  assert.equal(where.cache.live.window.state.kind, 'ahead');
});

test('no next line is generated on a blank line', async () => {
  const { speculation, where, writes } = openBench('\0');
  const blank = createView('let x = 1;\n');
  await speculation.prefetch(where, blank, 'whole', makeLease());
  assert.equal(await speculation.generateNextLine(where, blank, budget, makeLease()), true);
  assert.deepEqual(writes, []);
});

test('tokens after a shown completion are sampled, and count as speculative', async () => {
  const { speculation, where, model } = openBench('a'.repeat(100));
  await speculation.prefetch(where, createView('x='), 'whole', makeLease());
  assert.equal(await speculation.continueAfterShown(where, 5, makeLease()), true);
  const { state } = where.cache.live.window;
  assert.equal(state.kind, 'ready');
  assert.equal(state.sampledTokens.length, 5 + 24);
  // The first token was sampled by the prefetch.
  assert.equal(model.workMeter.counts.speculative, 5 + 24 - 1);
});

test('without a prompt nothing is sampled after a shown completion', async () => {
  const { speculation, where, model } = openBench('abc');
  assert.equal(await speculation.continueAfterShown(where, 5, makeLease()), true);
  assert.equal(model.workMeter.counts.speculative, 0);
});
