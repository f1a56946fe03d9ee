import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { compareSuffix } from '../../../src/completion/window/suffixFit.ts';
import {
  layOutNew,
  layOutCurrent,
  type WindowLayout,
} from '../../../src/completion/window/windowLayout.ts';
import { createWindowView, type WindowView } from '../../../src/completion/window/windowView.ts';
import { createWordFormat } from '../../support/wordFormat.ts';
import {
  anyDocument,
  anyFormat,
  context,
  countPrefixTokens,
  createMarkedView,
} from './layoutFixture.ts';

const sizes = { prompt: 80, suffix: 10, file: 0 };
const format = createWordFormat();

/** Lays out a window at the place of another one. */
function layOutAgain(
  at: WindowView,
  before: WindowLayout,
  refresh = false,
): WindowLayout | undefined {
  return layOutCurrent(at, before.position, { sizes, refresh }, format);
}

function createViewAfterTyping({ text, cursor }: WindowView, typed: string): WindowView {
  return createWindowView(
    text.slice(0, cursor) + typed + text.slice(cursor),
    cursor + typed.length,
  );
}

test('in each format typing only appends tokens', () => {
  fc.assert(
    fc.property(anyDocument, anyFormat, (at, any) => {
      const before = layOutNew({ ...at, context }, sizes, any);
      const typed = createViewAfterTyping(at, '\nword\n');
      const now = layOutCurrent(
        { ...typed, context },
        before.position,
        { sizes, refresh: false },
        any,
      );
      if (now === undefined || now.hasAdvanced) return;
      assert.deepEqual(now.tokens.slice(0, before.tokens.length), before.tokens);
    }),
  );
});

test('a window laid out at the place of another one is equal to it', () => {
  fc.assert(
    fc.property(anyDocument, anyFormat, (at, any) => {
      const freshLayout = layOutNew(at, sizes, any);
      for (const refresh of [false, true]) {
        const still = layOutCurrent(at, freshLayout.position, { sizes, refresh }, any);
        assert.deepEqual(still, freshLayout);
      }
    }),
  );
});

test('while a window holds its text, typing only appends tokens', () => {
  let text = 'one two\n';
  let before = layOutNew(createWindowView(text, text.length), sizes, format);
  for (let typed = 0; typed < 20; typed++) {
    text += 'x\n';
    const now = layOutAgain(createWindowView(text, text.length), before);
    assert.ok(now && !now.hasAdvanced);
    assert.deepEqual(now.tokens.slice(0, before.tokens.length), before.tokens);
    before = now;
  }
});

test('a full window moves by a quarter, to a line start, and then stays', () => {
  let text = '';
  let layout = layOutNew(createWindowView(text, 0), sizes, format);
  let moves = 0;
  for (let typed = 0; typed < 400; typed++) {
    text += typed % 4 === 3 ? 'x\n' : 'x ';
    const now = layOutAgain(createWindowView(text, text.length), layout);
    assert.ok(now && now.tokens.length <= sizes.prompt);
    if (now.hasAdvanced) {
      moves++;
      assert.equal(text[now.position.anchor - 1], '\n');
      assert.ok(countPrefixTokens(now) >= countPrefixTokens(layout) / 2);
    }
    layout = now;
  }
  assert.ok(moves > 20 && moves < 60, String(moves));
});

test('a bracket that the editor closed at the cursor selects another suffix block', () => {
  const before = layOutNew(createMarkedView('call║\nmore text stands here\n'), sizes, format);
  const closed = createMarkedView('call(║)\nmore text stands here\n');
  assert.equal(compareSuffix(before.position.suffix, closed.view.suffix), 'far');
  assert.ok(layOutAgain(closed, before)?.position.suffix.startsWith(')\n'));
});

test('a change far below the cursor waits for a refresh of the suffix block', () => {
  const large = { prompt: 400, suffix: 200, file: 0 };
  const below = 'line of code\n'.repeat(20);
  const before = layOutNew(createMarkedView(`a║${below}end`), large, format);
  const changed = createMarkedView(`a║${below}END`);
  const layOut = (refresh: boolean) =>
    layOutCurrent(changed, before.position, { sizes: large, refresh }, format);
  assert.equal(layOut(false)?.position.suffix, `${below}end`);
  assert.equal(layOut(true)?.position.suffix, `${below}END`);
});

test('changed context waits for a refresh', () => {
  const before = layOutNew(createMarkedView('a║', { context }), sizes, format);
  const changed = createMarkedView('ab║', { context: { text: '// changed\n', pieces: [] } });
  assert.equal(layOutAgain(changed, before)?.position.context, '// other\n');
  assert.equal(layOutAgain(changed, before, true)?.position.context, '// changed\n');
});

test('a cursor outside of the suffix block selects another one', () => {
  const before = layOutNew(createMarkedView('one\n║two\nthree\nfour\n'), sizes, format);
  const now = layOutAgain(createMarkedView('one\ntwo\nthree\n║four\n'), before);
  assert.equal(now?.position.suffix, 'four\n');
});

test('a window has no place before its start, nor far after its end', () => {
  const text = 'word\n'.repeat(4000);
  const before = layOutNew(createWindowView(text, 5000), sizes, format);
  assert.equal(layOutAgain(createWindowView(text, before.position.anchor - 5), before), undefined);
  assert.equal(layOutAgain(createWindowView(text, 19_000), before), undefined);
});
