import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { fitSuffix } from '../../../src/completion/window/suffixFit.ts';
import {
  layOutNew,
  layOutAt,
  type WindowLayout,
} from '../../../src/completion/window/windowLayout.ts';
import { windowView, type WindowView } from '../../../src/completion/window/windowView.ts';
import { wordFormat } from '../../support/wordFormat.ts';
import { anyDocument, anyFormat, context, prefixTokens, viewOf } from './layoutFixture.ts';

const sizes = { prompt: 80, suffix: 10, file: 0 };
const format = wordFormat();

/** Lays out a window at the place of another one. */
function again(at: WindowView, before: WindowLayout, refresh = false): WindowLayout | undefined {
  return layOutAt(at, before.place, { sizes, refresh }, format);
}

function viewAfterTyping({ text, cursor }: WindowView, typed: string): WindowView {
  return windowView(text.slice(0, cursor) + typed + text.slice(cursor), cursor + typed.length);
}

test('in each format typing only appends tokens', () => {
  fc.assert(
    fc.property(anyDocument, anyFormat, (at, any) => {
      const before = layOutNew({ ...at, context }, sizes, any);
      const typed = viewAfterTyping(at, '\nword\n');
      const now = layOutAt({ ...typed, context }, before.place, { sizes, refresh: false }, any);
      if (now === undefined || now.hasAdvanced) return;
      assert.deepEqual(now.tokens.slice(0, before.tokens.length), before.tokens);
    }),
  );
});

test('a window laid out at the place of another one equals it', () => {
  fc.assert(
    fc.property(anyDocument, anyFormat, (at, any) => {
      const anew = layOutNew(at, sizes, any);
      for (const refresh of [false, true]) {
        const still = layOutAt(at, anew.place, { sizes, refresh }, any);
        assert.deepEqual(still, anew);
      }
    }),
  );
});

test('while a window holds its text, typing only appends tokens', () => {
  let text = 'one two\n';
  let before = layOutNew(windowView(text, text.length), sizes, format);
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
  let layout = layOutNew(windowView(text, 0), sizes, format);
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

test('a bracket that the editor closed at the cursor reads another suffix block', () => {
  const before = layOutNew(viewOf('call║\nmore text stands here\n'), sizes, format);
  const closed = viewOf('call(║)\nmore text stands here\n');
  assert.equal(fitSuffix(before.place.suffix, closed.view.suffix), 'far');
  assert.ok(again(closed, before)?.place.suffix.startsWith(')\n'));
});

test('a change far below the cursor waits for a refresh of the suffix block', () => {
  const large = { prompt: 400, suffix: 200, file: 0 };
  const below = 'line of code\n'.repeat(20);
  const before = layOutNew(viewOf(`a║${below}end`), large, format);
  const changed = viewOf(`a║${below}END`);
  const layOut = (refresh: boolean) =>
    layOutAt(changed, before.place, { sizes: large, refresh }, format);
  assert.equal(layOut(false)?.place.suffix, `${below}end`);
  assert.equal(layOut(true)?.place.suffix, `${below}END`);
});

test('changed context waits for a refresh', () => {
  const before = layOutNew(viewOf('a║', { context }), sizes, format);
  const changed = viewOf('ab║', { context: { text: '// changed\n', pieces: [] } });
  assert.equal(again(changed, before)?.place.context, '// other\n');
  assert.equal(again(changed, before, true)?.place.context, '// changed\n');
});

test('a cursor that has left the suffix block reads another one', () => {
  const before = layOutNew(viewOf('one\n║two\nthree\nfour\n'), sizes, format);
  const now = again(viewOf('one\ntwo\nthree\n║four\n'), before);
  assert.equal(now?.place.suffix, 'four\n');
});

test('a window has no place before its start, nor far after its end', () => {
  const text = 'word\n'.repeat(4000);
  const before = layOutNew(windowView(text, 5000), sizes, format);
  assert.equal(again(windowView(text, before.place.anchor - 5), before), undefined);
  assert.equal(again(windowView(text, 19_000), before), undefined);
});
