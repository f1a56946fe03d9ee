import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CompleteResult } from '../../../src/engine/protocol.ts';
import { CompletionDesk, textResult } from './completionDesk.ts';

/** Returns the first words of a text, cut by the time limit. */
function cutResult(text: string, replaces = 0): CompleteResult {
  return { ...textResult(text, replaces), stopReason: 'timeBudget' };
}

describe('a suggestion that was cut by its time limit', () => {
  it('is shown with its first words, and grows', async (test) => {
    const desk = new CompletionDesk(test, '|\n');
    desk.answer = (_, { maxMs }) =>
      maxMs === 800 ? textResult('first(a, b);') : cutResult('first');
    assert.deepEqual(await desk.shown(), ['first']);
    assert.deepEqual(
      desk.refreshed.map((ghosts) => ghosts.map(({ text }) => text)),
      [['first(a, b);']],
    );
    assert.deepEqual(desk.events, [['asked', 'shown']]);
    const [decision] = desk.decisions.decisions;
    assert.deepEqual(decision?.events.at(-1), {
      ...{ kind: 'shown', text: 'first(a, b);', source: 'engine', count: 1 },
    });
    assert.equal(desk.asked.length, 2);
  });

  it('gets the time for its first words from the last key on', async (test) => {
    const desk = new CompletionDesk(test, '|\n');
    desk.write('a');
    void desk.complete();
    await desk.rest(80);
    desk.write('b');
    desk.settings = { ...desk.settings, debounceMs: 300 };
    void desk.complete();
    await desk.rest(300);
    assert.deepEqual(
      desk.asked.map(({ maxMs }) => maxMs),
      [20, 0],
    );
  });

  it('is requested again where nothing of its first words can be shown', async (test) => {
    const desk = new CompletionDesk(test, '|\n');
    const { writing, metrics } = textResult('for (');
    desk.answer = () =>
      desk.asked.length === 3
        ? textResult('for (;;) {}')
        : { kind: 'nothing', reason: 'unbalanced', stopReason: 'timeBudget', writing, metrics };
    assert.deepEqual(await desk.shown(), ['for (;;) {}']);
    assert.deepEqual(
      desk.asked.map(({ maxMs }) => maxMs),
      [0, 800, 800],
    );
    assert.deepEqual(desk.events, [['asked', 'shown']]);
  });

  it('grows step by step until it is complete', async (test) => {
    const desk = new CompletionDesk(test, '|\n');
    const texts = ['one', 'one two', 'one two three', 'one two three four'];
    desk.answer = () => {
      const text = texts[desk.asked.length - 1] ?? '';
      return text === texts.at(-1) ? textResult(text) : cutResult(text);
    };
    assert.deepEqual(await desk.shown(), ['one']);
    assert.deepEqual(
      desk.refreshed.map((ghosts) => ghosts.map(({ text }) => text)),
      texts.slice(1).map((text) => [text]),
    );
    assert.equal(desk.asked.length, 4);
  });

  it('grows while it is typed along', async (test) => {
    const desk = new CompletionDesk(test, '|\n');
    const pending: ((result: CompleteResult) => void)[] = [];
    desk.answer = (before) =>
      before === ''
        ? desk.asked.length === 1
          ? cutResult('first')
          : new Promise((resolve) => pending.push(resolve))
        : textResult('irst(a)');
    assert.deepEqual(await desk.shown(), ['first']);
    desk.write('f');
    assert.deepEqual(desk.shownAtOnce(), ['irst']);
    await desk.rest(0);
    assert.deepEqual(
      desk.refreshed.map((ghosts) => ghosts.map(({ text }) => text)),
      [['irst(a)']],
    );
    // The answer for the previous place comes late, and changes nothing.
    pending[0]?.(textResult('first(b)'));
    await desk.rest(0);
    assert.deepEqual(desk.shownAtOnce(), ['irst(a)']);
    assert.deepEqual(desk.events, [['asked', 'shown']]);
  });

  it('is no longer continued where something else was typed', async (test) => {
    const desk = new CompletionDesk(test, '|\n');
    desk.answer = (before) =>
      before !== ''
        ? textResult('')
        : desk.asked.length === 1
          ? cutResult('first')
          : new Promise(() => undefined);
    await desk.shown();
    desk.write('x');
    void desk.complete();
    assert.deepEqual(
      desk.growthTokens.map((token) => token.isCancellationRequested),
      [true],
    );
  });

  it('stays as it is where its continuation is another text, or none', async (test) => {
    for (const next of [textResult('second'), textResult('fir'), textResult('first')]) {
      test.mock.timers.reset();
      const desk = new CompletionDesk(test, '|\n');
      desk.answer = () => (desk.asked.length === 1 ? cutResult('first') : next);
      assert.deepEqual(await desk.shown(), ['first']);
      assert.deepEqual(desk.refreshed, []);
      assert.deepEqual(desk.shownAtOnce(), ['first']);
      assert.equal(desk.asked.length, 2);
    }
  });

  it('does not come back when it was dismissed meanwhile', async (test) => {
    const desk = new CompletionDesk(test, '|\n');
    let finish: (result: CompleteResult) => void = () => undefined;
    desk.answer = () =>
      desk.asked.length === 1
        ? cutResult('first')
        : new Promise((resolve) => {
            finish = resolve;
          });
    await desk.shown();
    desk.watch.dismissed();
    finish(textResult('first(a)'));
    await desk.rest(0);
    assert.deepEqual(desk.refreshed, []);
    assert.notDeepEqual(desk.shownAtOnce(), ['first(a)']);
  });

  it('survives an engine that fails, with a line in the log', async (test) => {
    const desk = new CompletionDesk(test, '|\n');
    desk.answer = () =>
      desk.asked.length === 1 ? cutResult('first') : Promise.reject(new Error('gone'));
    assert.deepEqual(await desk.shown(), ['first']);
    assert.deepEqual(desk.log, ['A suggestion could not be continued: gone']);
    assert.deepEqual(desk.shownAtOnce(), ['first']);
  });
});
