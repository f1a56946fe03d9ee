import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { RecentSuggestions } from '../../../src/completion/request/recentSuggestions.ts';

test('typing into a suggestion leaves its rest', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.string({ minLength: 1 }),
      fc.nat(),
      (prefix, suffix, text, seed) => {
        const recent = new RecentSuggestions();
        recent.add({ prefix, suffix, text });
        const typed = seed % text.length;
        assert.equal(recent.remainderFor(prefix + text.slice(0, typed), suffix), text.slice(typed));
      },
    ),
  );
});

test('a suggestion that was typed to its end is used up', () => {
  const recent = new RecentSuggestions();
  recent.add({ prefix: 'a', suffix: '', text: 'bc' });
  assert.equal(recent.remainderFor('abc', ''), undefined);
});

test('typing something else finds nothing, deleting it again finds the suggestion', () => {
  const recent = new RecentSuggestions();
  recent.add({ prefix: 'a', suffix: '', text: 'bc' });
  assert.equal(recent.remainderFor('ax', ''), undefined);
  assert.equal(recent.remainderFor('a', ''), 'bc');
});

test('another text behind the cursor needs another suggestion', () => {
  const recent = new RecentSuggestions();
  recent.add({ prefix: 'a', suffix: '', text: 'bc' });
  assert.equal(recent.remainderFor('a', 'x'), undefined);
});

test('the newest suggestion for a place counts', () => {
  const recent = new RecentSuggestions();
  recent.add({ prefix: 'a', suffix: '', text: 'old' });
  recent.add({ prefix: 'a', suffix: '', text: 'new' });
  assert.equal(recent.remainderFor('a', ''), 'new');
});

test('after many suggestions the oldest are forgotten', () => {
  const recent = new RecentSuggestions();
  for (let count = 0; count < 100; count++) {
    recent.add({ prefix: `${count}:`, suffix: '', text: 'x' });
  }
  assert.equal(recent.remainderFor('0:', ''), undefined);
  assert.equal(recent.remainderFor('99:', ''), 'x');
});

test('everything is forgotten on demand', () => {
  const recent = new RecentSuggestions();
  recent.add({ prefix: 'a', suffix: '', text: 'b' });
  recent.clear();
  assert.equal(recent.remainderFor('a', ''), undefined);
});
