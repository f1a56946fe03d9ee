import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CompleteResult } from '../../../src/engine/protocol.ts';
import { CompletionHarness, createTextResult } from './completionDesk.ts';

/** Returns the first words of a text, cut by the time limit. */
function createCutResult(text: string, replaces = 0): CompleteResult {
  return { ...createTextResult(text, replaces), stopReason: 'timeLimit' };
}

describe('a suggestion that was cut by its time limit', () => {
  it('is shown with its first words, and grows', async (test) => {
    const desk = new CompletionHarness(test, '|\n');
    desk.answer = (_, { maxMs }) =>
      maxMs === 800 ? createTextResult('first(a, b);') : createCutResult('first');
    assert.deepEqual(await desk.requestTexts(), ['first']);
    assert.deepEqual(
      desk.refreshedGhostTexts.map((ghosts) => ghosts.map(({ text }) => text)),
      [['first(a, b);']],
    );
    assert.deepEqual(desk.events, [['requested', 'shown']]);
    const [decision] = desk.decisions.decisions;
    assert.deepEqual(decision?.events.at(-1), {
      ...{ kind: 'shown', text: 'first(a, b);', source: 'engine', count: 1 },
    });
    assert.equal(desk.requests.length, 2);
  });

  it('counts the time for its first words from the last key', async (test) => {
    const desk = new CompletionHarness(test, '|\n');
    desk.typeText('a');
    void desk.complete();
    await desk.advanceTime(80);
    desk.typeText('b');
    desk.settings = { ...desk.settings, debounceMs: 300 };
    void desk.complete();
    await desk.advanceTime(300);
    assert.deepEqual(
      desk.requests.map(({ maxMs }) => maxMs),
      [20, 0],
    );
  });

  it('is requested again if nothing of its first words can be shown', async (test) => {
    const desk = new CompletionHarness(test, '|\n');
    const { generationReport, metrics } = createTextResult('for (');
    desk.answer = () =>
      desk.requests.length === 3
        ? createTextResult('for (;;) {}')
        : {
            kind: 'nothing',
            outcome: { stage: 'filter', rule: 'brackets' },
            stopReason: 'timeLimit',
            generationReport,
            metrics,
          };
    assert.deepEqual(await desk.requestTexts(), ['for (;;) {}']);
    assert.deepEqual(
      desk.requests.map(({ maxMs }) => maxMs),
      [0, 800, 800],
    );
    assert.deepEqual(desk.events, [['requested', 'shown']]);
  });

  it('grows step by step until it is complete', async (test) => {
    const desk = new CompletionHarness(test, '|\n');
    const texts = ['one', 'one two', 'one two three', 'one two three four'];
    desk.answer = () => {
      const text = texts[desk.requests.length - 1] ?? '';
      return text === texts.at(-1) ? createTextResult(text) : createCutResult(text);
    };
    assert.deepEqual(await desk.requestTexts(), ['one']);
    assert.deepEqual(
      desk.refreshedGhostTexts.map((ghosts) => ghosts.map(({ text }) => text)),
      texts.slice(1).map((text) => [text]),
    );
    assert.equal(desk.requests.length, 4);
  });

  it('grows while the user types it', async (test) => {
    const desk = new CompletionHarness(test, '|\n');
    const pending: ((result: CompleteResult) => void)[] = [];
    desk.answer = (before) =>
      before === ''
        ? desk.requests.length === 1
          ? createCutResult('first')
          : new Promise((resolve) => pending.push(resolve))
        : createTextResult('irst(a)');
    assert.deepEqual(await desk.requestTexts(), ['first']);
    desk.typeText('f');
    assert.deepEqual(desk.requestCachedTexts(), ['irst']);
    await desk.advanceTime(0);
    assert.deepEqual(
      desk.refreshedGhostTexts.map((ghosts) => ghosts.map(({ text }) => text)),
      [['irst(a)']],
    );
    // The answer for the previous place comes late, and changes nothing.
    pending[0]?.(createTextResult('first(b)'));
    await desk.advanceTime(0);
    assert.deepEqual(desk.requestCachedTexts(), ['irst(a)']);
    assert.deepEqual(desk.events, [['requested', 'shown']]);
  });

  it('is not continued after something else is typed', async (test) => {
    const desk = new CompletionHarness(test, '|\n');
    desk.answer = (before) =>
      before !== ''
        ? createTextResult('')
        : desk.requests.length === 1
          ? createCutResult('first')
          : new Promise(() => undefined);
    await desk.requestTexts();
    desk.typeText('x');
    void desk.complete();
    assert.deepEqual(
      desk.growthTokens.map((token) => token.isCancellationRequested),
      [true],
    );
  });

  it('stays the same if its continuation is another text, or empty', async (test) => {
    for (const next of [
      createTextResult('second'),
      createTextResult('fir'),
      createTextResult('first'),
    ]) {
      test.mock.timers.reset();
      const desk = new CompletionHarness(test, '|\n');
      desk.answer = () => (desk.requests.length === 1 ? createCutResult('first') : next);
      assert.deepEqual(await desk.requestTexts(), ['first']);
      assert.deepEqual(desk.refreshedGhostTexts, []);
      assert.deepEqual(desk.requestCachedTexts(), ['first']);
      assert.equal(desk.requests.length, 2);
    }
  });

  it('does not appear again after it was dismissed', async (test) => {
    const desk = new CompletionHarness(test, '|\n');
    let finish: (result: CompleteResult) => void = () => undefined;
    desk.answer = () =>
      desk.requests.length === 1
        ? createCutResult('first')
        : new Promise((resolve) => {
            finish = resolve;
          });
    await desk.requestTexts();
    desk.watch.recordDismissal();
    finish(createTextResult('first(a)'));
    await desk.advanceTime(0);
    assert.deepEqual(desk.refreshedGhostTexts, []);
    assert.notDeepEqual(desk.requestCachedTexts(), ['first(a)']);
  });

  it('survives a failure of the engine, with a line in the log', async (test) => {
    const desk = new CompletionHarness(test, '|\n');
    desk.answer = () =>
      desk.requests.length === 1 ? createCutResult('first') : Promise.reject(new Error('gone'));
    assert.deepEqual(await desk.requestTexts(), ['first']);
    assert.deepEqual(desk.log, ['A suggestion could not be continued: gone']);
    assert.deepEqual(desk.requestCachedTexts(), ['first']);
  });
});
