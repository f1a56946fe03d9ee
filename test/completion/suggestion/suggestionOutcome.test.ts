import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  resolveOutcome,
  type Edit,
  type ShownSuggestion,
} from '../../../src/completion/suggestion/suggestionOutcome.ts';

const suggestion: ShownSuggestion = {
  offset: 10,
  before: 'const a = ',
  variants: [{ text: 'first(b);\nsecond();', replaces: 0 }],
};

function createEdit(start: number, removedLength: number, insertedText: string): Edit {
  return { start, removedLength, insertedText };
}

function getRemainder(before: ShownSuggestion, change: Edit) {
  const outcome = resolveOutcome(before, change);
  return 'suggestion' in outcome
    ? [outcome.suggestion.offset, ...outcome.suggestion.variants.map((v) => v.text)]
    : [];
}

describe('a shown suggestion', () => {
  it('stays while the user types it, for any text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 2 }), fc.nat({ max: 1000 }), (text, offset) => {
        const typed = String.fromCodePoint(text.codePointAt(0) ?? 0);
        fc.pre(typed.length < text.length && !/[ \t\r\n]/.test(typed));
        const before = { offset, before: '', variants: [{ text, replaces: 0 }] };
        const outcome = resolveOutcome(before, createEdit(offset, 0, typed));
        assert.deepEqual(outcome, {
          kind: 'shown',
          suggestion: {
            offset: offset + typed.length,
            before: typed,
            variants: [{ text: text.slice(typed.length), replaces: 0 }],
          },
        });
      }),
    );
  });

  it('stays when the editor closes a typed bracket', () => {
    const call = { ...suggestion, variants: [{ text: '(b, c)', replaces: 0 }] };
    const outcome = resolveOutcome(call, createEdit(10, 0, '()'));
    assert.equal(outcome.kind, 'shown');
    assert.deepEqual(outcome.suggestion.variants, [{ text: 'b, c)', replaces: 1 }]);
    const over = resolveOutcome(
      { ...suggestion, variants: [{ text: ') + 1', replaces: 1 }] },
      createEdit(10, 1, ')'),
    );
    assert.equal(over.kind, 'shown');
    assert.deepEqual(over.suggestion.variants, [{ text: ' + 1', replaces: 0 }]);
  });

  it('stays when the text begins with the typed pair, and continues within the pair', () => {
    for (const pair of ['()', '[]', '{}', '<>', '""', "''", '``']) {
      for (const rest of ['', ';', ' + 1;\n']) {
        const text = pair + rest;
        const outcome = resolveOutcome(
          { ...suggestion, variants: [{ text, replaces: 0 }] },
          createEdit(10, 0, pair),
        );
        assert.equal(outcome.kind, 'shown', text);
        assert.equal(outcome.suggestion.offset, 11);
        assert.deepEqual(outcome.suggestion.variants, [{ text: text.slice(1), replaces: 1 }]);
      }
    }
  });

  it('stays when a word is replaced by one that matches', () => {
    const word = { ...suggestion, before: 'const a = fi', offset: 12 };
    const rest = { ...word, variants: [{ text: 'rst(b);', replaces: 0 }] };
    assert.deepEqual(getRemainder(rest, createEdit(10, 2, 'first')), [15, '(b);']);
    assert.equal(resolveOutcome(rest, createEdit(10, 2, 'first')).kind, 'shown');
    assert.equal(resolveOutcome(rest, createEdit(10, 2, 'second')).kind, 'diverged');
  });

  it('stays when text is inserted or removed elsewhere', () => {
    assert.deepEqual(getRemainder(suggestion, createEdit(2, 3, 'x')), [8, 'first(b);\nsecond();']);
    assert.deepEqual(getRemainder(suggestion, createEdit(11, 0, 'x')), [
      10,
      'first(b);\nsecond();',
    ]);
  });

  it('is accepted by word, by line or as a whole', () => {
    for (const [text, part, rest] of [
      ['first', 'word', ['(b);\nsecond();']],
      ['first(b);\n', 'line', ['second();']],
      ['first(b);\nsecond();', 'whole', []],
    ] as const) {
      const outcome = resolveOutcome(suggestion, createEdit(10, 0, text));
      assert.equal(outcome.kind, 'accepted');
      assert.equal(outcome.part, part);
      assert.equal(outcome.text, text);
      assert.deepEqual(
        outcome.suggestion.variants.map((variant) => variant.text),
        rest,
      );
      assert.equal(outcome.suggestion.offset, 10 + text.length);
    }
  });

  it('stays for a typed line end with its automatic indentation', () => {
    const block = { ...suggestion, variants: [{ text: '\n    b();', replaces: 0 }] };
    assert.equal(resolveOutcome(block, createEdit(10, 0, '\n    ')).kind, 'shown');
    assert.deepEqual(getRemainder(block, createEdit(10, 0, '\n    ')), [15, 'b();']);
  });

  it('stays for a line end between brackets, which moves the closing one down', () => {
    const block = { ...suggestion, variants: [{ text: '\n    b();\n  }', replaces: 1 }] };
    const outcome = resolveOutcome(block, createEdit(10, 0, '\n    \n  '));
    assert.equal(outcome.kind, 'shown');
    assert.equal(outcome.suggestion.offset, 15);
    assert.equal(outcome.suggestion.variants[0]?.text, 'b();\n  }');
  });

  it('is replaced by the alternatives that the user types', () => {
    const several = {
      ...suggestion,
      variants: ['abc', 'axy', 'b'].map((text) => ({ text, replaces: 0 })),
    };
    assert.deepEqual(getRemainder(several, createEdit(10, 0, 'a')), [11, 'bc', 'xy']);
    assert.deepEqual(getRemainder(several, createEdit(10, 0, 'ax')), [12, 'y']);
  });

  it('diverges when the user types something else', () => {
    assert.equal(resolveOutcome(suggestion, createEdit(10, 0, 'x')).kind, 'diverged');
    assert.equal(resolveOutcome(suggestion, createEdit(8, 2, 'x')).kind, 'diverged');
    assert.equal(resolveOutcome(suggestion, createEdit(10, 3, 'first')).kind, 'diverged');
  });

  it('ends without a rating when text is deleted or its last character is typed', () => {
    assert.equal(resolveOutcome(suggestion, createEdit(9, 1, '')).kind, 'ended');
    assert.equal(resolveOutcome(suggestion, createEdit(10, 1, '')).kind, 'ended');
    const last = { ...suggestion, variants: [{ text: ';', replaces: 0 }] };
    assert.equal(resolveOutcome(last, createEdit(10, 0, ';')).kind, 'ended');
  });

  it('never leaves more text than it had, for any edit', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 30 }),
        fc.nat({ max: 20 }),
        fc.string({ unit: fc.constantFrom('f', 'i', 'r', '(', ')', '\n', 'x') }),
        (start, removed, inserted) => {
          const outcome = resolveOutcome(suggestion, createEdit(start, removed, inserted));
          if (!('suggestion' in outcome)) return;
          for (const { text, replaces } of outcome.suggestion.variants) {
            assert.ok(suggestion.variants.some((variant) => variant.text.endsWith(text)));
            assert.ok(replaces >= 0);
          }
        },
      ),
    );
  });
});
