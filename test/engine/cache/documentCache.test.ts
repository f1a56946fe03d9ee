import assert from 'node:assert/strict';
import test from 'node:test';
import { behindEnter } from '../../../src/completion/window/behindEnter.ts';
import { windowView } from '../../../src/completion/window/windowView.ts';
import { DocumentCache } from '../../../src/engine/cache/documentCache.ts';
import { FileWindow } from '../../../src/engine/cache/fileWindow.ts';
import type { SavedWindows } from '../../../src/engine/cache/savedWindows.ts';
import { windowFormatOf } from '../../../src/engine/cache/windowFormat.ts';
import type { LanguageModel } from '../../../src/engine/ports.ts';
import { FakeSequence, fakeVocabulary } from '../../support/fakeSequence.ts';

/** Where each token is dear: what would be lost is always worth saving. */
const model = {
  vocabulary: fakeVocabulary,
  hasTrainedWindow: true,
  prefillMsPerToken: 5,
} as LanguageModel;

const lines = Array.from({ length: 6 }, (_, index) => `  const value${index} = ${index};`);

function at(text: string, cursor: number) {
  return windowView(text, cursor, { language: 'typescript' });
}

const work = {
  signal: new AbortController().signal,
  runStep: <Result>(step: () => Promise<Result>) => step(),
  onEvaluated: () => undefined,
};

test('what is saved on the way to a prompt leaves the window as the way was planned', async () => {
  let saved = 0;
  const store: Pick<SavedWindows, 'all' | 'changed' | 'save'> = {
    all: () => [],
    changed: () => undefined,
    save: () => {
      saved++;
      return Promise.resolve();
    },
  };
  const window = new FileWindow(new FakeSequence(), undefined);
  const cache = new DocumentCache({
    ...{ uri: 'file:///a.ts', model, format: windowFormatOf(model), mode: 'patched', window },
    saved: store as SavedWindows,
  });
  const text = `function f() {\n${lines.join('\n')}\n}\n`;
  const cursor = text.indexOf('\n}');
  await cache.prepareAhead(at(text, cursor), work.signal);
  const next = behindEnter(at(text, cursor));
  assert.ok(next && (await cache.prepareNext(next, work.signal)), 'It must have gone on.');

  // Enter was pressed, a word begun, and a line far above is gone as well.
  const gone = `${lines[2]}\n`;
  const typed = `${next.text.slice(0, next.cursor)}let${next.text.slice(next.cursor)}`;
  const end = next.cursor + 'let'.length - gone.length;
  await cache.prepare(at(typed.replace(gone, ''), end), work);
  assert.equal(saved, 1, 'Something must have been worth saving.');
  const { layout } = window;
  assert.deepEqual(window.sequence.tokens, layout?.tokens.slice(0, -1));
});
