import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRequestMetrics } from '../../support/requestMetrics.ts';
import { CompletionHarness, createTextResult } from './completionDesk.ts';

describe('the delay of the completer', () => {
  it('waits for a pause once the engine is known to answer after the next key', async (test) => {
    const desk = new CompletionHarness(test, '|');
    desk.answer = () => createTextResult('', 0, 400);
    for (let key = 0; key < 10; key++) {
      desk.typeText(' ');
      await desk.advanceTime(150);
    }
    for (let answer = 0; answer < 3; answer++) await desk.requestTexts(true);
    assert.equal(desk.delay.isWaitingForPause, true);
    const before = desk.requests.length;
    void desk.complete();
    await desk.advanceTime(149);
    assert.equal(desk.requests.length, before);
    await desk.advanceTime(1);
    assert.equal(desk.requests.length, before + 1);
  });

  it('counts an answer before it reports the result, and no cancelled answer', async (test) => {
    const desk = new CompletionHarness(test, '|');
    desk.answer = () => ({
      kind: 'nothing',
      outcome: { stage: 'request', rule: 'cancelled' },
      metrics: createRequestMetrics({ totalMs: 400 }),
    });
    for (let key = 0; key < 10; key++) {
      desk.typeText(' ');
      await desk.advanceTime(150);
    }
    for (let answer = 0; answer < 3; answer++) await desk.requestTexts(true);
    assert.equal(desk.delay.isWaitingForPause, false);
    desk.answer = () => createTextResult('', 0, 400);
    for (let answer = 0; answer < 3; answer++) await desk.requestTexts(true);
    assert.deepEqual(desk.pauseStates.slice(-3), [false, false, true]);
  });
});
