import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { WindowLayout } from '../../../src/completion/window/windowLayout.ts';
import {
  coldSizes,
  coldTokens,
  isShort,
  growsInPlace,
  lacksPrefix,
  answersBetweenKeys,
  maxCostAtOnce,
  nextSizes,
  type Pace,
  wholeSizes,
  windowSizes,
} from '../../../src/completion/window/windowPolicy.ts';

/** Capacities in tokens: from the minimum window of the settings to one of a large model. */
const capacities = fc.integer({ min: 255, max: 40_000 });
/** Paces in ms per token: from an accelerator to a CPU that swaps. */
const paces = fc.double({ min: 0.001, max: 10_000, noNaN: true });

function layoutWith(
  { prefix, suffix = 0 }: { readonly prefix: number; readonly suffix?: number },
  anchor = 0,
): WindowLayout {
  const parts = [
    { kind: 'suffix' as const, tokens: Array.from({ length: suffix }, () => 7) },
    { kind: 'prefix' as const, tokens: Array.from({ length: prefix }, () => 8) },
  ];
  return {
    place: { anchor, suffix: '', context: '' },
    parts,
    tokens: parts.flatMap(({ tokens }) => tokens),
    heldBack: '',
    hasAdvanced: false,
  };
}

test('a prompt leaves at least 40 tokens for the completion, an eighth of the window up to 160', () => {
  assert.equal(windowSizes(128).prompt, 128 - 40);
  assert.equal(windowSizes(800).prompt, 800 - 100);
  assert.equal(windowSizes(4096).prompt, 4096 - 160);
});

test('the suffix block is an eighth of the prompt, up to 96 tokens', () => {
  assert.equal(windowSizes(800).suffix, 87);
  assert.equal(windowSizes(40_000).suffix, 96);
});

test('sizes stay within the window, and the suffix block within the prompt', () => {
  fc.assert(
    fc.property(capacities, fc.integer({ min: 64, max: 176 }), (capacity, cold) => {
      const window = windowSizes(capacity);
      for (const sizes of [window, wholeSizes(capacity), coldSizes(capacity, cold)]) {
        assert.ok(sizes.prompt > 0 && sizes.prompt < capacity);
        assert.ok(sizes.suffix > 0 && sizes.suffix <= sizes.prompt);
        assert.ok(Number.isInteger(sizes.prompt) && Number.isInteger(sizes.suffix));
        assert.ok(sizes.prompt <= window.prompt);
      }
    }),
  );
});

test('a window that is laid out anew has room to type in before its start moves on', () => {
  fc.assert(
    fc.property(capacities, (capacity) => {
      const [window, whole] = [windowSizes(capacity), wholeSizes(capacity)];
      assert.ok(window.prompt - whole.prompt >= Math.floor(window.prompt / 8));
      assert.equal(whole.suffix, window.suffix);
    }),
  );
});

test('a cold window has between 32 and 176 tokens, and fewer on a slower machine', () => {
  assert.equal(coldTokens(undefined), 176, 'Before it was measured.');
  fc.assert(
    fc.property(paces, paces, (one, other) => {
      const [fast, slow] = [Math.min(one, other), Math.max(one, other)];
      assert.ok(coldTokens(slow) >= 32 && coldTokens(fast) <= 176);
      assert.ok(coldTokens(slow) <= coldTokens(fast));
      assert.ok(Number.isInteger(coldTokens(slow)));
    }),
  );
});

test('a cold window is read within a second, as far as its bounds allow', () => {
  assert.equal(coldTokens(10), 100);
  fc.assert(
    fc.property(fc.double({ min: 1000 / 176, max: 1000 / 32, noNaN: true }), (msPerToken) => {
      const tokens = coldTokens(msPerToken);
      assert.ok(tokens * msPerToken <= 1000 || tokens === 32);
      assert.ok((tokens + 1) * msPerToken > 1000 || tokens === 176);
    }),
  );
});

test('a quarter of a cold window is for the suffix block', () => {
  assert.deepEqual(coldSizes(4096, 160), { prompt: 160, suffix: 40, file: 0 });
  // No more than the window holds.
  assert.deepEqual(coldSizes(128, 176), { prompt: 88, suffix: 22, file: 0 });
});

/** Returns the pace of a machine with these times per token of a prompt and per step, in ms. */
function paceOf(prefillMsPerToken: number | undefined, stepMs = 10): Pace {
  return { prefillMsPerToken, stepMs };
}

test('a whole window is read at once where it costs at most two cold windows', () => {
  assert.equal(maxCostAtOnce('new', paceOf(1)), 352);
  assert.equal(maxCostAtOnce('new', paceOf(10)), 200);
});

test('a file whose window continues may cost more before a cold one takes its place', () => {
  for (const pace of [paceOf(undefined), paceOf(1), paceOf(12)]) {
    assert.ok(maxCostAtOnce('here', pace) > maxCostAtOnce('new', pace));
  }
});

test('where requests are answered in pauses only half as much is read at once', () => {
  for (const pace of [paceOf(20), paceOf(100), paceOf(1, 101)]) {
    assert.equal(maxCostAtOnce('here', pace), 2 * coldTokens(pace.prefillMsPerToken));
    assert.equal(maxCostAtOnce('new', pace), coldTokens(pace.prefillMsPerToken));
  }
});

test('a small file is read at once on any machine', () => {
  for (const ms of [10, 12.4, 12.6, 30])
    assert.equal(maxCostAtOnce('new', paceOf(ms), true), 208, `${ms} ms a token`);
  assert.equal(maxCostAtOnce('new', paceOf(1), true), 352);
});

test('between two keys a tile of 16 tokens is read in 200 ms, and a step takes 100', () => {
  assert.ok(answersBetweenKeys(paceOf(undefined, 0)), 'Before anything is known.');
  assert.ok(answersBetweenKeys(paceOf(12.5, 100)));
  assert.ok(!answersBetweenKeys(paceOf(12.6, 100)));
  assert.ok(!answersBetweenKeys(paceOf(12.5, 101)));
});

const brisk = paceOf(5);
const slow = paceOf(30);

test('a file that fits is read whole', () => {
  const growth = { here: 100, isMoving: false, uses: 1, isFile: true, isInPlace: false };
  assert.deepEqual(nextSizes(4096, 3000, growth, brisk), wholeSizes(4096));
});

test('on a slow machine it is read whole where that takes 20 seconds', () => {
  const growth = { here: 32, isMoving: false, uses: 0, isFile: true, isInPlace: false };
  assert.deepEqual(nextSizes(4096, 1000, growth, paceOf(20)), wholeSizes(4096));
  assert.notDeepEqual(nextSizes(4096, 1001, growth, paceOf(20)), wholeSizes(4096));
});

test('else it is read in steps, each three times as large', () => {
  const of = (here: number, isMoving = false) =>
    nextSizes(4096, 1000, { here, isMoving, uses: 0, isFile: true, isInPlace: false }, slow);
  assert.deepEqual(of(32), coldSizes(4096, 96));
  assert.deepEqual(of(96), coldSizes(4096, 288));
  assert.deepEqual(of(166), coldSizes(4096, 498));
  assert.deepEqual(of(167), wholeSizes(4096), 'Less than another step would be left.');
  assert.deepEqual(of(288, true), coldSizes(4096, 288), 'It has not got there yet.');
});

test('a part of a larger file grows where it was used for a while', () => {
  const of = (uses: number, here = 200) =>
    nextSizes(4096, 3000, { here, isMoving: false, uses, isFile: false, isInPlace: false }, brisk)
      .prompt;
  assert.equal(of(49), 200);
  assert.equal(of(50), 600);
  assert.equal(of(149, 600), 600);
  assert.equal(of(150, 600), 1800);
  assert.equal(of(450, 1800), wholeSizes(4096).prompt);
});

test('a file that takes more than eight seconds to read is inserted piece by piece, a part one', () => {
  assert.ok(!growsInPlace(1600, true, brisk));
  assert.ok(growsInPlace(1601, true, brisk));
  assert.ok(!growsInPlace(200, false, brisk));
  assert.ok(growsInPlace(201, false, brisk));
  assert.ok(!growsInPlace(4096, false, paceOf(undefined)), 'Nothing is known yet.');
});

test('a window that grows in place grows by a few tokens a use, and to the whole file at once', () => {
  const of = (uses: number, here = 100, isFile = false) =>
    nextSizes(4096, 3000, { here, isMoving: false, uses, isFile, isInPlace: true }, brisk);
  assert.deepEqual(of(0), coldSizes(4096, 176));
  assert.deepEqual(of(50), coldSizes(4096, 576));
  assert.deepEqual(of(50, 700), coldSizes(4096, 700), 'It does not shrink.');
  assert.deepEqual(of(353), wholeSizes(4096));
  assert.deepEqual(of(0, 100, true), wholeSizes(4096));
});

test('where all that fits is read within a second it is read at once', () => {
  const growth = { here: 200, isMoving: false, uses: 0, isFile: false, isInPlace: false };
  assert.deepEqual(nextSizes(4096, 3000, growth, paceOf(0.3)), wholeSizes(4096));
});

test('a file that is read whole fits the window that is laid out anew', () => {
  fc.assert(
    fc.property(capacities, (capacity) => {
      assert.ok(windowSizes(capacity).file <= wholeSizes(capacity).prompt);
      assert.equal(wholeSizes(capacity).file, windowSizes(capacity).file);
    }),
  );
});

test('a window lacks text where its prefix is short and there is more above it', () => {
  assert.equal(lacksPrefix(layoutWith({ prefix: 47 }, 10), paceOf(5)), true);
  assert.equal(lacksPrefix(layoutWith({ prefix: 48 }, 10), paceOf(5)), false);
  assert.equal(lacksPrefix(layoutWith({ prefix: 3 }, 0), paceOf(5)), false);
  // Half of a cold window on a slow machine.
  assert.equal(lacksPrefix(layoutWith({ prefix: 15 }, 10), paceOf(30)), true);
  assert.equal(lacksPrefix(layoutWith({ prefix: 16 }, 10), paceOf(30)), false);
});

test('a window is short where prefix or suffix are below 0.6 of what a new one would hold', () => {
  const whole = layoutWith({ prefix: 100, suffix: 50 });
  assert.equal(isShort(layoutWith({ prefix: 60, suffix: 30 }), whole), false);
  assert.equal(isShort(layoutWith({ prefix: 59, suffix: 50 }), whole), true);
  assert.equal(isShort(layoutWith({ prefix: 100, suffix: 29 }), whole), true);
  assert.equal(isShort(layoutWith({ prefix: 0 }), layoutWith({ prefix: 0 })), false);
});
