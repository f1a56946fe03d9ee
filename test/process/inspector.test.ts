import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '../../scripts/repository.ts';
import { buildEngineArguments } from '../../src/extension/engineHost/engineArguments.ts';

test('with a port the engine listens for a debugger', async (context) => {
  const enginePath = path.join(repositoryRoot, 'dist/engine.js');
  const engine = spawn(process.execPath, buildEngineArguments(enginePath, 0), { stdio: 'pipe' });
  context.after(() => {
    engine.kill('SIGKILL');
  });
  const [line] = (await once(engine.stderr.setEncoding('utf8'), 'data')) as [string];
  const [, address] = /^Debugger listening on ws:\/\/(127\.0\.0\.1:\d+)\//.exec(line) ?? [];
  assert.ok(address, line);

  const targets = (await (await fetch(`http://${address}/json/list`)).json()) as {
    readonly url: string;
  }[];
  assert.deepEqual(
    targets.map(({ url }) => url),
    [pathToFileURL(enginePath).href],
  );
});
