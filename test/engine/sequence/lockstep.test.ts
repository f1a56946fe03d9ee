import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { Lockstep } from '../../../src/engine/sequence/lockstep.ts';

test('all members take a step before any takes the next one, and none waits for one that has left', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.nat(3), { maxLength: 6 }), { minLength: 1, maxLength: 5 }),
      async (pauses) => {
        const lockstep = new Lockstep(pauses.length);
        const steps: number[] = [];
        await Promise.all(
          pauses.map(async (waits) => {
            for (const [index, turns] of waits.entries()) {
              await lockstep.runStep(() => Promise.resolve(steps.push(index)));
              for (let turn = 0; turn < turns; turn++) await Promise.resolve();
            }
            lockstep.leave();
          }),
        );
        assert.deepEqual(
          steps,
          steps.toSorted((one, other) => one - other),
        );
        assert.equal(steps.length, pauses.flat().length);
      },
    ),
  );
});

test('a failed step fails only for its own member', async () => {
  const lockstep = new Lockstep(2);
  const steps = [
    lockstep.runStep(() => Promise.reject(new Error('no'))),
    lockstep.runStep(() => Promise.resolve('yes')),
  ];
  const [failed, done] = await Promise.allSettled(steps);
  assert.equal(failed?.status, 'rejected');
  assert.equal(done?.status === 'fulfilled' && done.value, 'yes');
});
