import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { repositoryRoot } from '../scripts/repository.ts';

interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly icon: string;
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly default: unknown }>>;
    };
    readonly viewsContainers: { readonly activitybar: readonly { readonly icon: string }[] };
  };
}

const manifest = JSON.parse(readFile('package.json')) as Manifest;
const settings = Object.entries(manifest.contributes.configuration.properties);

function readFile(file: string): string {
  return readFileSync(path.join(repositoryRoot, file), 'utf8');
}

function readExtensionSources(): string[] {
  const folder = 'src/extension';
  return readdirSync(path.join(repositoryRoot, folder), { encoding: 'utf8', recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFile(path.join(folder, file)));
}

test('every command of the manifest is registered exactly once, and no other command is', () => {
  const commands = manifest.contributes.commands.map(({ command }) => command);
  const registered = readExtensionSources().flatMap((source) =>
    [...source.matchAll(/\bregisterCommand\(\s*'([^']+)'/g)].map(([, command]) => command),
  );
  assert.deepEqual(registered.sort(), commands.sort());
});

test('every setting of the manifest is read, with the same default', () => {
  const source = readFile('src/extension/configuration/settings.ts');
  for (const [name, { default: value }] of settings) {
    const key = name.replace('tramontane.', '');
    const line = source.split('\n').find((text) => text.includes(`'${key}'`));
    assert.ok(line, `settings.ts doesn't read ${name}.`);
    if (typeof value === 'number') assert.match(line, new RegExp(`, ${value}, `), name);
  }
});

test('every setting and every command is in the README', () => {
  const readme = readFile('README.md');
  for (const [name] of settings) assert.ok(readme.includes(`\`${name}\``), name);
  for (const title of [
    ...['Explain Selection', 'Choose Model', 'Restart Engine', 'Show Log'],
    ...['Show Cache', 'Show Prompt', 'Delete Saved Caches', 'Explain Last Completion'],
    ...['Snooze Completions', 'Resume Completions', 'for This Language', 'for This Workspace'],
  ]) {
    assert.ok(readme.includes(title), title);
  }
});

test('an untrusted workspace chooses neither model, engine nor caches', () => {
  const chosen = settings
    .map(([name]) => name)
    .filter((name) => /\.(model|engine|cache)\./.test(name))
    .sort();
  const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  assert.deepEqual([...restrictedConfigurations].sort(), chosen);
});

test('the types of VS Code are those of the minimum supported version', () => {
  assert.equal(manifest.engines.vscode, `^${manifest.devDependencies['@types/vscode']}`);
});

test('the images in the manifest exist', () => {
  const [container] = manifest.contributes.viewsContainers.activitybar;
  for (const file of [manifest.icon, container?.icon ?? '']) {
    assert.ok(existsSync(path.join(repositoryRoot, file)), file);
  }
});

test('the lock file contains no download addresses', () => {
  assert.doesNotMatch(readFile('package-lock.json'), /"resolved":/);
});

test('the library that loads models is pinned to one version', () => {
  const { dependencies } = JSON.parse(readFile('package.json')) as {
    dependencies: Record<string, string>;
  };
  assert.match(dependencies['node-llama-cpp'] ?? '', /^\d+\.\d+\.\d+$/);
});

test('the small models come with their provenance', () => {
  const models = readdirSync(path.join(repositoryRoot, 'media/models'));
  const provenance = readFile('media/models/README.md');
  for (const model of models.filter((file) => file.endsWith('.gguf'))) {
    assert.ok(provenance.includes(model), model);
  }
});
