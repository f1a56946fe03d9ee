import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { requestMetrics } from '../../support/requestMetrics.ts';
import { CompletionDesk, textResult } from './completionDesk.ts';

describe('the delay of the completer', () => {
  it('waits for a pause once the engine is known to answer after the next key', async (test) => {
    const desk = new CompletionDesk(test, '|');
    desk.answer = () => textResult('', 0, 400);
    for (let key = 0; key < 10; key++) {
      desk.write(' ');
      await desk.rest(150);
    }
    for (let answer = 0; answer < 3; answer++) await desk.shown(true);
    assert.equal(desk.delay.isWaitingForPause, true);
    const before = desk.asked.length;
    void desk.complete();
    await desk.rest(149);
    assert.equal(desk.asked.length, before);
    await desk.rest(1);
    assert.equal(desk.asked.length, before + 1);
  });

  it('counts an answer before it reports the result, and no answer that was cancelled', async (test) => {
    const desk = new CompletionDesk(test, '|');
    desk.answer = () => ({
      ...{ kind: 'nothing', reason: 'cancelled' },
      metrics: requestMetrics({ totalMs: 400 }),
    });
    for (let key = 0; key < 10; key++) {
      desk.write(' ');
      await desk.rest(150);
    }
    for (let answer = 0; answer < 3; answer++) await desk.shown(true);
    assert.equal(desk.delay.isWaitingForPause, false);
    desk.answer = () => textResult('', 0, 400);
    for (let answer = 0; answer < 3; answer++) await desk.shown(true);
    assert.deepEqual(desk.wereWaitingForPause.slice(-3), [false, false, true]);
  });
});
