import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { TornEnd } from '../../../src/completion/healing/tornEnd.ts';
import {
  layOutAnew,
  layOutAt,
  pinnedTokens,
  tokensOfKind,
  type WindowFormat,
  type WindowLayout,
} from '../../../src/completion/window/windowLayout.ts';
import { windowView, type WindowView } from '../../../src/completion/window/windowView.ts';
import { suffixFit } from '../../../src/completion/window/suffixFit.ts';
import { prefixFirst, textOf, tokensOf, wordFormat } from '../../support/wordFormat.ts';

const sizes = { prompt: 80, suffix: 10 };
const format = wordFormat();

/** In a vocabulary without longer words nothing is torn, but blanks are held back. */
const untorn = (): TornEnd => ({ tokens: 0, text: '' });

/** Whatever its last word is, it may be torn. */
function lastWord(text: string): TornEnd {
  const word = /\S+$/.exec(text)?.[0] ?? '';
  return { tokens: word === '' ? 0 : 1, text: word };
}

function viewOf(drawing: string, besides: Parameters<typeof windowView>[2] = {}): WindowView {
  const cursor = drawing.indexOf('║');
  return windowView(drawing.replace('║', ''), cursor, besides);
}

function prefixTokens(layout: WindowLayout): number {
  return tokensOfKind(layout, 'prefix');
}

/** Kinds of the parts that hold something, with what they say. */
function drawnParts({ parts }: WindowLayout): [kind: string, text: string][] {
  return parts
    .filter(({ tokens }) => tokens.length > 0)
    .map(({ kind, tokens }) => [kind, textOf(tokens)]);
}

/** A window that stands where another one did. */
function again(at: WindowView, before: WindowLayout, refresh = false): WindowLayout | undefined {
  return layOutAt(at, before.place, { sizes, refresh }, format);
}

test('the suffix block comes first, so that typing appends', () => {
  const layout = layOutAnew(viewOf('f( x║)\nnext\n'), sizes, format);
  assert.equal(textOf(layout.tokens), '<s>[SUFFIX])\nnext\n[PREFIX]f( x');
  assert.deepEqual(drawnParts(layout), [
    ['head', '<s>[SUFFIX]'],
    ['suffix', ')\nnext\n'],
    ['head', '[PREFIX]'],
    ['prefix', 'f( x'],
  ]);
  assert.equal(pinnedTokens(layout), 7);
});

test('other models take the prefix first, and the mark of the answer last', () => {
  const layout = layOutAnew(viewOf('f( x║)\nnext\n'), sizes, wordFormat({ fillIn: prefixFirst }));
  assert.equal(textOf(layout.tokens), '<s>[PREFIX]f( x[SUFFIX])\nnext\n[MIDDLE]');
  assert.deepEqual(drawnParts(layout), [
    ['head', '<s>[PREFIX]'],
    ['prefix', 'f( x'],
    ['head', '[SUFFIX]'],
    ['suffix', ')\nnext\n'],
    ['head', '[MIDDLE]'],
  ]);
  assert.equal(pinnedTokens(layout), 2);
});

const told = { text: '// told\n', pieces: [] };

test('what is told besides stands right before the prefix, in each format', () => {
  const at = viewOf('a║b', { context: told });
  const prompts = [
    [format, '<s>[SUFFIX]b[PREFIX]// told\na'],
    [wordFormat({ fillIn: prefixFirst }), '<s>[PREFIX]// told\na[SUFFIX]b[MIDDLE]'],
    [wordFormat({ fillIn: undefined }), '<s>// told\n// After the cursor:\n// b\n// The file:\na'],
  ] as const;
  for (const [of, expected] of prompts) {
    assert.equal(textOf(layOutAnew(at, sizes, of).tokens), expected);
  }
});

test('without marks a prompt is the prefix, the suffix told before it as a comment', () => {
  const plain = wordFormat({ fillIn: undefined });
  const alone = layOutAnew(viewOf('let a =║\n\n'), sizes, plain);
  assert.equal(textOf(alone.tokens), '<s>let a =');
  const at = viewOf('let a =║;\nlet b;', { language: 'python' });
  const layout = layOutAnew(at, sizes, plain);
  assert.deepEqual(drawnParts(layout), [
    ['head', '<s>'],
    ['suffix', '# After the cursor:\n# ;\n# let b;\n# The file:\n'],
    ['prefix', 'let a ='],
  ]);
});

test('rules that are off leave their part of the prompt out', () => {
  const besides = { context: told };
  const blanksHeldBack = wordFormat({ tornEnd: untorn });
  const promptOf = (...rulesOff: WindowView['rulesOff']) =>
    textOf(layOutAnew(viewOf('a ║b', { ...besides, rulesOff }), sizes, blanksHeldBack).tokens);
  assert.equal(promptOf(), '<s>[SUFFIX]b[PREFIX]// told\na');
  assert.equal(promptOf('suffixBlock'), '<s>[SUFFIX][PREFIX]// told\na');
  assert.equal(promptOf('context'), '<s>[SUFFIX]b[PREFIX]a');
  assert.equal(promptOf('healing'), '<s>[SUFFIX]b[PREFIX]// told\na ');
});

test('blanks before the cursor are held back, line ends are not', () => {
  const healing = wordFormat({ tornEnd: untorn });
  const { tokens, heldBack } = layOutAnew(viewOf('if (x) {\n\t  ║'), sizes, healing);
  assert.equal(heldBack, '\t  ');
  assert.ok(textOf(tokens).endsWith('if (x) {\n'));
  assert.equal(layOutAnew(viewOf('if (x) {\n║'), sizes, healing).heldBack, '');
});

test('what may be torn is held back, but never the first token that a model goes on from', () => {
  const healing = wordFormat({ tornEnd: lastWord });
  const { tokens, heldBack } = layOutAnew(viewOf('if (x) ret║urn'), sizes, healing);
  assert.deepEqual([textOf(tokens), heldBack], ['<s>[SUFFIX]urn[PREFIX]if (x) ', 'ret']);
  const all = layOutAnew(viewOf('ret║'), sizes, healing);
  assert.deepEqual([textOf(all.tokens), all.heldBack], ['<s>[SUFFIX][PREFIX]', 'ret']);
  const bare = wordFormat({ tornEnd: lastWord, fillIn: undefined, beginOfText: [] });
  const kept = layOutAnew(viewOf('ret║'), sizes, bare);
  assert.deepEqual([textOf(kept.tokens), kept.heldBack], ['ret', '']);
});

test('where a vocabulary cannot be healed nothing is held back', () => {
  const { tokens, heldBack } = layOutAnew(viewOf('if (x) {\n\t  ║'), sizes, format);
  assert.equal(heldBack, '');
  assert.ok(textOf(tokens).endsWith('if (x) {\n\t  '));
});

test('CRLF documents are laid out with line feeds', () => {
  const { tokens } = layOutAnew(viewOf('one\r\ntwo║\r\nthree'), sizes, format);
  assert.equal(textOf(tokens), '<s>[SUFFIX]\nthree[PREFIX]one\ntwo');
});

const document = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'bb', ' ', '\n', 'word'), { maxLength: 300 }),
    fc.array(fc.constantFrom('a', 'bb', ' ', '\n', 'word'), { maxLength: 60 }),
  )
  .map(([before, behind]) => windowView(before.join('') + behind.join(''), before.join('').length));

const anyFormat: fc.Arbitrary<WindowFormat> = fc
  .record({
    fillIn: fc.constantFrom(format.fillIn, prefixFirst),
    tornEnd: fc.constantFrom(undefined, untorn, lastWord),
    sinkTokens: fc.nat(3),
  })
  .map((parts) => wordFormat(parts));

test('a prompt never outgrows its window, and its prefix and what is held back end at the cursor', () => {
  fc.assert(
    fc.property(document, anyFormat, (at, any) => {
      const layout = layOutAnew(at, sizes, any);
      const { tokens, parts, place, heldBack } = layout;
      assert.ok(tokens.length <= sizes.prompt);
      assert.ok(tokensOfKind(layout, 'suffix') <= sizes.suffix);
      assert.ok(at.text.slice(0, at.cursor).endsWith(heldBack));
      const prefix = at.text.slice(place.anchor, at.cursor - heldBack.length);
      const part = parts.find(({ kind }) => kind === 'prefix');
      assert.deepEqual(part?.tokens, tokensOf(prefix));
      assert.deepEqual(
        tokens,
        parts.flatMap((one) => one.tokens),
      );
      assert.ok(at.view.suffix.startsWith(place.suffix));
    }),
  );
});

test('a window laid out where another stands says what that one says', () => {
  fc.assert(
    fc.property(document, anyFormat, (at, any) => {
      const anew = layOutAnew(at, sizes, any);
      for (const refresh of [false, true]) {
        const still = layOutAt(at, anew.place, { sizes, refresh }, any);
        assert.deepEqual(still, anew);
      }
    }),
  );
});

test('a window is used well: what is left out is more than a line', () => {
  const text = 'some words in a line\n'.repeat(50);
  assert.ok(prefixTokens(layOutAnew(windowView(text, text.length), sizes, format)) > 60);
});

test('while a window holds its text, typing only appends tokens', () => {
  let text = 'one two\n';
  let before = layOutAnew(windowView(text, text.length), sizes, format);
  for (let typed = 0; typed < 20; typed++) {
    text += 'x\n';
    const now = again(windowView(text, text.length), before);
    assert.ok(now && !now.hasAdvanced);
    assert.deepEqual(now.tokens.slice(0, before.tokens.length), before.tokens);
    before = now;
  }
});

test('a window that is full moves on by a quarter, to a line start, and then holds still', () => {
  let text = '';
  let layout = layOutAnew(windowView(text, 0), sizes, format);
  let moves = 0;
  for (let typed = 0; typed < 400; typed++) {
    text += typed % 4 === 3 ? 'x\n' : 'x ';
    const now = again(windowView(text, text.length), layout);
    assert.ok(now && now.tokens.length <= sizes.prompt);
    if (now.hasAdvanced) {
      moves++;
      assert.equal(text[now.place.anchor - 1], '\n');
      assert.ok(prefixTokens(now) >= prefixTokens(layout) / 2);
    }
    layout = now;
  }
  assert.ok(moves > 20 && moves < 60, String(moves));
});

test('a model without a trained window keeps the first tokens of its text', () => {
  const plain = wordFormat({ fillIn: undefined, sinkTokens: 3 });
  const text = 'alpha beta\n' + 'x y\n'.repeat(40);
  const first = layOutAnew(windowView(text, 20), sizes, plain);
  const moved = layOutAt(
    windowView(text, text.length),
    first.place,
    { sizes, refresh: false },
    plain,
  );
  assert.ok(moved?.hasAdvanced);
  assert.ok(textOf(moved.tokens).startsWith('<s>alpha betax y\n'));
});

test('a bracket that was closed at the cursor leaves the suffix block as it is', () => {
  const before = layOutAnew(viewOf('call║\nmore text stands here\n'), sizes, format);
  const closed = viewOf('call(║)\nmore text stands here\n');
  const now = again(closed, before);
  assert.equal(suffixFit(before.place.suffix, closed.view.suffix), 'near');
  assert.equal(now?.place.suffix, before.place.suffix);
  const refreshed = again(viewOf('call(║)\nmore text stands here\n'), before, true);
  assert.ok(refreshed?.place.suffix.startsWith(')\n'));
});

test('a cursor that has left the suffix block reads another one', () => {
  const before = layOutAnew(viewOf('one\n║two\nthree\nfour\n'), sizes, format);
  const now = again(viewOf('one\ntwo\nthree\n║four\n'), before);
  assert.equal(now?.place.suffix, 'four\n');
});

test('a window has no place before its start, nor far behind its end', () => {
  const text = 'word\n'.repeat(4000);
  const before = layOutAnew(windowView(text, 5000), sizes, format);
  assert.equal(again(windowView(text, before.place.anchor - 5), before), undefined);
  assert.equal(again(windowView(text, 19_000), before), undefined);
});

test('a line longer than the window is cut inside', () => {
  const text = 'word '.repeat(500);
  const prefix = prefixTokens(layOutAnew(windowView(text, text.length), sizes, format));
  assert.ok(prefix > 60 && prefix <= 80);
});

test('a model without a first token and without marks is given something in every case', () => {
  const texts = fc.tuple(
    fc.stringMatching(/^[ \tab\n]{0,6}$/),
    fc.stringMatching(/^[ \tab\n]{0,6}$/),
    fc.constantFrom(untorn, lastWord, undefined),
  );
  fc.assert(
    fc.property(texts, ([before, after, tornEnd]) => {
      const bare = wordFormat({ fillIn: undefined, beginOfText: [], tornEnd });
      const layout = layOutAnew(viewOf(`${before}║${after}`), sizes, bare);
      assert.ok(layout.tokens.length > 0);
      assert.deepEqual(
        layout.parts.flatMap(({ tokens }) => tokens),
        layout.tokens,
      );
      const still = layOutAt(
        viewOf(`${before}║${after}`),
        layout.place,
        { sizes, refresh: true },
        bare,
      );
      assert.deepEqual(still?.tokens, layout.tokens);
    }),
  );
});

test('context that leaves no room for the prefix still leaves the window at the cursor', () => {
  const large = { text: `${'x '.repeat(100)}\n`, pieces: [] };
  const at = viewOf('a b c ║', { context: large });
  const { place } = layOutAnew(at, sizes, format);
  assert.ok(place.anchor <= at.cursor);
});
