import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { WindowLayout } from '../../../src/completion/window/windowLayout.ts';
import {
  computeColdSizes,
  computeColdTokens,
  isShort,
  shouldGrowInPlace,
  lacksPrefix,
  lacksSuffix,
  canAnswerBetweenKeys,
  computeMaxCostAtOnce,
  maxPatchShare,
  computeNextSizes,
  type Pace,
  computeNewWindowSizes,
  computeWindowSizes,
} from '../../../src/completion/window/windowPolicy.ts';

/** Capacities in tokens: from the minimum window of the settings to one of a large model. */
const capacities = fc.integer({ min: 255, max: 40_000 });
/** Paces in ms per token: from an accelerator to a CPU that swaps. */
const paces = fc.double({ min: 0.001, max: 10_000, noNaN: true });

function createLayout(
  { prefix, suffix = 0 }: { readonly prefix: number; readonly suffix?: number },
  anchor = 0,
): WindowLayout {
  const parts = [
    { kind: 'suffix' as const, tokens: Array.from({ length: suffix }, () => 7) },
    { kind: 'prefix' as const, tokens: Array.from({ length: prefix }, () => 8) },
  ];
  return {
    position: { anchor, suffix: '', context: '' },
    parts,
    tokens: parts.flatMap(({ tokens }) => tokens),
    healedPrefix: '',
    hasAdvanced: false,
  };
}

test('a prompt leaves at least 40 tokens for the completion, an eighth of the window up to 160', () => {
  assert.equal(computeWindowSizes(128).prompt, 128 - 40);
  assert.equal(computeWindowSizes(800).prompt, 800 - 100);
  assert.equal(computeWindowSizes(4096).prompt, 4096 - 160);
});

test('the suffix block is an eighth of the prompt, up to 96 tokens', () => {
  assert.equal(computeWindowSizes(800).suffix, 87);
  assert.equal(computeWindowSizes(40_000).suffix, 96);
});

test('sizes stay within the window, and the suffix block within the prompt', () => {
  fc.assert(
    fc.property(capacities, fc.integer({ min: 64, max: 176 }), (capacity, cold) => {
      const window = computeWindowSizes(capacity);
      for (const sizes of [
        window,
        computeNewWindowSizes(capacity),
        computeColdSizes(capacity, cold),
      ]) {
        assert.ok(sizes.prompt > 0 && sizes.prompt < capacity);
        assert.ok(sizes.suffix > 0 && sizes.suffix <= sizes.prompt);
        assert.ok(Number.isInteger(sizes.prompt) && Number.isInteger(sizes.suffix));
        assert.ok(sizes.prompt <= window.prompt);
      }
    }),
  );
});

test('a new layout has room to type before its start moves', () => {
  fc.assert(
    fc.property(capacities, (capacity) => {
      const [window, whole] = [computeWindowSizes(capacity), computeNewWindowSizes(capacity)];
      assert.ok(window.prompt - whole.prompt >= Math.floor(window.prompt / 8));
      assert.equal(whole.suffix, window.suffix);
    }),
  );
});

test('a cold window has between 32 and 176 tokens, and fewer on a slower machine', () => {
  assert.equal(computeColdTokens(undefined), 176, 'Before it was measured.');
  fc.assert(
    fc.property(paces, paces, (one, other) => {
      const [fast, slow] = [Math.min(one, other), Math.max(one, other)];
      assert.ok(computeColdTokens(slow) >= 32 && computeColdTokens(fast) <= 176);
      assert.ok(computeColdTokens(slow) <= computeColdTokens(fast));
      assert.ok(Number.isInteger(computeColdTokens(slow)));
    }),
  );
});

test('a cold window is read within a second, within its bounds', () => {
  assert.equal(computeColdTokens(10), 100);
  fc.assert(
    fc.property(fc.double({ min: 1000 / 176, max: 1000 / 32, noNaN: true }), (msPerToken) => {
      const tokens = computeColdTokens(msPerToken);
      assert.ok(tokens * msPerToken <= 1000 || tokens === 32);
      assert.ok((tokens + 1) * msPerToken > 1000 || tokens === 176);
    }),
  );
});

test('a quarter of a cold window is for the suffix block', () => {
  assert.deepEqual(computeColdSizes(4096, 160), { prompt: 160, suffix: 40, file: 0 });
  // No more than the window holds.
  assert.deepEqual(computeColdSizes(128, 176), { prompt: 88, suffix: 22, file: 0 });
});

/** Returns the pace of a machine with these times per token of a prompt and per step, in ms. */
function createPace(prefillMsPerToken: number | undefined, stepMs = 10): Pace {
  return { prefillMsPerToken, stepMs };
}

test('a whole window is read at once if it costs at most two cold windows', () => {
  assert.equal(computeMaxCostAtOnce('new', createPace(1)), 352);
  assert.equal(computeMaxCostAtOnce('new', createPace(10)), 200);
});

test('a file whose window continues may cost more before a cold one replaces it', () => {
  for (const pace of [createPace(undefined), createPace(1), createPace(12)]) {
    assert.ok(computeMaxCostAtOnce('here', pace) > computeMaxCostAtOnce('new', pace));
  }
});

test('if requests wait for pauses, only half as much is read at once', () => {
  for (const pace of [createPace(20), createPace(100), createPace(1, 101)]) {
    assert.equal(computeMaxCostAtOnce('here', pace), 2 * computeColdTokens(pace.prefillMsPerToken));
    assert.equal(computeMaxCostAtOnce('new', pace), computeColdTokens(pace.prefillMsPerToken));
  }
});

test('a small file is read at once on any machine', () => {
  for (const ms of [10, 12.4, 12.6, 30])
    assert.equal(computeMaxCostAtOnce('new', createPace(ms), true), 208, `${ms} ms a token`);
  assert.equal(computeMaxCostAtOnce('new', createPace(1), true), 352);
});

test('between two keys a tile of 16 tokens is read in 200 ms, and a step takes 100', () => {
  assert.ok(canAnswerBetweenKeys(createPace(undefined, 0)), 'Before anything is known.');
  assert.ok(canAnswerBetweenKeys(createPace(12.5, 100)));
  assert.ok(!canAnswerBetweenKeys(createPace(12.6, 100)));
  assert.ok(!canAnswerBetweenKeys(createPace(12.5, 101)));
});

const brisk = createPace(5);
const slow = createPace(30);

test('a file that fits is read whole', () => {
  const growth = { promptTokens: 100, isMoving: false, uses: 1, isFile: true, isInPlace: false };
  assert.deepEqual(computeNextSizes(4096, 3000, growth, brisk), computeNewWindowSizes(4096));
});

test('on a slow machine it is read whole if that takes at most 20 seconds', () => {
  const growth = { promptTokens: 32, isMoving: false, uses: 0, isFile: true, isInPlace: false };
  assert.deepEqual(
    computeNextSizes(4096, 1000, growth, createPace(20)),
    computeNewWindowSizes(4096),
  );
  assert.notDeepEqual(
    computeNextSizes(4096, 1001, growth, createPace(20)),
    computeNewWindowSizes(4096),
  );
});

test('otherwise it is read in steps, each three times as large', () => {
  const computeSizes = (promptTokens: number, isMoving = false) =>
    computeNextSizes(
      4096,
      1000,
      { promptTokens, isMoving, uses: 0, isFile: true, isInPlace: false },
      slow,
    );
  assert.deepEqual(computeSizes(32), computeColdSizes(4096, 96));
  assert.deepEqual(computeSizes(96), computeColdSizes(4096, 288));
  assert.deepEqual(computeSizes(166), computeColdSizes(4096, 498));
  assert.deepEqual(
    computeSizes(167),
    computeNewWindowSizes(4096),
    'Less than another step would be left.',
  );
  assert.deepEqual(
    computeSizes(288, true),
    computeColdSizes(4096, 288),
    'It has not got there yet.',
  );
});

test('a step may leave exactly as much as it reads', () => {
  const growth = { promptTokens: 100, isMoving: false, uses: 0, isFile: true, isInPlace: false };
  assert.deepEqual(
    computeNextSizes(4096, 600, growth, createPace(40)),
    computeColdSizes(4096, 300),
  );
  assert.deepEqual(
    computeNextSizes(4096, 599, growth, createPace(40)),
    computeNewWindowSizes(4096),
  );
});

test('a part of a larger file grows after some use', () => {
  const computeSizes = (uses: number, promptTokens = 200) =>
    computeNextSizes(
      4096,
      3000,
      { promptTokens, isMoving: false, uses, isFile: false, isInPlace: false },
      brisk,
    ).prompt;
  assert.equal(computeSizes(49), 200);
  assert.equal(computeSizes(50), 600);
  assert.equal(computeSizes(149, 600), 600);
  assert.equal(computeSizes(150, 600), 1800);
  assert.equal(computeSizes(450, 1800), computeNewWindowSizes(4096).prompt);
});

test('a file that takes more than eight seconds to read grows in place, and a part after one second', () => {
  assert.ok(!shouldGrowInPlace(1600, true, brisk));
  assert.ok(shouldGrowInPlace(1601, true, brisk));
  assert.ok(!shouldGrowInPlace(200, false, brisk));
  assert.ok(shouldGrowInPlace(201, false, brisk));
  assert.ok(!shouldGrowInPlace(4096, false, createPace(undefined)), 'Nothing is known yet.');
});

test('a window that grows in place grows by a few tokens per use, and to the whole file at once', () => {
  const of = (uses: number, promptTokens = 100, isFile = false) =>
    computeNextSizes(
      4096,
      3000,
      { promptTokens, isMoving: false, uses, isFile, isInPlace: true },
      brisk,
    );
  assert.deepEqual(of(0), computeColdSizes(4096, 176));
  assert.deepEqual(of(50), computeColdSizes(4096, 576));
  assert.deepEqual(of(50, 700), computeColdSizes(4096, 700), 'It does not shrink.');
  assert.deepEqual(of(353), computeNewWindowSizes(4096));
  assert.deepEqual(of(0, 100, true), computeNewWindowSizes(4096));
});

test('text that can be read within a second is read at once', () => {
  const growth = { promptTokens: 200, isMoving: false, uses: 0, isFile: false, isInPlace: false };
  assert.deepEqual(
    computeNextSizes(4096, 3000, growth, createPace(0.3)),
    computeNewWindowSizes(4096),
  );
  assert.deepEqual(
    computeNextSizes(4096, 1000, growth, createPace(1)),
    computeNewWindowSizes(4096),
  );
  assert.deepEqual(
    computeNextSizes(4096, 1001, growth, createPace(1)),
    computeColdSizes(4096, 200),
  );
});

test('a file that is read whole fits a new layout', () => {
  fc.assert(
    fc.property(capacities, (capacity) => {
      assert.ok(computeWindowSizes(capacity).file <= computeNewWindowSizes(capacity).prompt);
      assert.equal(computeNewWindowSizes(capacity).file, computeWindowSizes(capacity).file);
    }),
  );
});

test('a window lacks text if its prefix is short and there is more text above it', () => {
  assert.equal(lacksPrefix(createLayout({ prefix: 47 }, 10), createPace(5)), true);
  assert.equal(lacksPrefix(createLayout({ prefix: 48 }, 10), createPace(5)), false);
  assert.equal(lacksPrefix(createLayout({ prefix: 3 }, 0), createPace(5)), false);
  // Half of a cold window on a slow machine.
  assert.equal(lacksPrefix(createLayout({ prefix: 15 }, 10), createPace(30)), true);
  assert.equal(lacksPrefix(createLayout({ prefix: 16 }, 10), createPace(30)), false);
});

test('a window is short if its prefix or suffix is below 0.6 of that of a new one', () => {
  const whole = createLayout({ prefix: 100, suffix: 50 });
  assert.equal(isShort(createLayout({ prefix: 60, suffix: 30 }), whole), false);
  assert.equal(isShort(createLayout({ prefix: 59, suffix: 50 }), whole), true);
  assert.equal(isShort(createLayout({ prefix: 100, suffix: 29 }), whole), true);
  assert.equal(isShort(createLayout({ prefix: 0 }), createLayout({ prefix: 0 })), false);
});

test('a window lacks suffix below 0.6 of what a new one would hold', () => {
  const whole = createLayout({ prefix: 100, suffix: 50 });
  const lacks = (suffix: number, maxTokens: number) =>
    lacksSuffix(createLayout({ prefix: 100, suffix }), whole, maxTokens);
  assert.equal(lacks(30, 1000), false);
  assert.equal(lacks(29, 1000), true);
  // Of the new suffix block, no more than the limit counts.
  assert.equal(lacks(12, 20), false);
  assert.equal(lacks(11, 20), true);
  assert.equal(lacks(0, 0), false);
});

test('a patch evaluates less than the whole window', () => {
  assert.ok(maxPatchShare > 0.5 && maxPatchShare < 1);
});
