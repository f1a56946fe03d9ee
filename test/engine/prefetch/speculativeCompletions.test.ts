import assert from 'node:assert/strict';
import test from 'node:test';
import { maxColdTokens } from '../../../src/completion/window/windowPolicy.ts';
import { windowView, type WindowView } from '../../../src/completion/window/windowView.ts';
import { SpeculativeCompletions } from '../../../src/engine/prefetch/speculativeCompletions.ts';
import type { Wanted, Writer } from '../../../src/engine/infill/writer.ts';
import { DocumentWindow } from '../../../src/engine/kv/documentWindow.ts';
import { KvWindow } from '../../../src/engine/kv/kvWindow.ts';
import { makeWindowFormat } from '../../../src/engine/kv/windowFormat.ts';
import { FakeSequence, fakeVocabulary } from '../../support/fakeSequence.ts';
import { makeFakeModel } from '../../support/fakeModel.ts';
import { placeOf } from '../../support/cursorPlace.ts';
import { makeLease } from '../../support/windowWork.ts';

const uri = 'file:///a.ts';
const budget = { lines: 'auto', maxTokens: 48 } as const;

/** Returns a model that continues all prompts with a text, and a generator that records its requests. */
function openBench(continuation: string) {
  const model = makeFakeModel({ prefillMsPerToken: 1 });
  const sequence = new FakeSequence(continuation, { sliceTokens: 64, work: model.work });
  const live = {
    model,
    format: makeWindowFormat(model.vocabulary),
    mode: 'exact' as const,
    window: new KvWindow(sequence, fakeVocabulary.trie),
    saved: undefined,
    uses: 0,
  };
  const cache = new DocumentWindow(uri, live, () => Promise.resolve(undefined));
  const writes: Pick<Wanted, 'lines' | 'maxTokens'>[] = [];
  const parsed: string[] = [];
  const bench = { duringWrite: () => undefined as unknown };
  const writer: Pick<Writer, 'warmUp' | 'placeAt' | 'write'> = {
    warmUp: () => undefined,
    placeAt: ({ view }) => {
      parsed.push(view.lineBefore);
      return Promise.resolve(placeOf('║'));
    },
    write: ({ lines, maxTokens }) => {
      writes.push({ lines, maxTokens });
      bench.duringWrite();
      return Promise.resolve({} as Awaited<ReturnType<Writer['write']>>);
    },
  };
  const speculation = new SpeculativeCompletions(writer as Writer, () => 0);
  return { speculation, where: { cache, model }, model, sequence, writes, parsed, bench };
}

function viewAt(text: string): WindowView {
  return windowView(text, text.length, { language: 'typescript' });
}

test('a prefetch samples the first token, and finds the place of the cursor', async () => {
  const { speculation, where, model, writes, parsed } = openBench('abc');
  const outcome = await speculation.prefetch(where, viewAt('let x'), 'whole', makeLease());
  assert.equal(outcome, 'ready');
  assert.ok(model.work.counts.prefetch > 0);
  assert.deepEqual([writes, parsed], [[], ['let x']]);
});

test('a prefetch that ends at its limit is done: the rest waits for a key', async () => {
  const { speculation, where, model, parsed } = openBench('abc');
  const text = 'let x = 1;\n'.repeat(20);
  await speculation.prefetch(where, viewAt(text), 'whole', makeLease());
  const before = model.work.counts.prefetch;
  const [longer, lease] = [viewAt(text + text), makeLease()];
  assert.equal(await speculation.prefetch(where, longer, 'small', lease), 'ready');
  assert.equal(model.work.counts.prefetch - before, maxColdTokens - 1);
  assert.equal(where.cache.live.window.state.kind, 'moving');
  assert.equal(parsed.length, 1, 'Nothing was sampled.');
});

test('a text that agrees with the sampled tokens is typed along', async () => {
  const { speculation, where } = openBench('abc');
  await speculation.prefetch(where, viewAt('x='), 'whole', makeLease());
  await speculation.follow(where, 2, makeLease());
  const along = await speculation.prefetch(where, viewAt('x=a'), 'whole', makeLease());
  assert.equal(along, 'typedAlong');
  const other = await speculation.prefetch(where, viewAt('x=ax'), 'whole', makeLease());
  assert.equal(other, 'ready');
});

test('a completion that was interrupted goes on, once, where the text agrees with it', async () => {
  const { speculation, where, writes } = openBench('abc');
  await speculation.prefetch(where, viewAt('x='), 'whole', makeLease());
  await speculation.follow(where, 2, makeLease());
  speculation.interrupted(uri, budget);
  await speculation.prefetch(where, viewAt('x=a'), 'whole', makeLease());
  assert.deepEqual(writes, [budget]);
  await speculation.prefetch(where, viewAt('x=ab'), 'whole', makeLease());
  assert.equal(writes.length, 1);
});

test('a completion that was interrupted ends where the text differs, and where a request is answered', async () => {
  const { speculation, where, writes } = openBench('abc');
  await speculation.prefetch(where, viewAt('x='), 'whole', makeLease());
  speculation.interrupted(uri, budget);
  await speculation.prefetch(where, viewAt('let x'), 'whole', makeLease());
  speculation.interrupted(uri, budget);
  speculation.ended(uri);
  await speculation.prefetch(where, viewAt('let x'), 'whole', makeLease());
  assert.deepEqual(writes, []);
});

test('a prefetch whose signal comes is interrupted, and the completion goes on later', async () => {
  const { speculation, where, writes, bench } = openBench('abc');
  const aborted = makeLease(AbortSignal.abort());
  assert.equal(await speculation.prefetch(where, viewAt('x='), 'whole', aborted), 'interrupted');
  await speculation.prefetch(where, viewAt('x='), 'whole', makeLease());
  await speculation.follow(where, 2, makeLease());
  speculation.interrupted(uri, budget);
  const controller = new AbortController();
  bench.duringWrite = () => {
    controller.abort();
  };
  const lease = makeLease(controller.signal);
  assert.equal(await speculation.prefetch(where, viewAt('x=a'), 'whole', lease), 'interrupted');
  await speculation.prefetch(where, viewAt('x=ab'), 'whole', makeLease());
  assert.equal(writes.length, 2);
});

test('the next line is generated as far as a speculative completion goes', async () => {
  const { speculation, where, writes } = openBench('\0');
  const line = viewAt('let x = 1;');
  await speculation.prefetch(where, line, 'whole', makeLease());
  assert.equal(await speculation.nextLine(where, line, budget, makeLease()), true);
  assert.deepEqual(writes, [{ lines: 'auto', maxTokens: 24 }]);
  assert.equal(where.cache.live.window.state.kind, 'ahead');
});

test('no next line is generated on a blank line', async () => {
  const { speculation, where, writes } = openBench('\0');
  const blank = viewAt('let x = 1;\n');
  await speculation.prefetch(where, blank, 'whole', makeLease());
  assert.equal(await speculation.nextLine(where, blank, budget, makeLease()), true);
  assert.deepEqual(writes, []);
});

test('tokens after a shown completion are sampled, and counted as speculative', async () => {
  const { speculation, where, model } = openBench('a'.repeat(100));
  await speculation.prefetch(where, viewAt('x='), 'whole', makeLease());
  assert.equal(await speculation.follow(where, 5, makeLease()), true);
  const { state } = where.cache.live.window;
  assert.equal(state.kind, 'ready');
  assert.equal(state.sampled.length, 5 + 24);
  // The first token was sampled by the prefetch.
  assert.equal(model.work.counts.speculative, 5 + 24 - 1);
});

test('without a prompt there is nothing to follow', async () => {
  const { speculation, where, model } = openBench('abc');
  assert.equal(await speculation.follow(where, 5, makeLease()), true);
  assert.equal(model.work.counts.speculative, 0);
});
