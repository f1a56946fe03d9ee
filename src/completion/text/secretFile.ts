/**
 * Files whose names suggest passwords, keys or certificates. Data from them must not be written to
 * disk a second time. An unnecessary name on these lists costs a little time; a missing one leaves
 * a copy of a secret.
 */

/** Folders that hold the credentials of a program, whatever the names of their files are. */
const secretFolders = new Set([
  '.aws',
  '.azure',
  '.docker',
  '.gcloud',
  '.gnupg',
  '.kube',
  '.password-store',
  '.secrets',
  '.ssh',
  'gcloud',
  'secrets',
]);

/** Complete file names. */
const secretNames = new Set([
  '.boto',
  '.dockercfg',
  '.dockerconfigjson',
  '.envrc',
  '.git-credentials',
  '.htpasswd',
  '.my.cnf',
  '.netrc',
  '.npmrc',
  '.pgpass',
  '.pypirc',
  '.s3cfg',
  '.terraformrc',
  '.vault-token',
  '.yarnrc',
  '.yarnrc.yml',
  '_netrc',
  'auth.json',
  'htpasswd',
  'kubeconfig',
  'local.settings.json',
  'terraform.rc',
]);

/** Patterns of names that describe a secret. */
const secretPatterns: readonly RegExp[] = [
  /^\.env(?![a-z0-9])/,
  /^id_(?:rsa|dsa|ecdsa|ed25519)(?![a-z0-9])/,
  /^ssh_host_/,
  /^\.?credentials/,
  /^\.?secrets?(?:\.|$)/,
  /^(?:client[-_]?secret|service[-_]?account).*\.json$/,
  // `app-secrets.yaml`, `db_password`; not `reset-password.ts`.
  /(?:^|[._-])(?:credentials?|secrets?|passwords?)(?:\.(?:cfg|conf|csv|enc|ini|json|properties|toml|txt|xml|ya?ml))?$/,
];

/** Extensions, without the dot. */
const secretExtensions = new Set([
  // Keys and certificates.
  ...['asc', 'cer', 'cert', 'crt', 'csr', 'der', 'gpg', 'key', 'p12', 'p7b', 'p7c', 'p8', 'pem'],
  ...['pfx', 'pgp', 'pkcs12', 'ppk'],
  // Key stores and trust stores.
  ...['bks', 'jceks', 'jks', 'kdb', 'kdbx', 'keychain', 'keystore', 'truststore'],
  // Settings that contain secrets.
  ...['credentials', 'env', 'htpasswd', 'ovpn', 'secret', 'secrets', 'tfstate', 'tfvars'],
]);

/** Endings that editors and users append to the name of a copy. */
const copyEnding = /(?:~|\.(?:bak|backup|old|orig|save|tmp))$/;

/**
 * Returns whether a file is likely to hold secrets, by its name and folders alone.
 *
 * @param location a path with either separator, or a URI.
 */
export function looksSecret(location: string): boolean {
  // After `?` or `#` a URI has a query or fragment; in a path they are ordinary characters.
  const end = location.search(/[?#]/);
  return isSecretPath(location) || (end >= 0 && isSecretPath(location.slice(0, end)));
}

function isSecretPath(path: string): boolean {
  const folders = path.toLowerCase().split(/[\\/]/);
  const name = folders.pop() ?? '';
  return isSecretName(name) || folders.some((folder) => secretFolders.has(folder));
}

function isSecretName(name: string): boolean {
  const original = name.replace(copyEnding, '');
  const extension = original.slice(original.lastIndexOf('.') + 1);
  return (
    secretNames.has(original) ||
    secretPatterns.some((pattern) => pattern.test(original)) ||
    (original.includes('.') && secretExtensions.has(extension))
  );
}
