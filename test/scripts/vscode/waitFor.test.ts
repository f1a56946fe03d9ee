import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DeadlineError, waitFor } from '../../../scripts/vscode/waitFor.ts';

describe('waiting for something', () => {
  it('returns the first result', async () => {
    let pollCount = 0;
    const answer = await waitFor('the third answer', 5000, () =>
      ++pollCount < 3 ? undefined : pollCount,
    );
    assert.equal(answer, 3);
  });

  it('ends at the deadline and names the missing result', async () => {
    await assert.rejects(
      waitFor('the sun', 10, () => undefined),
      (error) => error instanceof DeadlineError && error.message.includes('the sun'),
    );
  });

  it('ends when polling fails', async () => {
    await assert.rejects(
      waitFor('anything', 5000, () => {
        throw new Error('gone');
      }),
      /gone/,
    );
  });
});
