import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  findLeastCertainToken,
  otherChoices,
} from '../../../src/completion/confidence/otherChoices.ts';

function written(...tokens: readonly (readonly [text: string, probability: number])[]) {
  let end = 0;
  return tokens.map(([text, probability]) => {
    end += text.length;
    return { probability, allowed: 1, end };
  });
}

test('the least certain token of the first line is where another text parts', () => {
  const tokens = written(['return', 0.9], [' a', 0.4], [';', 0.8], ['\n', 0.1], ['b', 0.05]);
  assert.equal(findLeastCertainToken('return a;\nb', tokens), 1);
  assert.equal(findLeastCertainToken('return', tokens), 0);
});

test('blank lines before the first line belong to it', () => {
  const tokens = written(['\n', 0.3], ['a', 0.5], ['\n', 0.1]);
  assert.equal(findLeastCertainToken('\na\n', tokens), 0);
});

test('what was given before the cursor is no choice, nor is what was never written', () => {
  const [given, other] = [
    { probability: 0.1, allowed: 1, end: 0 },
    { probability: 0.6, allowed: 1, end: 3 },
  ];
  assert.equal(findLeastCertainToken('abc', [given, other]), 1);
  assert.equal(findLeastCertainToken('', []), undefined);
});

const all = { than: undefined, allowed: 1, count: 9, mayChoose: () => true };

test('choices are the likeliest others, as many as are wanted', () => {
  const probabilities = [0.1, 0.5, 0.005, 0.3, 0.05, 0];
  const chosen = otherChoices(probabilities, { ...all, than: 1, count: 2 });
  assert.deepEqual(
    chosen.map(({ token }) => token),
    [3, 0],
  );
  const allowed = otherChoices(probabilities, { ...all, mayChoose: (token) => token > 3 });
  assert.deepEqual(
    allowed.map(({ token }) => token),
    [4],
  );
});

test('where the text has to begin in a way choices count among those that do', () => {
  const [first, ...others] = otherChoices([0.9, 0.004, 0.002], {
    ...all,
    than: 2,
    allowed: 0.006,
    mayChoose: (token) => token > 0,
  });
  assert.equal(others.length, 0);
  assert.equal(first?.token, 1);
  assert.ok(Math.abs(first.probability - 2 / 3) < 1e-6);
});

test('whatever the probabilities, choices are allowed, sorted and never the one that was sampled', () => {
  const numbers = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });
  fc.assert(
    fc.property(numbers, fc.nat(30), fc.nat(5), (probabilities, than, count) => {
      const chosen = otherChoices(probabilities, { ...all, than, count });
      assert.ok(chosen.length <= count);
      assert.ok(chosen.every(({ token }) => token !== than && token < probabilities.length));
      const likely = chosen.map(({ probability }) => probability);
      assert.deepEqual(
        likely,
        likely.toSorted((one, other) => other - one),
      );
    }),
  );
});
