import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deleteSavedCaches } from '../../../src/extension/cacheView/deleteSavedCaches.ts';
import type { EngineStatus } from '../../../src/extension/engineHost/engineStatus.ts';
import { createModelSummary } from '../../support/modelSummary.ts';

const ready: EngineStatus = { kind: 'ready', model: createModelSummary() };

/** Runs the command once and returns the messages to the user. */
async function run(
  status: EngineStatus,
  answer: () => Promise<number> = () => assert.fail('The engine must not be asked.'),
): Promise<string[]> {
  const messages: string[] = [];
  await deleteSavedCaches({
    engine: { status, deleteSavedCaches: answer },
    showInformation: (message) => messages.push(`told: ${message}`),
    showWarning: (message) => messages.push(`warned: ${message}`),
  });
  return messages;
}

describe('Delete Saved Caches', () => {
  it('reports the freed space', async () => {
    assert.deepEqual(await run(ready, () => Promise.resolve(412_000_000)), [
      'told: The saved caches are deleted: 412.0 MB freed.',
    ]);
  });

  it('reports that there was nothing to delete', async () => {
    assert.deepEqual(await run(ready, () => Promise.resolve(0)), [
      'told: There were no saved caches to delete.',
    ]);
  });

  it('works with an engine that has no model', async () => {
    assert.equal((await run({ kind: 'empty' }, () => Promise.resolve(5))).length, 1);
  });

  for (const status of [
    { kind: 'starting' },
    { kind: 'stopped', message: 'It ended.' },
  ] satisfies EngineStatus[]) {
    it(`reports that the engine is not running: ${status.kind}`, async () => {
      const [said] = await run(status);
      assert.match(said ?? '', /^warned: The engine, .* is not running\./u);
    });
  }

  it('reports the reason of a failure', async () => {
    const messages = await run(ready, () => Promise.reject(new Error('The engine ended.')));
    assert.deepEqual(messages, ['warned: The saved caches were not deleted. The engine ended.']);
  });
});
