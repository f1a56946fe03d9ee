import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { PromptLookup } from '../../../src/completion/generation/promptLookup.ts';

function lookupOf(tokens: readonly number[]): PromptLookup {
  const lookup = new PromptLookup();
  for (const token of tokens) lookup.push(token);
  return lookup;
}

/** Returns the same result by searching all tokens. */
function searched(tokens: readonly number[], max: number): number[] {
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

test('what was said before is proposed again', () => {
  assert.deepEqual(lookupOf([1, 2, 3, 4, 5, 9, 1, 2, 3]).propose(2), [4, 5]);
});

test('the longest run decides, and of its occurrences the last', () => {
  assert.deepEqual(lookupOf([1, 2, 3, 7, 1, 2, 3, 8, 6, 2, 3, 9, 1, 2, 3]).propose(1), [8]);
  assert.deepEqual(lookupOf([1, 2, 3, 7, 6, 2, 3, 9, 1, 2, 3]).propose(1), [7]);
});

test('nothing is proposed where nothing like it was said', () => {
  assert.deepEqual(lookupOf([]).propose(5), []);
  assert.deepEqual(lookupOf([1, 2, 3, 2, 1]).propose(5), []);
});

test('it finds after every token what a search through all of them finds', () => {
  fc.assert(
    fc.property(someTokens, someMax, (tokens, max) => {
      const lookup = new PromptLookup();
      for (const [index, token] of tokens.entries()) {
        lookup.push(token);
        assert.deepEqual(lookup.propose(max), searched(tokens.slice(0, index + 1), max));
      }
    }),
  );
});

test('a proposal is no longer than asked for and did follow the last tokens before', () => {
  fc.assert(
    fc.property(someTokens, someMax, (tokens, max) => {
      const proposal = lookupOf(tokens).propose(max);
      assert.ok(proposal.length <= max);
      if (proposal.length === 0) return;
      const said = [...tokens.slice(-2), ...proposal].join();
      const places = tokens.map((_, start) => tokens.slice(start, start + 2 + proposal.length));
      assert.ok(places.some((place) => place.join() === said));
    }),
  );
});

test('proposing changes nothing', () => {
  fc.assert(
    fc.property(someTokens, someMax, (tokens, max) => {
      const lookup = lookupOf(tokens);
      const first = lookup.propose(max);
      first.push(99);
      assert.deepEqual(lookup.propose(max), lookupOf(tokens).propose(max));
    }),
  );
});
