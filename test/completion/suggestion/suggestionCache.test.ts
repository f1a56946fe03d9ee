import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  SuggestionCache,
  type CursorPosition,
} from '../../../src/completion/suggestion/suggestionCache.ts';

function createPosition(before: string, after = ''): CursorPosition {
  return { document: 'file:///a.ts', before, after };
}

function addSuggestion(place: CursorPosition, text: string, replaces = 0) {
  const cache = new SuggestionCache();
  const entry = cache.add(place, { text, replaces });
  return { cache, entry };
}

function findSuggestion(cache: SuggestionCache, place: CursorPosition) {
  const [known] = cache.findAll(place);
  return known && [known.text, known.replaces];
}

/** Texts similar to code, with lines, blanks and brackets. */
const code = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '(', ')', '\t', 'é', '😀') });
const someCode = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '('), minLength: 1 });

describe('SuggestionCache', () => {
  it('returns the rest of a suggestion for any typed beginning of it', () => {
    fc.assert(
      fc.property(code, code, someCode, fc.nat(), (before, after, text, seed) => {
        const { cache } = addSuggestion(createPosition(before, after), text);
        const typed = seed % text.length;
        const place = createPosition(before + text.slice(0, typed), after);
        assert.deepEqual(findSuggestion(cache, place), [text.slice(typed), 0]);
      }),
    );
  });

  it('never returns text that leads to something other than the suggestion', () => {
    fc.assert(
      fc.property(code, code, someCode, code, code, (before, after, text, typed, closed) => {
        const { cache } = addSuggestion(createPosition(before, after), text);
        const [known] = cache.findAll(createPosition(before + typed, closed + after));
        if (known === undefined) return;
        const tail = (closed + after).slice(known.replaces);
        assert.equal(before + typed + known.text + tail, before + text + after);
      }),
    );
  });

  it('finds long lines and texts of many lines up to their ends', () => {
    const line = 'x'.repeat(1500);
    const text = `${'y'.repeat(1200)}\n${'  z;\n'.repeat(40)}`;
    const { cache } = addSuggestion(createPosition(line), text);
    for (let typed = 0; typed < text.length; typed += 37) {
      assert.deepEqual(findSuggestion(cache, createPosition(line + text.slice(0, typed))), [
        text.slice(typed),
        0,
      ]);
    }
  });

  it('finds nothing once a suggestion is typed to its end', () => {
    const { cache } = addSuggestion(createPosition('a'), 'bc');
    assert.equal(findSuggestion(cache, createPosition('abc')), undefined);
  });

  it('finds nothing after other text is typed, and finds the suggestion again after its deletion', () => {
    const { cache } = addSuggestion(createPosition('a'), 'bc');
    assert.equal(findSuggestion(cache, createPosition('ax')), undefined);
    assert.deepEqual(findSuggestion(cache, createPosition('a')), ['bc', 0]);
  });

  it('finds a position again after the lines above have moved it', () => {
    const above = `${'// far away\n'.repeat(200)}const a = 1;\n`;
    const { cache } = addSuggestion(createPosition(`${above}ret`), 'urn a;');
    assert.deepEqual(findSuggestion(cache, createPosition(`import b;\n${above}ret`)), [
      'urn a;',
      0,
    ]);
  });

  it('requires another suggestion when a line close above or below changes', () => {
    const { cache } = addSuggestion(createPosition('let a;\nuse(', ');\n}'), 'a');
    assert.equal(findSuggestion(cache, createPosition('let b;\nuse(', ');\n}')), undefined);
    assert.equal(
      findSuggestion(cache, createPosition('let a;\nuse(', ');\n  more();\n}')),
      undefined,
    );
  });

  it('distinguishes documents', () => {
    const { cache } = addSuggestion(createPosition('a'), 'b');
    assert.equal(
      findSuggestion(cache, { ...createPosition('a'), document: 'file:///other.ts' }),
      undefined,
    );
  });

  it('types over the brackets that the editor closes', () => {
    const { cache } = addSuggestion(createPosition('f', '\n'), '(a, [b]);');
    assert.deepEqual(findSuggestion(cache, createPosition('f(', ')\n')), ['a, [b]);', 1]);
    assert.deepEqual(findSuggestion(cache, createPosition('f(a, [', '])\n')), ['b]);', 2]);
    assert.deepEqual(findSuggestion(cache, createPosition('f(a, [b]', ')\n')), [');', 1]);
    assert.deepEqual(findSuggestion(cache, createPosition('f(a, [b])', '\n')), [';', 0]);
  });

  it('leaves a closed bracket on its own line where it is', () => {
    const { cache } = addSuggestion(createPosition('if (a) ', '\n'), '{\n  b();\n}');
    assert.deepEqual(findSuggestion(cache, createPosition('if (a) {\n  ', '\n}\n')), ['b();', 0]);
  });

  it('does not return a text that cannot use the characters that the editor closed', () => {
    const { cache } = addSuggestion(createPosition('f', '\n'), '(a');
    assert.equal(findSuggestion(cache, createPosition('f(', ')\n')), undefined);
  });

  it('keeps the replaced range of a suggestion until it is overtyped', () => {
    const { cache } = addSuggestion(createPosition('f(', ')\n'), 'a) + 1', 1);
    assert.deepEqual(findSuggestion(cache, createPosition('f(', ')\n')), ['a) + 1', 1]);
    assert.deepEqual(findSuggestion(cache, createPosition('f(a', ')\n')), [') + 1', 1]);
    assert.deepEqual(findSuggestion(cache, createPosition('f(a)', '\n')), [' + 1', 0]);
  });

  it('returns the newest of several suggestions first', () => {
    const { cache } = addSuggestion(createPosition('a'), 'old');
    cache.add(createPosition('a'), { text: 'new', replaces: 0 });
    assert.deepEqual(
      cache.findAll(createPosition('a')).map(({ text }) => text),
      ['new', 'old'],
    );
  });

  it('stores the same suggestion once', () => {
    const { cache } = addSuggestion(createPosition('a'), 'b');
    cache.add(createPosition('a'), { text: 'b', replaces: 0 });
    assert.equal(cache.size.entries, 1);
  });

  it('never exceeds its bounds, and keeps the newest entries', () => {
    const cache = new SuggestionCache();
    const text = 'x'.repeat(2000);
    for (let count = 0; count < 600; count++)
      cache.add(createPosition(`${count}:`), { text, replaces: 0 });
    assert.ok(cache.size.entries <= 256);
    assert.ok(cache.size.units <= 1 << 18);
    assert.equal(findSuggestion(cache, createPosition('0:')), undefined);
    assert.deepEqual(findSuggestion(cache, createPosition('599:')), [text, 0]);
  });

  it('counts the memory of its entries, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(code, someCode)), (suggestions) => {
        const cache = new SuggestionCache();
        for (const [before, text] of suggestions)
          cache.add(createPosition(before), { text, replaces: 0 });
        cache.clear();
        assert.deepEqual(cache.size, { entries: 0, units: 0 });
        cache.add(createPosition('a'), { text: 'bc', replaces: 0 });
        assert.deepEqual(cache.size, { entries: 1, units: 3 });
      }),
    );
  });

  it('removes everything on request', () => {
    const { cache } = addSuggestion(createPosition('a'), 'b');
    cache.clear();
    assert.equal(findSuggestion(cache, createPosition('a')), undefined);
  });
});

describe('a rejected suggestion', () => {
  it('is not found at its position, nor while it is typed', () => {
    const { cache, entry } = addSuggestion(createPosition('  ', '\n}'), 'return a;');
    cache.reject(entry);
    assert.equal(findSuggestion(cache, createPosition('  ', '\n}')), undefined);
    assert.equal(findSuggestion(cache, createPosition('  ret', '\n}')), undefined);
  });

  it('is not found in its form some letters further on', () => {
    const { cache } = addSuggestion(createPosition('  ', '\n}'), 'return a;');
    const later = cache.add(createPosition('  ret', '\n}'), { text: 'urn a;', replaces: 0 });
    assert.equal(cache.findAll(createPosition('  retu', '\n}')).length, 1);
    cache.reject(later);
    assert.equal(findSuggestion(cache, createPosition('  ', '\n}')), undefined);
    assert.equal(findSuggestion(cache, createPosition('  retu', '\n}')), undefined);
  });

  it('is not requested again at its position, but another one may follow while the user types', () => {
    const { cache, entry } = addSuggestion(createPosition('  ', '\n}'), 'return a;');
    cache.reject(entry);
    assert.equal(cache.isRejectedAt(createPosition('  ', '\n}')), true);
    assert.equal(cache.isRejectedAt(createPosition('  r', '\n}')), false);
  });

  it('is recognized when the engine generates it again some letters before or after', () => {
    const { cache, entry } = addSuggestion(createPosition('  re', '\n}'), 'turn a;');
    cache.reject(entry);
    for (const [before, text] of [
      ['  re', 'turn a;'],
      ['  return', ' a;'],
      ['  ', 'return a;\n'],
    ] as const) {
      assert.equal(
        cache.wasRejected(createPosition(before, '\n}'), { text, replaces: 0 }),
        true,
        before,
      );
    }
    assert.equal(
      cache.wasRejected(createPosition('  re', '\n}'), { text: 'turn b;', replaces: 0 }),
      false,
    );
  });

  it('may be shown again when the text around it really changes', () => {
    const { cache, entry } = addSuggestion(createPosition('let a;\n', '\n}'), 'a();');
    cache.reject(entry);
    const suggestion = { text: 'a();', replaces: 0 };
    assert.equal(cache.wasRejected(createPosition('let a, b;\n', '\n}'), suggestion), false);
    assert.equal(cache.wasRejected(createPosition('let a;\n', '\n  b();\n}'), suggestion), false);
  });

  it('may be shown again when the user invokes a completion', () => {
    const { cache, entry } = addSuggestion(createPosition('a'), 'b');
    cache.reject(entry);
    cache.clearRejections(createPosition('a'));
    assert.deepEqual(findSuggestion(cache, createPosition('a')), ['b', 0]);
    assert.equal(cache.isRejectedAt(createPosition('a')), false);
  });
});

describe('a suggestion that grows', () => {
  it('returns the longer text wherever it returned the shorter one', () => {
    fc.assert(
      fc.property(code, code, someCode, someCode, fc.nat(), (before, after, text, more, seed) => {
        const { cache, entry } = addSuggestion(createPosition(before, after), text);
        const typed = seed % text.length;
        const place = createPosition(before + text.slice(0, typed), after);
        const grown = { text: text.slice(typed) + more, replaces: 0 };
        assert.equal(cache.extend(entry, place, grown), true);
        assert.deepEqual(findSuggestion(cache, place), [grown.text, 0]);
        assert.deepEqual(findSuggestion(cache, createPosition(before, after)), [text + more, 0]);
        const size = before.length - (before.lastIndexOf('\n') + 1) + text.length + more.length;
        assert.deepEqual(cache.size, { entries: 1, units: size });
      }),
      { examples: [['', '', 'a', 'b', 0]] },
    );
  });

  it('may replace more text after the cursor', () => {
    const { cache, entry } = addSuggestion(createPosition('f(', ')\n'), 'a');
    assert.equal(
      cache.extend(entry, createPosition('f(', ')\n'), { text: 'a, b)', replaces: 1 }),
      true,
    );
    assert.deepEqual(findSuggestion(cache, createPosition('f(a', ')\n')), [', b)', 1]);
  });

  it('is rejected together with its longer form and its beginnings', () => {
    const place = createPosition('let ', ';');
    const first = addSuggestion(place, 'abc');
    first.cache.reject(first.entry);
    const beginning = { text: 'ab', replaces: 0 };
    assert.equal(first.cache.wasRejected(place, { ...beginning, isCut: true }), true);
    assert.equal(first.cache.wasRejected(place, beginning), false);
    const entry = first.cache.add(place, { text: 'a', replaces: 0 });
    assert.equal(first.cache.extend(entry, place, { text: 'abc', replaces: 0 }), false);

    const cache = new SuggestionCache();
    cache.reject(cache.add(place, { ...beginning, isCut: true }));
    assert.equal(
      cache.wasRejected(createPosition('let a', ';'), { text: 'bc', replaces: 0 }),
      true,
    );
    assert.equal(
      cache.wasRejected(createPosition('let a', ';'), { text: 'c', replaces: 0 }),
      false,
    );
  });

  it('stays the same for another text, a shorter one, and another position', () => {
    const place = createPosition('let ', ';');
    const { cache, entry } = addSuggestion(place, 'abc');
    for (const text of ['abd', 'ab', 'abc', 'xabcd']) {
      assert.equal(cache.extend(entry, place, { text, replaces: 0 }), false, text);
    }
    assert.equal(
      cache.extend(entry, createPosition('var ', ';'), { text: 'abcd', replaces: 0 }),
      false,
    );
    cache.clear();
    assert.equal(cache.extend(entry, place, { text: 'abcd', replaces: 0 }), false);
    assert.deepEqual(cache.size, { entries: 0, units: 0 });
  });
});
