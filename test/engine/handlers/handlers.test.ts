import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { repositoryRoot } from '../../../scripts/repository.ts';
import { EngineError } from '../../../src/engine/foundation/engineError.ts';
import { createTestConnection } from './testConnection.ts';
import { serve } from '../../../src/engine/server.ts';

test('every request and notification of the client in the protocol has exactly one handler', () => {
  const { connection, registeredMethods } = createTestConnection();
  serve(
    connection,
    () => Promise.reject(new EngineError('noModel', 'No model.')),
    () => 0,
  );
  const ownMethods = registeredMethods.filter((method) => method.startsWith('tramontane/'));
  assert.deepEqual(
    ownMethods.sort(),
    [...readMethods('EngineRequests'), ...readMethods('ClientNotifications')].sort(),
  );
});

/** Reads the names of the methods in an interface of the protocol. */
function readMethods(name: string): string[] {
  const protocol = readFileSync(path.join(repositoryRoot, 'src/engine/protocol.ts'), 'utf8');
  const body = new RegExp(`^export interface ${name} \\{\\n(.*?)^\\}`, 'ms').exec(protocol)?.[1];
  const methods = [...(body ?? '').matchAll(/^ {2}'(tramontane\/\w+)'/gm)];
  assert.notEqual(methods.length, 0, `The protocol must have an interface ${name} with methods.`);
  return methods.map(([, method]) => method ?? '');
}
