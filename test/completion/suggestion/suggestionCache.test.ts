import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SuggestionCache, type Place } from '../../../src/completion/suggestion/suggestionCache.ts';

function at(before: string, after = ''): Place {
  return { document: 'file:///a.ts', before, after };
}

function suggest(place: Place, text: string, replaces = 0) {
  const cache = new SuggestionCache();
  const entry = cache.add(place, { text, replaces });
  return { cache, entry };
}

function found(cache: SuggestionCache, place: Place) {
  const [known] = cache.all(place);
  return known && [known.text, known.replaces];
}

/** Texts similar to code, with lines, blanks and brackets. */
const code = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '(', ')', '\t', 'é', '😀') });
const someCode = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '('), minLength: 1 });

describe('SuggestionCache', () => {
  it('gives the rest of a suggestion for as much of it as is written', () => {
    fc.assert(
      fc.property(code, code, someCode, fc.nat(), (before, after, text, seed) => {
        const { cache } = suggest(at(before, after), text);
        const typed = seed % text.length;
        const place = at(before + text.slice(0, typed), after);
        assert.deepEqual(found(cache, place), [text.slice(typed), 0]);
      }),
    );
  });

  it('never gives what would lead to another text than was suggested', () => {
    fc.assert(
      fc.property(code, code, someCode, code, code, (before, after, text, typed, closed) => {
        const { cache } = suggest(at(before, after), text);
        const [known] = cache.all(at(before + typed, closed + after));
        if (known === undefined) return;
        const tail = (closed + after).slice(known.replaces);
        assert.equal(before + typed + known.text + tail, before + text + after);
      }),
    );
  });

  it('knows long lines and texts of many lines to their ends', () => {
    const line = 'x'.repeat(1500);
    const text = `${'y'.repeat(1200)}\n${'  z;\n'.repeat(40)}`;
    const { cache } = suggest(at(line), text);
    for (let typed = 0; typed < text.length; typed += 37) {
      assert.deepEqual(found(cache, at(line + text.slice(0, typed))), [text.slice(typed), 0]);
    }
  });

  it('finds nothing once a suggestion is typed to its end', () => {
    const { cache } = suggest(at('a'), 'bc');
    assert.equal(found(cache, at('abc')), undefined);
  });

  it('finds nothing where something else is typed, and finds it again when that is deleted', () => {
    const { cache } = suggest(at('a'), 'bc');
    assert.equal(found(cache, at('ax')), undefined);
    assert.deepEqual(found(cache, at('a')), ['bc', 0]);
  });

  it('finds a place again wherever the lines above it push it', () => {
    const above = `${'// far away\n'.repeat(200)}const a = 1;\n`;
    const { cache } = suggest(at(`${above}ret`), 'urn a;');
    assert.deepEqual(found(cache, at(`import b;\n${above}ret`)), ['urn a;', 0]);
  });

  it('asks for another suggestion when a line close above or behind changes', () => {
    const { cache } = suggest(at('let a;\nuse(', ');\n}'), 'a');
    assert.equal(found(cache, at('let b;\nuse(', ');\n}')), undefined);
    assert.equal(found(cache, at('let a;\nuse(', ');\n  more();\n}')), undefined);
  });

  it('tells documents apart', () => {
    const { cache } = suggest(at('a'), 'b');
    assert.equal(found(cache, { ...at('a'), document: 'file:///other.ts' }), undefined);
  });

  it('types over the brackets that the editor closes', () => {
    const { cache } = suggest(at('f', '\n'), '(a, [b]);');
    assert.deepEqual(found(cache, at('f(', ')\n')), ['a, [b]);', 1]);
    assert.deepEqual(found(cache, at('f(a, [', '])\n')), ['b]);', 2]);
    assert.deepEqual(found(cache, at('f(a, [b]', ')\n')), [');', 1]);
    assert.deepEqual(found(cache, at('f(a, [b])', '\n')), [';', 0]);
  });

  it('leaves a closed bracket on a line of its own where it is', () => {
    const { cache } = suggest(at('if (a) ', '\n'), '{\n  b();\n}');
    assert.deepEqual(found(cache, at('if (a) {\n  ', '\n}\n')), ['b();', 0]);
  });

  it('does not offer a text that has no use for what the editor put behind', () => {
    const { cache } = suggest(at('f', '\n'), '(a');
    assert.equal(found(cache, at('f(', ')\n')), undefined);
  });

  it('keeps what a suggestion replaces, until that is typed over', () => {
    const { cache } = suggest(at('f(', ')\n'), 'a) + 1', 1);
    assert.deepEqual(found(cache, at('f(', ')\n')), ['a) + 1', 1]);
    assert.deepEqual(found(cache, at('f(a', ')\n')), [') + 1', 1]);
    assert.deepEqual(found(cache, at('f(a)', '\n')), [' + 1', 0]);
  });

  it('gives the newest of several first', () => {
    const { cache } = suggest(at('a'), 'old');
    cache.add(at('a'), { text: 'new', replaces: 0 });
    assert.deepEqual(
      cache.all(at('a')).map(({ text }) => text),
      ['new', 'old'],
    );
  });

  it('keeps the same suggestion once', () => {
    const { cache } = suggest(at('a'), 'b');
    cache.add(at('a'), { text: 'b', replaces: 0 });
    assert.equal(cache.size.entries, 1);
  });

  it('never keeps more than its bounds, and keeps the newest', () => {
    const cache = new SuggestionCache();
    const text = 'x'.repeat(2000);
    for (let count = 0; count < 600; count++) cache.add(at(`${count}:`), { text, replaces: 0 });
    assert.ok(cache.size.entries <= 256);
    assert.ok(cache.size.units <= 1 << 18);
    assert.equal(found(cache, at('0:')), undefined);
    assert.deepEqual(found(cache, at('599:')), [text, 0]);
  });

  it('counts the memory of what it keeps, and of nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(code, someCode)), (suggestions) => {
        const cache = new SuggestionCache();
        for (const [before, text] of suggestions) cache.add(at(before), { text, replaces: 0 });
        cache.clear();
        assert.deepEqual(cache.size, { entries: 0, units: 0 });
        cache.add(at('a'), { text: 'bc', replaces: 0 });
        assert.deepEqual(cache.size, { entries: 1, units: 3 });
      }),
    );
  });

  it('forgets all on demand', () => {
    const { cache } = suggest(at('a'), 'b');
    cache.clear();
    assert.equal(found(cache, at('a')), undefined);
  });
});

describe('a rejected suggestion', () => {
  it('is not found, at its place or along it', () => {
    const { cache, entry } = suggest(at('  ', '\n}'), 'return a;');
    cache.reject(entry);
    assert.equal(found(cache, at('  ', '\n}')), undefined);
    assert.equal(found(cache, at('  ret', '\n}')), undefined);
  });

  it('is not found in the shape that it has some letters on', () => {
    const { cache } = suggest(at('  ', '\n}'), 'return a;');
    const later = cache.add(at('  ret', '\n}'), { text: 'urn a;', replaces: 0 });
    assert.equal(cache.all(at('  retu', '\n}')).length, 1);
    cache.reject(later);
    assert.equal(found(cache, at('  ', '\n}')), undefined);
    assert.equal(found(cache, at('  retu', '\n}')), undefined);
  });

  it('is not asked for again at its place, but along it something else may come', () => {
    const { cache, entry } = suggest(at('  ', '\n}'), 'return a;');
    cache.reject(entry);
    assert.equal(cache.isRejectedAt(at('  ', '\n}')), true);
    assert.equal(cache.isRejectedAt(at('  r', '\n}')), false);
  });

  it('is known when the engine says it anew, some letters before or behind', () => {
    const { cache, entry } = suggest(at('  re', '\n}'), 'turn a;');
    cache.reject(entry);
    for (const [before, text] of [
      ['  re', 'turn a;'],
      ['  return', ' a;'],
      ['  ', 'return a;\n'],
    ] as const) {
      assert.equal(cache.wasRejected(at(before, '\n}'), { text, replaces: 0 }), true, before);
    }
    assert.equal(cache.wasRejected(at('  re', '\n}'), { text: 'turn b;', replaces: 0 }), false);
  });

  it('may be offered again when the text around it really changes', () => {
    const { cache, entry } = suggest(at('let a;\n', '\n}'), 'a();');
    cache.reject(entry);
    const suggestion = { text: 'a();', replaces: 0 };
    assert.equal(cache.wasRejected(at('let a, b;\n', '\n}'), suggestion), false);
    assert.equal(cache.wasRejected(at('let a;\n', '\n  b();\n}'), suggestion), false);
  });

  it('may be offered again when the person asks', () => {
    const { cache, entry } = suggest(at('a'), 'b');
    cache.reject(entry);
    cache.forgive(at('a'));
    assert.deepEqual(found(cache, at('a')), ['b', 0]);
    assert.equal(cache.isRejectedAt(at('a')), false);
  });
});

describe('a suggestion that grows', () => {
  it('gives the longer text wherever it gave the shorter one', () => {
    fc.assert(
      fc.property(code, code, someCode, someCode, fc.nat(), (before, after, text, more, seed) => {
        const { cache, entry } = suggest(at(before, after), text);
        const typed = seed % text.length;
        const place = at(before + text.slice(0, typed), after);
        const grown = { text: text.slice(typed) + more, replaces: 0 };
        assert.equal(cache.extend(entry, place, grown), true);
        assert.deepEqual(found(cache, place), [grown.text, 0]);
        assert.deepEqual(found(cache, at(before, after)), [text + more, 0]);
        const size = before.length - (before.lastIndexOf('\n') + 1) + text.length + more.length;
        assert.deepEqual(cache.size, { entries: 1, units: size });
      }),
      { examples: [['', '', 'a', 'b', 0]] },
    );
  });

  it('may take the place of more text after the cursor', () => {
    const { cache, entry } = suggest(at('f(', ')\n'), 'a');
    assert.equal(cache.extend(entry, at('f(', ')\n'), { text: 'a, b)', replaces: 1 }), true);
    assert.deepEqual(found(cache, at('f(a', ')\n')), [', b)', 1]);
  });

  it('is rejected with what it would have grown to, and with what it is the beginning of', () => {
    const place = at('let ', ';');
    const first = suggest(place, 'abc');
    first.cache.reject(first.entry);
    const beginning = { text: 'ab', replaces: 0 };
    assert.equal(first.cache.wasRejected(place, { ...beginning, isCut: true }), true);
    assert.equal(first.cache.wasRejected(place, beginning), false);
    const entry = first.cache.add(place, { text: 'a', replaces: 0 });
    assert.equal(first.cache.extend(entry, place, { text: 'abc', replaces: 0 }), false);

    const cache = new SuggestionCache();
    cache.reject(cache.add(place, { ...beginning, isCut: true }));
    assert.equal(cache.wasRejected(at('let a', ';'), { text: 'bc', replaces: 0 }), true);
    assert.equal(cache.wasRejected(at('let a', ';'), { text: 'c', replaces: 0 }), false);
  });

  it('stays as it is for another text, a shorter one, and at another place', () => {
    const place = at('let ', ';');
    const { cache, entry } = suggest(place, 'abc');
    for (const text of ['abd', 'ab', 'abc', 'xabcd']) {
      assert.equal(cache.extend(entry, place, { text, replaces: 0 }), false, text);
    }
    assert.equal(cache.extend(entry, at('var ', ';'), { text: 'abcd', replaces: 0 }), false);
    cache.clear();
    assert.equal(cache.extend(entry, place, { text: 'abcd', replaces: 0 }), false);
    assert.deepEqual(cache.size, { entries: 0, units: 0 });
  });
});
