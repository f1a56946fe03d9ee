import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainDiskFailure } from '../../../src/extension/models/diskFailure.ts';
import { explainNetworkFailure } from '../../../src/extension/models/networkFailure.ts';

function createSystemError(code: string): Error {
  return Object.assign(new Error(`system says ${code}`), { code });
}

for (const [code, expected, words] of [
  ['EACCES', 'diskDenied', /permissions/],
  ['EROFS', 'diskDenied', /permissions/],
  ['EPERM', 'diskDenied', /no other program/],
  ['EBUSY', 'diskDenied', /in use by another program/],
  ['ENOSPC', 'diskFull', /Free some space/],
  ['EDQUOT', 'diskFull', /Free some space/],
  ['EIO', 'diskFailed', /EIO.*Check the disk/],
] as const) {
  void test(`${code} from the disk is reported in plain words with the name of the file`, () => {
    const cause = createSystemError(code);
    const failure = explainDiskFailure(cause, '/models/model.gguf');
    assert.equal(failure.code, expected);
    assert.match(failure.message, words);
    assert.match(failure.message, /\/models\/model\.gguf/);
    assert.equal(failure.cause, cause);
    assert.equal(failure.isTransient, false);
  });
}

for (const [code, expected, transient] of [
  ['ENOTFOUND', 'noNetwork', true],
  ['EAI_AGAIN', 'noNetwork', true],
  ['ECONNRESET', 'connectionLost', true],
  ['ETIMEDOUT', 'connectionLost', true],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'untrusted', false],
  ['CERT_HAS_EXPIRED', 'untrusted', false],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'untrusted', false],
] as const) {
  void test(`${code} from the network is ${transient ? 'retried' : 'final'} and names the host`, () => {
    const failure = explainNetworkFailure(
      createSystemError(code),
      new URL('https://hub.example/x?sig=1'),
    );
    assert.equal(failure.code, expected);
    assert.equal(failure.isTransient, transient);
    assert.match(failure.message, /hub\.example/);
    assert.doesNotMatch(failure.message, /sig=1/);
  });
}
