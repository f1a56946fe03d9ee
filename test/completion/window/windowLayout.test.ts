import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  layOutAnew,
  layOutAt,
  windowView,
  type WindowLayout,
  type WindowView,
} from '../../../src/completion/window/windowLayout.ts';
import { suffixFit } from '../../../src/completion/window/suffixFit.ts';
import { textOf, tokensOf, wordFormat } from '../../support/wordFormat.ts';

const sizes = { prompt: 80, suffix: 10 };
const format = wordFormat();

function viewOf(drawing: string): WindowView {
  const cursor = drawing.indexOf('║');
  return windowView(drawing.replace('║', ''), cursor);
}

/** A window that stands where another one did. */
function again(at: WindowView, before: WindowLayout, refresh = false): WindowLayout | undefined {
  return layOutAt(at, before.place, { sizes, refresh }, format);
}

test('the suffix block comes first, so that typing appends', () => {
  const { tokens, parts } = layOutAnew(viewOf('f( ║)\nnext\n'), sizes, format);
  assert.equal(textOf(tokens), '<s>[SUFFIX])\nnext\n[PREFIX]f(');
  assert.deepEqual(parts, { head: 2, suffix: 4, mark: 1, prefix: 1 });
});

test('without marks a prompt is the prefix', () => {
  const plain = wordFormat({ marks: undefined });
  const { tokens } = layOutAnew(viewOf('let a =║;\nlet b;'), sizes, plain);
  assert.equal(textOf(tokens), '<s>let a =');
});

test('blanks before the cursor are held back, line ends are not', () => {
  const { tokens, heldBack } = layOutAnew(viewOf('if (x) {\n\t  ║'), sizes, format);
  assert.equal(heldBack, '\t  ');
  assert.ok(textOf(tokens).endsWith('if (x) {\n'));
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

test('a prompt never outgrows its window, and ends with the text before the cursor', () => {
  fc.assert(
    fc.property(document, (at) => {
      const { tokens, parts, place, heldBack } = layOutAnew(at, sizes, format);
      assert.ok(tokens.length <= sizes.prompt && parts.suffix <= sizes.suffix);
      const prefix = at.text.slice(place.anchor, at.cursor - heldBack.length);
      assert.deepEqual(tokens.slice(tokens.length - parts.prefix), tokensOf(prefix));
      assert.ok(at.view.suffix.startsWith(place.suffix));
    }),
  );
});

test('a window is used well: what is left out is more than a line', () => {
  const text = 'some words in a line\n'.repeat(50);
  const { parts } = layOutAnew(windowView(text, text.length), sizes, format);
  assert.ok(parts.prefix > 60);
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
      assert.ok(now.parts.prefix >= layout.parts.prefix / 2);
    }
    layout = now;
  }
  assert.ok(moves > 20 && moves < 60, String(moves));
});

test('a model without a trained window keeps the first tokens of its text', () => {
  const plain = wordFormat({ marks: undefined, sinkTokens: 3 });
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
  const { parts } = layOutAnew(windowView(text, text.length), sizes, format);
  assert.ok(parts.prefix > 60 && parts.prefix <= 80);
});

test('a cursor within a line end or a surrogate pair is moved in front of it', () => {
  assert.equal(windowView('a\r\nb', 2).cursor, 1);
  assert.equal(windowView('a😀b', 2).cursor, 1);
});
