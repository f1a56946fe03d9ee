import assert from 'node:assert/strict';
import test from 'node:test';
import { ServerProcess } from '../../../scripts/peer/serverProcess.ts';

function start(script: string): ServerProcess {
  return new ServerProcess(process.execPath, ['--eval', script]);
}

test('the end of a process has its exit code and the last lines of its log', async () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
  const script = `for (const line of ${JSON.stringify(lines)}) console.error(line); process.exitCode = 3;`;
  const server = start(script);
  assert.equal(server.hasExited, false);
  const end = await server.exitMessage;
  assert.equal(server.hasExited, true);
  const [message = '', ...log] = end.split('\n');
  assert.match(message, /ended with exit code 3\. Its last output:$/);
  assert.deepEqual(log, lines.slice(-20));
});

test('stopping waits for the end of the process', async () => {
  const server = start('setInterval(() => undefined, 1000)');
  await server.stop();
  assert.equal(server.hasExited, true);
  assert.match(await server.exitMessage, /SIGKILL|exit code 1/);
  await server.stop();
});

test('a missing program ends at once', async () => {
  const server = new ServerProcess('/no/such/program', []);
  assert.match(await server.exitMessage, /no\/such\/program couldn't be started/);
  await server.stop();
});
