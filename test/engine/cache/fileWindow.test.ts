import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Reuse } from '../../../src/completion/cache/reusePlan.ts';
import type { WindowLayout } from '../../../src/completion/window/windowLayout.ts';
import { FileWindow, type WindowWork } from '../../../src/engine/cache/fileWindow.ts';
import { drawnOf, FakeSequence } from '../../support/fakeSequence.ts';

function layoutOf(tokens: readonly number[], hasAdvanced = false): WindowLayout {
  return {
    place: { anchor: 10, suffix: '', context: '', sinks: [] },
    tokens,
    parts: [
      { kind: 'head', tokens: tokens.slice(0, 1) },
      { kind: 'prefix', tokens: tokens.slice(1) },
    ],
    heldBack: '',
    hasAdvanced,
  };
}

/** Work that counts, and that may be given up after some slices. */
function workFor(slices = Infinity): WindowWork & { evaluated: number } {
  const controller = new AbortController();
  let left = slices;
  const work = {
    signal: controller.signal,
    runStep: <Result>(step: () => Promise<Result>) => step(),
    evaluated: 0,
    onEvaluated: (tokens: number) => {
      work.evaluated += tokens;
      left--;
      if (left <= 0) controller.abort();
    },
  };
  return work;
}

const tokens = Array.from({ length: 40 }, (_, index) => 100 + index);

async function broughtTo(
  window: FileWindow,
  wanted: readonly number[],
  mode: Reuse = 'exact',
  hasAdvanced = false,
) {
  const work = workFor();
  const ready = await window.bring(window.plan(layoutOf(wanted, hasAdvanced), mode), work);
  return { ready, evaluated: work.evaluated };
}

test('the sequence comes to hold all of the prompt but its last token', async () => {
  const window = new FileWindow(new FakeSequence(), undefined);
  const { ready } = await broughtTo(window, tokens);
  assert.deepEqual(window.sequence.tokens, tokens.slice(0, -1));
  assert.deepEqual(ready, { last: tokens.at(-1), drawn: [] });
});

test('whatever it held before, in each mode it comes to hold the prompt', async () => {
  const prompt = fc.array(fc.nat(4), { minLength: 1, maxLength: 40 }).map((body) => [9, ...body]);
  const modes = fc.constantFrom<Reuse>('exact', 'rolling', 'patched');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(prompt, modes, fc.boolean()), { maxLength: 6 }),
      async (prompts) => {
        const window = new FileWindow(new FakeSequence(), undefined);
        for (const [wanted, mode, hasAdvanced] of prompts) {
          const { ready } = await broughtTo(window, wanted, mode, hasAdvanced);
          assert.deepEqual(window.sequence.tokens, wanted.slice(0, -1));
          assert.equal(ready?.last, wanted.at(-1));
          if (mode === 'exact' && prompts.every(([, other]) => other === 'exact')) {
            assert.equal(window.reuse, 'exact');
          }
        }
      },
    ),
  );
});

test('work that is given up keeps what was evaluated, and the next goes on from there', async () => {
  const window = new FileWindow(new FakeSequence('', { sliceTokens: 4 }), undefined);
  const work = workFor(3);
  assert.equal(await window.bring(window.plan(layoutOf(tokens), 'exact'), work), undefined);
  assert.equal(window.sequence.tokens.length, 12);
  assert.equal(window.state, undefined);
  assert.equal((await broughtTo(window, tokens)).evaluated, tokens.length - 1 - 12);
});

test('what was drawn is known when the same prompt comes again, or one that goes along it', async () => {
  const window = new FileWindow(new FakeSequence(), undefined);
  await broughtTo(window, tokens);
  // As decoding leaves it: all but the last of what was drawn.
  await window.sequence.evaluate([139, 7, 8]);
  window.drew(drawnOf(7, 8, 9));
  const same = await broughtTo(window, tokens);
  assert.deepEqual([same.evaluated, same.ready?.drawn], [0, drawnOf(7, 8, 9)]);
  const along = await broughtTo(window, [...tokens, 7]);
  assert.deepEqual([along.evaluated, along.ready?.drawn], [0, drawnOf(8, 9)]);
  assert.equal(along.ready?.last, 7);
});

test('what was drawn is forgotten when the prompt goes another way', async () => {
  const window = new FileWindow(new FakeSequence(), undefined);
  await broughtTo(window, tokens);
  await window.sequence.evaluate([139, 7, 8]);
  window.drew(drawnOf(7, 8, 9));
  const other = await broughtTo(window, [...tokens, 5]);
  assert.deepEqual(other.ready, { last: 5, drawn: [] });
  assert.deepEqual(window.sequence.tokens, tokens);
});

test('after a failure nothing counts as drawn', async () => {
  const window = new FileWindow(new FakeSequence(), undefined);
  await broughtTo(window, tokens);
  window.drew(drawnOf(7));
  window.failed();
  assert.deepEqual((await broughtTo(window, tokens)).ready?.drawn, []);
});

test('a window that moved on is rolling, one that was patched is patched until it is mended', async () => {
  const window = new FileWindow(new FakeSequence(), undefined);
  await broughtTo(window, tokens);
  const moved = [...tokens.slice(0, 1), ...tokens.slice(11), 1, 2];
  await broughtTo(window, moved, 'rolling', true);
  assert.equal(window.reuse, 'rolling');
  const edited = [...moved.slice(0, 8), 3, ...moved.slice(8)];
  await broughtTo(window, edited, 'patched');
  assert.equal(window.reuse, 'patched');
  const mend = window.exactPlan(layoutOf(edited), 'rolling');
  assert.equal(mend.cost, edited.length - 8);
  await window.bring(mend, workFor());
  assert.equal(window.reuse, 'rolling');
  assert.deepEqual(window.sequence.tokens, edited.slice(0, -1));
});

test('a plan whose signal came before it began leaves the window where it stands', async () => {
  const window = new FileWindow(new FakeSequence(), undefined);
  await broughtTo(window, tokens);
  const { layout } = window;
  const controller = new AbortController();
  controller.abort();
  const work = { ...workFor(), signal: controller.signal };
  const plan = window.plan(layoutOf([...tokens, 1]), 'exact');
  assert.equal(await window.bring(plan, work), undefined);
  assert.equal(window.layout, layout);
  assert.deepEqual(window.sequence.tokens, tokens.slice(0, -1));
});

/** A window at a prompt behind which something was drawn, as decoding leaves it. */
async function drawnBehind(...drawn: readonly number[]): Promise<FileWindow> {
  const window = new FileWindow(new FakeSequence(), undefined);
  await broughtTo(window, tokens);
  await window.sequence.evaluate([tokens.at(-1) ?? 0, ...drawn.slice(0, -1)]);
  window.drew(drawnOf(...drawn));
  return window;
}

/** Goes on to a prompt that begins with what is held. */
async function goOn(window: FileWindow, wanted: readonly number[], slices?: number) {
  return window.goOn(window.plan(layoutOf(wanted), 'exact'), workFor(slices));
}

test('a window that went on to what may come next still knows what it left', async () => {
  const window = await drawnBehind(7, 0);
  assert.deepEqual(await goOn(window, [...tokens, 7, 8, 9]), { last: 9, drawn: [] });
  assert.deepEqual(window.sequence.tokens, [...tokens, 7, 8]);
  const back = await broughtTo(window, tokens);
  assert.deepEqual([back.evaluated, back.ready?.drawn], [0, drawnOf(7, 0)]);
  assert.deepEqual(window.sequence.tokens, [...tokens, 7]);
});

test('of what was drawn only that is still known which the next prompt goes along', async () => {
  const window = await drawnBehind(7, 8, 9, 0);
  await goOn(window, [...tokens, 7, 5, 6]);
  const back = await broughtTo(window, tokens);
  assert.deepEqual([back.evaluated, back.ready?.drawn], [0, drawnOf(7, 8)]);
  assert.deepEqual(window.sequence.tokens, [...tokens, 7]);
});

test('what it went on to is there when it is wanted, and then nothing is left behind', async () => {
  const window = await drawnBehind(7, 0);
  const next = [...tokens, 7, 8, 9];
  await goOn(window, next);
  await window.sequence.evaluate([9]);
  window.drew(drawnOf(3));
  assert.deepEqual(window.wanted?.layout.tokens, tokens);
  const { evaluated, ready } = await broughtTo(window, next);
  assert.deepEqual([evaluated, ready?.drawn], [0, drawnOf(3)]);
  assert.deepEqual(window.wanted.layout.tokens, next);
});

test('a window that was interrupted on its way still knows what it left', async () => {
  const window = await drawnBehind(7, 0);
  const next = [...tokens, ...Array.from({ length: 12 }, (_, index) => 200 + index)];
  assert.equal(await goOn(window, next, 1), undefined);
  const back = await broughtTo(window, tokens);
  assert.deepEqual([back.evaluated, back.ready?.drawn], [0, drawnOf(7)]);
});

test('a window that comes back holds what it left, where the document has it now', async () => {
  const window = await drawnBehind(7, 0);
  await goOn(window, [...tokens, 7, 8, 9]);
  window.changed([{ start: 0, removed: 0, inserted: 3 }]);
  await window.comeBack();
  assert.deepEqual(window.sequence.tokens, [...tokens, 7]);
  assert.deepEqual(window.state?.drawn, drawnOf(7, 0));
  assert.equal(window.state.layout.place.anchor, 13);
});
