import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fateOf, type Edit, type Offer } from '../../../src/completion/suggestion/offerFate.ts';

const offer: Offer = {
  offset: 10,
  before: 'const a = ',
  variants: [{ text: 'first(b);\nsecond();', replaces: 0 }],
};

function edit(start: number, removed: number, inserted: string): Edit {
  return { start, removed, inserted };
}

function leftAfter(before: Offer, change: Edit) {
  const fate = fateOf(before, change);
  return 'offer' in fate ? [fate.offer.offset, ...fate.offer.variants.map((v) => v.text)] : [];
}

describe('the fate of an offer', () => {
  it('is to stand while it is typed along, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 2 }), fc.nat({ max: 1000 }), (text, offset) => {
        const typed = String.fromCodePoint(text.codePointAt(0) ?? 0);
        fc.pre(typed.length < text.length && !/[ \t\r\n]/.test(typed));
        const before = { offset, before: '', variants: [{ text, replaces: 0 }] };
        const fate = fateOf(before, edit(offset, 0, typed));
        assert.deepEqual(fate, {
          kind: 'stands',
          offer: {
            offset: offset + typed.length,
            before: typed,
            variants: [{ text: text.slice(typed.length), replaces: 0 }],
          },
        });
      }),
    );
  });

  it('is to stand where the editor closes a bracket that is typed', () => {
    const call = { ...offer, variants: [{ text: '(b, c)', replaces: 0 }] };
    const fate = fateOf(call, edit(10, 0, '()'));
    assert.equal(fate.kind, 'stands');
    assert.deepEqual(fate.offer.variants, [{ text: 'b, c)', replaces: 1 }]);
    const over = fateOf({ ...offer, variants: [{ text: ') + 1', replaces: 1 }] }, edit(10, 1, ')'));
    assert.equal(over.kind, 'stands');
    assert.deepEqual(over.offer.variants, [{ text: ' + 1', replaces: 0 }]);
  });

  it('is to stand where the text begins with the pair that is typed, and goes on within it', () => {
    for (const pair of ['()', '[]', '{}', '<>', '""', "''", '``']) {
      for (const rest of ['', ';', ' + 1;\n']) {
        const text = pair + rest;
        const fate = fateOf({ ...offer, variants: [{ text, replaces: 0 }] }, edit(10, 0, pair));
        assert.equal(fate.kind, 'stands', text);
        assert.equal(fate.offer.offset, 11);
        assert.deepEqual(fate.offer.variants, [{ text: text.slice(1), replaces: 1 }]);
      }
    }
  });

  it('is to stand where a word is replaced by one that goes along', () => {
    const word = { ...offer, before: 'const a = fi', offset: 12 };
    const rest = { ...word, variants: [{ text: 'rst(b);', replaces: 0 }] };
    assert.deepEqual(leftAfter(rest, edit(10, 2, 'first')), [15, '(b);']);
    assert.equal(fateOf(rest, edit(10, 2, 'first')).kind, 'stands');
    assert.equal(fateOf(rest, edit(10, 2, 'second')).kind, 'diverged');
  });

  it('is to stand where text is inserted or removed elsewhere', () => {
    assert.deepEqual(leftAfter(offer, edit(2, 3, 'x')), [8, 'first(b);\nsecond();']);
    assert.deepEqual(leftAfter(offer, edit(11, 0, 'x')), [10, 'first(b);\nsecond();']);
  });

  it('is to be accepted by word, by line or as a whole', () => {
    for (const [text, part, rest] of [
      ['first', 'word', ['(b);\nsecond();']],
      ['first(b);\n', 'line', ['second();']],
      ['first(b);\nsecond();', 'whole', []],
    ] as const) {
      const fate = fateOf(offer, edit(10, 0, text));
      assert.equal(fate.kind, 'accepted');
      assert.equal(fate.part, part);
      assert.equal(fate.text, text);
      assert.deepEqual(
        fate.offer.variants.map((variant) => variant.text),
        rest,
      );
      assert.equal(fate.offer.offset, 10 + text.length);
    }
  });

  it('is to stand for a line end that is typed, with the indentation that comes with it', () => {
    const block = { ...offer, variants: [{ text: '\n    b();', replaces: 0 }] };
    assert.equal(fateOf(block, edit(10, 0, '\n    ')).kind, 'stands');
    assert.deepEqual(leftAfter(block, edit(10, 0, '\n    ')), [15, 'b();']);
  });

  it('is to stand for a line end between brackets, which pushes the closing one down', () => {
    const block = { ...offer, variants: [{ text: '\n    b();\n  }', replaces: 1 }] };
    const fate = fateOf(block, edit(10, 0, '\n    \n  '));
    assert.equal(fate.kind, 'stands');
    assert.equal(fate.offer.offset, 15);
    assert.equal(fate.offer.variants[0]?.text, 'b();\n  }');
  });

  it('is that of the alternative that is typed along', () => {
    const several = {
      ...offer,
      variants: ['abc', 'axy', 'b'].map((text) => ({ text, replaces: 0 })),
    };
    assert.deepEqual(leftAfter(several, edit(10, 0, 'a')), [11, 'bc', 'xy']);
    assert.deepEqual(leftAfter(several, edit(10, 0, 'ax')), [12, 'y']);
  });

  it('is to diverge when something else is written', () => {
    assert.equal(fateOf(offer, edit(10, 0, 'x')).kind, 'diverged');
    assert.equal(fateOf(offer, edit(8, 2, 'x')).kind, 'diverged');
    assert.equal(fateOf(offer, edit(10, 3, 'first')).kind, 'diverged');
  });

  it('is to be over, without a judgement, when text is deleted or the last of it is typed', () => {
    assert.equal(fateOf(offer, edit(9, 1, '')).kind, 'over');
    assert.equal(fateOf(offer, edit(10, 1, '')).kind, 'over');
    const last = { ...offer, variants: [{ text: ';', replaces: 0 }] };
    assert.equal(fateOf(last, edit(10, 0, ';')).kind, 'over');
  });

  it('never leaves more than was offered, for any edit', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 30 }),
        fc.nat({ max: 20 }),
        fc.string({ unit: fc.constantFrom('f', 'i', 'r', '(', ')', '\n', 'x') }),
        (start, removed, inserted) => {
          const fate = fateOf(offer, edit(start, removed, inserted));
          if (!('offer' in fate)) return;
          for (const { text, replaces } of fate.offer.variants) {
            assert.ok(offer.variants.some((variant) => variant.text.endsWith(text)));
            assert.ok(replaces >= 0);
          }
        },
      ),
    );
  });
});
