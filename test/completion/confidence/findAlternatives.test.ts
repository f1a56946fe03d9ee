import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  findLeastCertainToken,
  findAlternatives,
} from '../../../src/completion/confidence/findAlternatives.ts';

function createTokens(...tokens: readonly (readonly [text: string, probability: number])[]) {
  let end = 0;
  return tokens.map(([text, probability]) => {
    end += text.length;
    return { probability, allowedProbability: 1, end };
  });
}

test('other texts branch at the least certain token of the first line', () => {
  const tokens = createTokens(['return', 0.9], [' a', 0.4], [';', 0.8], ['\n', 0.1], ['b', 0.05]);
  assert.equal(findLeastCertainToken('return a;\nb', tokens), 1);
  assert.equal(findLeastCertainToken('return', tokens), 0);
});

test('the least certain token may be the last of a line without a line end', () => {
  const tokens = createTokens(['return', 0.9], [' a', 0.4]);
  assert.equal(findLeastCertainToken('return a', tokens), 1);
});

test('of equally certain tokens the first counts', () => {
  assert.equal(findLeastCertainToken('abc', createTokens(['a', 0.5], ['b', 0.4], ['c', 0.4])), 1);
});

test('blank lines before the first line belong to it', () => {
  const tokens = createTokens(['\n', 0.3], ['a', 0.5], ['\n', 0.1]);
  assert.equal(findLeastCertainToken('\na\n', tokens), 0);
  assert.equal(findLeastCertainToken('\na', createTokens(['\n', 0.9], ['a', 0.5])), 1);
  assert.equal(findLeastCertainToken('\n\n', createTokens(['\n', 0.9], ['\n', 0.5])), 1);
});

test('healed text before the cursor is not a choice, nor are tokens that were not generated', () => {
  const [given, other] = [
    { probability: 0.1, allowedProbability: 1, end: 0 },
    { probability: 0.6, allowedProbability: 1, end: 3 },
  ];
  assert.equal(findLeastCertainToken('abc', [given, other]), 1);
  assert.equal(findLeastCertainToken('', []), undefined);
});

const all = { sampledToken: undefined, allowedProbability: 1, maxCount: 9, mayChoose: () => true };

test('the choices are the most likely other tokens, up to the requested number', () => {
  const probabilities = [0.1, 0.5, 0.005, 0.3, 0.05, 0];
  const chosen = findAlternatives(probabilities, { ...all, sampledToken: 1, maxCount: 2 });
  assert.deepEqual(
    chosen.map(({ token }) => token),
    [3, 0],
  );
  const chosenFrom = findAlternatives(probabilities, { ...all, mayChoose: (token) => token > 3 });
  assert.deepEqual(
    chosenFrom.map(({ token }) => token),
    [4],
  );
});

test('a token with less than a hundredth of the probability is no choice', () => {
  const getTokens = (probabilities: readonly number[], allowedProbability: number) =>
    findAlternatives(probabilities, { ...all, allowedProbability }).map(({ token }) => token);
  assert.deepEqual(getTokens([0.5, 0.0099, 0.01, 0], 1), [0, 2]);
  assert.deepEqual(getTokens([0.25, 0.0049, 0.005, 0], 0.5), [0, 2]);
  assert.deepEqual(getTokens([0, 0], 0), []);
});

test('with a required beginning, probabilities are relative to the matching tokens', () => {
  const [first, ...others] = findAlternatives([0.9, 0.004, 0.002], {
    ...all,
    sampledToken: 2,
    allowedProbability: 0.006,
    mayChoose: (token) => token > 0,
  });
  assert.equal(others.length, 0);
  assert.equal(first?.token, 1);
  assert.ok(Math.abs(first.probability - 2 / 3) < 1e-6);
});

test('whatever the probabilities, choices are allowedProbability, sorted and never the one that was sampled', () => {
  const numbers = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });
  fc.assert(
    fc.property(numbers, fc.nat(30), fc.nat(5), (probabilities, sampledToken, maxCount) => {
      const chosen = findAlternatives(probabilities, { ...all, sampledToken, maxCount });
      assert.ok(chosen.length <= maxCount);
      assert.ok(
        chosen.every(({ token }) => token !== sampledToken && token < probabilities.length),
      );
      const likely = chosen.map(({ probability }) => probability);
      assert.deepEqual(
        likely,
        likely.toSorted((one, other) => other - one),
      );
    }),
  );
});
