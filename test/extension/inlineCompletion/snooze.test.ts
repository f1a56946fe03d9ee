import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { Snooze } from '../../../src/extension/inlineCompletion/snooze.ts';

function createSnooze({ mock }: Pick<TestContext, 'mock'>) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1000 });
  let changes = 0;
  const snooze = new Snooze(Date.now, () => changes++);
  return { snooze, changes: () => changes };
}

describe('Snooze', () => {
  it('expires, and reports it', (test) => {
    const { snooze, changes } = createSnooze(test);
    assert.equal(snooze.untilMs, undefined);
    snooze.begin(300);
    assert.equal(snooze.untilMs, 1300);
    test.mock.timers.tick(299);
    assert.equal(snooze.untilMs, 1300);
    assert.equal(changes(), 1);
    test.mock.timers.tick(1);
    assert.equal(snooze.untilMs, undefined);
    assert.equal(changes(), 2);
  });

  it('may last until the next start', (test) => {
    const { snooze } = createSnooze(test);
    snooze.begin('untilRestart');
    test.mock.timers.tick(2 ** 30);
    assert.equal(snooze.untilMs, Infinity);
  });

  it('ends on demand', (test) => {
    const { snooze, changes } = createSnooze(test);
    snooze.begin(300);
    snooze.end();
    assert.equal(snooze.untilMs, undefined);
    test.mock.timers.tick(1000);
    assert.equal(changes(), 2);
  });

  it('uses the latest choice', (test) => {
    const { snooze } = createSnooze(test);
    snooze.begin(300);
    snooze.begin(1000);
    test.mock.timers.tick(999);
    assert.equal(snooze.untilMs, 2000);
    snooze.begin('untilRestart');
    test.mock.timers.tick(5000);
    assert.equal(snooze.untilMs, Infinity);
  });

  it('reports nothing if there is nothing to end', (test) => {
    const { snooze, changes } = createSnooze(test);
    snooze.end();
    assert.equal(changes(), 0);
  });
});
