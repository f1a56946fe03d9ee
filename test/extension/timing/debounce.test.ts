import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Debounced } from '../../../src/extension/timing/debounce.ts';

describe('Debounced', () => {
  it('acts once, after the last request has rested', ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    let acted = 0;
    const debounced = new Debounced(() => acted++, 100);
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

  it('acts again when it is asked again', ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    let acted = 0;
    const debounced = new Debounced(() => acted++, 100);
    debounced.request();
    mock.timers.tick(100);
    debounced.request();
    mock.timers.tick(100);
    assert.equal(acted, 2);
  });

  it('does nothing any more once it was disposed of', ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    let acted = 0;
    const debounced = new Debounced(() => acted++, 100);
    debounced.request();
    debounced.dispose();
    mock.timers.tick(1000);
    assert.equal(acted, 0);
    assert.equal(debounced.isPending, false);
  });
});
