import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DeadlineError, waitFor } from '../../../scripts/vscode/waitFor.ts';

describe('waiting for something', () => {
  it('gives the first answer that there is', async () => {
    let asked = 0;
    const answer = await waitFor('the third answer', 5000, () => (++asked < 3 ? undefined : asked));
    assert.equal(answer, 3);
  });

  it('ends at the deadline and names what did not come', async () => {
    await assert.rejects(
      waitFor('the sun', 10, () => undefined),
      (error) => error instanceof DeadlineError && error.message.includes('the sun'),
    );
  });

  it('does not go on when asking fails', async () => {
    await assert.rejects(
      waitFor('anything', 5000, () => {
        throw new Error('gone');
      }),
      /gone/,
    );
  });
});
