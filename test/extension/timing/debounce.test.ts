import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Debouncer } from '../../../src/extension/timing/debounce.ts';

describe('Debouncer', () => {
  it('runs once, when the requests have paused', ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    let acted = 0;
    const debounced = new Debouncer(() => acted++, 100);
    debounced.request();
    mock.timers.tick(99);
    debounced.request();
    mock.timers.tick(99);
    assert.equal(acted, 0);
    assert.equal(debounced.isPending, true);
    mock.timers.tick(1);
    assert.equal(acted, 1);
    assert.equal(debounced.isPending, false);
    mock.timers.tick(1000);
    assert.equal(acted, 1);
  });

  it('runs again on a later request', ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    let acted = 0;
    const debounced = new Debouncer(() => acted++, 100);
    debounced.request();
    mock.timers.tick(100);
    debounced.request();
    mock.timers.tick(100);
    assert.equal(acted, 2);
  });

  it('does nothing after disposal', ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    let acted = 0;
    const debounced = new Debouncer(() => acted++, 100);
    debounced.request();
    debounced.dispose();
    mock.timers.tick(1000);
    assert.equal(acted, 0);
    assert.equal(debounced.isPending, false);
  });
});
