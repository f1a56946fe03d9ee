import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { PromptLookup } from '../../../src/completion/generation/promptLookup.ts';

function createLookup(tokens: readonly number[]): PromptLookup {
  const lookup = new PromptLookup();
  for (const token of tokens) lookup.push(token);
  return lookup;
}

/** Returns the same result by searching all tokens. */
function searchAll(tokens: readonly number[], max: number): number[] {
  for (let length = Math.min(4, tokens.length); length >= 2; length--) {
    const run = tokens.slice(-length).join();
    for (let end = tokens.length - 1; end >= length; end--) {
      if (tokens.slice(end - length, end).join() === run) return tokens.slice(end, end + max);
    }
  }
  return [];
}

// Few tokens, so that much repeats; some large ones, so that none is mistaken for a pair of others.
const someTokens = fc.array(fc.constantFrom(0, 1, 2, 32_767, 131_071), { maxLength: 60 });
const someMax = fc.nat({ max: 20 });

test('earlier text is proposed again', () => {
  assert.deepEqual(createLookup([1, 2, 3, 4, 5, 9, 1, 2, 3]).propose(2), [4, 5]);
});

test('the longest run decides, and the last of its occurrences', () => {
  assert.deepEqual(createLookup([1, 2, 3, 7, 1, 2, 3, 8, 6, 2, 3, 9, 1, 2, 3]).propose(1), [8]);
  assert.deepEqual(createLookup([1, 2, 3, 7, 6, 2, 3, 9, 1, 2, 3]).propose(1), [7]);
});

test('nothing is proposed without an earlier occurrence', () => {
  assert.deepEqual(createLookup([]).propose(5), []);
  assert.deepEqual(createLookup([1, 2, 3, 2, 1]).propose(5), []);
});

test('it finds the same runs after every token as an exhaustive search', () => {
  fc.assert(
    fc.property(someTokens, someMax, (tokens, max) => {
      const lookup = new PromptLookup();
      for (const [index, token] of tokens.entries()) {
        lookup.push(token);
        assert.deepEqual(lookup.propose(max), searchAll(tokens.slice(0, index + 1), max));
      }
    }),
  );
});

test('a proposal is within the limit and followed the last tokens before', () => {
  fc.assert(
    fc.property(someTokens, someMax, (tokens, max) => {
      const proposal = createLookup(tokens).propose(max);
      assert.ok(proposal.length <= max);
      if (proposal.length === 0) return;
      const continuation = [...tokens.slice(-2), ...proposal].join();
      const places = tokens.map((_, start) => tokens.slice(start, start + 2 + proposal.length));
      assert.ok(places.some((place) => place.join() === continuation));
    }),
  );
});

test('a proposal has no side effects', () => {
  fc.assert(
    fc.property(someTokens, someMax, (tokens, max) => {
      const lookup = createLookup(tokens);
      const first = lookup.propose(max);
      first.push(99);
      assert.deepEqual(lookup.propose(max), createLookup(tokens).propose(max));
    }),
  );
});
