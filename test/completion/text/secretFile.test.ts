import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { looksSecret } from '../../../src/completion/text/secretFile.ts';

const secretNames = [
  '.env',
  '.env.local',
  '.env.production.local',
  '.env~',
  '.env.bak',
  '.envrc',
  'production.env',
  'id_rsa',
  'id_rsa.pub',
  'id_ed25519',
  'id_ed25519_work',
  'id_ecdsa.old',
  'ssh_host_ed25519_key',
  'server.pem',
  'server.key',
  'server.key.bak',
  'client.p12',
  'client.pfx',
  'release.jks',
  'debug.keystore',
  'passwords.kdbx',
  'ca.crt',
  'root.cer',
  'backup.gpg',
  'putty.ppk',
  '.npmrc',
  '.netrc',
  '_netrc',
  '.pypirc',
  '.git-credentials',
  '.htpasswd',
  '.pgpass',
  '.secrets',
  'secrets.yaml',
  'secrets.ts',
  'secret.json',
  'credentials',
  'credentials.json',
  'credentials.csv',
  'application_default_credentials.json',
  'client_secret_1234.json',
  'service-account.json',
  'serviceAccountKey.json',
  'app-secrets.yml',
  'db_password',
  'db_password.txt',
  'terraform.tfstate',
  'production.tfvars',
  'ID_RSA',
  'Server.PEM',
];

const plainNames = [
  '',
  'environment.ts',
  'env.ts',
  'env.d.ts',
  '.environment',
  '.envoy',
  'dotenv.js',
  'key.ts',
  'keys.ts',
  'key',
  'pem',
  'monkey.ts',
  'monkey',
  'turkey.py',
  'keystore.ts',
  'pem.go',
  'certificate.rs',
  'id_rsa2048.ts',
  'id_generator.py',
  'secretary.ts',
  'secretSanta.py',
  'reset-password.ts',
  'passwordField.tsx',
  'ServiceAccountController.java',
  'clientSecretStore.ts',
  'tokens.json',
  'package.json',
  'npmrc.ts',
  'README.md',
  '.gitignore',
];

const secretFolders = ['.ssh', '.aws', '.gnupg', '.kube', '.azure', '.docker', '.SSH', 'secrets'];

for (const name of secretNames) {
  test(`${name} looks like a secret`, () => {
    assert.equal(looksSecret(name), true);
  });
}

for (const name of plainNames) {
  test(`${name || 'an empty name'} doesn't look like a secret`, () => {
    assert.equal(looksSecret(name), false);
  });
}

for (const folder of secretFolders) {
  test(`any file in ${folder} looks like a secret`, () => {
    assert.equal(looksSecret(`/home/somebody/${folder}/config`), true);
    assert.equal(looksSecret(`C:\\Users\\somebody\\${folder}\\deep\\config.ts`), true);
  });
}

test('a folder is not classified by the names of secret files', () => {
  assert.equal(looksSecret('/home/me/credentials/form.ts'), false);
  assert.equal(looksSecret('/home/me/server.key/form.ts'), false);
});

test('a secret is recognized in a URI with a query and in folders with unusual names', () => {
  assert.equal(looksSecret('file:///home/somebody/.env'), true);
  assert.equal(looksSecret('git:/home/me/.env?%7B%22ref%22%3A%22HEAD%22%7D'), true);
  assert.equal(looksSecret('/home/me/c#/.env'), true);
  assert.equal(looksSecret('/home/me/what?/server.pem'), true);
  assert.equal(looksSecret('/home/me/c#/program.cs'), false);
});

const anyPath = fc.string({ unit: 'binary' });
const separator = fc.constantFrom('/', '\\');

test('a secret is recognized in every folder, after every separator and in capitals', () => {
  const names = fc.constantFrom(...secretNames);
  fc.assert(
    fc.property(anyPath, separator, names, fc.boolean(), (folder, between, name, capitals) => {
      const location = folder + between + name;
      assert.equal(looksSecret(capitals ? location.toUpperCase() : location), true);
    }),
  );
});

test('every file in a folder of secrets is a secret', () => {
  const folders = fc.constantFrom(...secretFolders);
  fc.assert(
    fc.property(anyPath, separator, folders, anyPath, (before, between, folder, after) => {
      assert.equal(looksSecret([before, folder, after].join(between)), true);
    }),
  );
});

test('source files with harmless names are not secrets', () => {
  const words = fc.constantFrom('main', 'cart', 'key', 'environment', 'monkey', 'token', 'pem');
  const extensions = fc.constantFrom('ts', 'py', 'rs', 'go', 'java', 'c', 'json', 'md');
  const names = fc.tuple(fc.array(words, { minLength: 1 }), extensions);
  const folders = fc.array(words);
  fc.assert(
    fc.property(folders, separator, names, (path, between, [parts, extension]) => {
      const name = `${parts.join('-')}.${extension}`;
      assert.equal(looksSecret([...path, name].join(between)), false);
    }),
  );
});
