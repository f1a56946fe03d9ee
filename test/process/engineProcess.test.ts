import assert from 'node:assert/strict';
import test from 'node:test';
import { startTestEngine } from '../support/engineFixture.ts';

test('a request fails with the exit of the engine if that comes before the answer', async (context) => {
  const engine = await startTestEngine(context);
  engine.child.kill('SIGSTOP');
  const request = engine.request('tramontane/work', null);
  // Messages are written in order: the request is on its way.
  await engine.notify('tramontane/prefetch', { enabled: false });
  engine.kill();
  await assert.rejects(request, /The engine ended \(SIGKILL\) before it answered/u);
});
