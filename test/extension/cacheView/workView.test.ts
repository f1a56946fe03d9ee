import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createWorkView } from '../../../src/extension/cacheView/workView.ts';

const work = {
  ...{ prompt: 12_040, prefetch: 900, repair: 80 },
  ...{ decode: 7, speculative: 2, discarded: 1 },
};

describe('the table of the work', () => {
  it('has a row for each purpose, in the order of the protocol', () => {
    assert.deepEqual(
      createWorkView(work).rows.map(({ label, tokens }) => [label, tokens]),
      [
        ['Prompts of requests', '12,040'],
        ['Prompts ahead of requests', '900'],
        ['Repair', '80'],
        ['Generation for requests', '7'],
        ['Generation ahead of requests', '2'],
        ['Discarded', '1'],
      ],
    );
  });

  it('has the sum of all purposes', () => {
    assert.equal(createWorkView(work).total, '13,030');
  });
});
