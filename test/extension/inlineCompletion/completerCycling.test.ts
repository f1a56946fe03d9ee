import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CompletionDesk, textResult } from './completionDesk.ts';

describe('cycling', () => {
  it('asks for alternatives only when the person cycles, and once', async (test) => {
    const desk = new CompletionDesk(test, '|');
    desk.answer = () => textResult('one();');
    await desk.shown();
    desk.write('o');
    assert.deepEqual(desk.shownAtOnce(), ['ne();']);
    assert.equal(desk.askedToCycle.length, 0);

    desk.alternatives = [
      { text: 'ther();', replaces: 0 },
      { text: 'ne();', replaces: 0 },
    ];
    assert.deepEqual(await desk.shown(true), ['ne();', 'ther();']);
    assert.equal(desk.askedToCycle[0]?.shown, 'ne();');
    assert.deepEqual(await desk.shown(true), ['ne();', 'ther();']);
    assert.equal(desk.askedToCycle.length, 1);

    // Whichever of them VS Code shows, typing along it is no rejection.
    desk.write('t');
    assert.deepEqual(desk.shownAtOnce(), ['her();']);
    assert.equal(desk.asked.length, 1);
    assert.ok(desk.events.flat().every((kind) => kind !== 'rejected'));
  });

  it('needs a new request for alternatives where VS Code takes the answer for all', async (test) => {
    const desk = new CompletionDesk(test, '|');
    desk.answer = () => textResult('one();');
    await desk.shown();
    assert.equal(desk.completer.isWithoutAlternatives, false);
    desk.completer.forget();
    await desk.completer.byCommand(() => desk.shown(true));
    assert.equal(desk.completer.isWithoutAlternatives, true);
    desk.alternatives = [{ text: 'two();', replaces: 0 }];
    assert.deepEqual(await desk.shown(true), ['one();', 'two();']);
    assert.equal(desk.completer.isWithoutAlternatives, false);
  });

  it('that was cancelled is not remembered, and asks again', async (test) => {
    const desk = new CompletionDesk(test, '|');
    desk.answer = () => textResult('one();');
    await desk.shown();
    desk.alternatives = [{ text: 'two();', replaces: 0 }];
    const cancelled = desk.complete(true);
    assert.deepEqual(desk.shownAtOnce(), ['one();']);
    assert.deepEqual(await cancelled, []);
    assert.deepEqual(desk.events[0], ['asked', 'cancelled']);
    assert.deepEqual(desk.shownAtOnce(), ['one();']);
    assert.deepEqual(await desk.shown(true), ['one();', 'two();']);
    assert.equal(desk.askedToCycle.length, 2);
  });

  it('that brought nothing, as where it failed, asks again', async (test) => {
    const desk = new CompletionDesk(test, '|');
    desk.answer = () => textResult('one();');
    await desk.shown();
    assert.deepEqual(await desk.shown(true), ['one();']);
    desk.alternatives = [{ text: 'two();', replaces: 0 }];
    assert.deepEqual(await desk.shown(true), ['one();', 'two();']);
    assert.equal(desk.askedToCycle.length, 2);
  });
});
