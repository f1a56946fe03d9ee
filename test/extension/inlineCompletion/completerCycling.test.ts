import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CompletionHarness, createTextResult } from './completionDesk.ts';

describe('cycling', () => {
  it('requests alternatives only when the user cycles, and once', async (test) => {
    const desk = new CompletionHarness(test, '|');
    desk.answer = () => createTextResult('one();');
    await desk.requestTexts();
    desk.typeText('o');
    assert.deepEqual(desk.requestCachedTexts(), ['ne();']);
    assert.equal(desk.alternativesRequests.length, 0);

    desk.alternatives = [
      { text: 'ther();', replaces: 0 },
      { text: 'ne();', replaces: 0 },
    ];
    assert.deepEqual(await desk.requestTexts(true), ['ne();', 'ther();']);
    assert.equal(desk.alternativesRequests[0]?.shownText, 'ne();');
    assert.deepEqual(await desk.requestTexts(true), ['ne();', 'ther();']);
    assert.equal(desk.alternativesRequests.length, 1);

    // Whichever of them VS Code shows, typing along it is no rejection.
    desk.typeText('t');
    assert.deepEqual(desk.requestCachedTexts(), ['her();']);
    assert.equal(desk.requests.length, 1);
    assert.ok(desk.events.flat().every((kind) => kind !== 'rejected'));
  });

  it('needs a new request for alternatives where VS Code treats the answer as complete', async (test) => {
    const desk = new CompletionHarness(test, '|');
    desk.answer = () => createTextResult('one();');
    await desk.requestTexts();
    assert.equal(desk.completer.isWithoutAlternatives, false);
    desk.completer.clearSuggestions();
    await desk.completer.runTriggerCommand(() => desk.requestTexts(true));
    assert.equal(desk.completer.isWithoutAlternatives, true);
    desk.alternatives = [{ text: 'two();', replaces: 0 }];
    assert.deepEqual(await desk.requestTexts(true), ['one();', 'two();']);
    assert.equal(desk.completer.isWithoutAlternatives, false);
  });

  it('sends another request after a cancellation', async (test) => {
    const desk = new CompletionHarness(test, '|');
    desk.answer = () => createTextResult('one();');
    await desk.requestTexts();
    desk.alternatives = [{ text: 'two();', replaces: 0 }];
    const cancelled = desk.complete(true);
    assert.deepEqual(desk.requestCachedTexts(), ['one();']);
    assert.deepEqual(await cancelled, []);
    assert.deepEqual(desk.events[0], ['requested', 'cancelled']);
    assert.deepEqual(desk.requestCachedTexts(), ['one();']);
    assert.deepEqual(await desk.requestTexts(true), ['one();', 'two();']);
    assert.equal(desk.alternativesRequests.length, 2);
  });

  it('sends another request after an empty or failed answer', async (test) => {
    const desk = new CompletionHarness(test, '|');
    desk.answer = () => createTextResult('one();');
    await desk.requestTexts();
    assert.deepEqual(await desk.requestTexts(true), ['one();']);
    desk.alternatives = [{ text: 'two();', replaces: 0 }];
    assert.deepEqual(await desk.requestTexts(true), ['one();', 'two();']);
    assert.equal(desk.alternativesRequests.length, 2);
  });
});
