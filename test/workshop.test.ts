/** Files that editors and the hosting service read: they name things that must exist. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { bundles } from '../scripts/build.ts';
import { repositoryRoot } from '../scripts/repository.ts';
import { formatProblem, watchLines } from '../scripts/watch.ts';
import {
  inspectPortVariable,
  readInspectPort,
} from '../src/extension/engineHost/engineArguments.ts';

interface LaunchConfiguration {
  readonly name: string;
  readonly type: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly address?: string;
  readonly port?: number;
  readonly outFiles: readonly string[];
  readonly preLaunchTask?: string;
}

interface Compound {
  readonly configurations: readonly string[];
  readonly preLaunchTask: string;
}

interface ProblemPattern {
  readonly regexp: string;
  readonly file: number;
  readonly line: number;
  readonly column: number;
  readonly severity: number;
  readonly message: number;
}

interface ProblemMatcher {
  readonly pattern: ProblemPattern;
  readonly background: { readonly beginsPattern: string; readonly endsPattern: string };
}

interface Task<Matcher = unknown> {
  readonly label: string;
  readonly type: string;
  readonly script: string;
  readonly isBackground?: boolean;
  readonly problemMatcher: Matcher;
}

const { configurations, compounds } = readJson('.vscode/launch.json') as {
  readonly configurations: readonly LaunchConfiguration[];
  readonly compounds: readonly Compound[];
};
const { tasks } = readJson('.vscode/tasks.json') as { readonly tasks: readonly Task[] };
const manifest = readJson('package.json') as {
  readonly main: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { readonly category: string; readonly title: string }[];
  };
};

function read(file: string): string {
  return readFileSync(path.join(repositoryRoot, file), 'utf8');
}

function readJson(file: string): unknown {
  return JSON.parse(read(file));
}

function findConfiguration(name: string): LaunchConfiguration {
  const found = configurations.find((configuration) => configuration.name === name);
  assert.ok(found, `launch.json has no configuration "${name}".`);
  return found;
}

/** Returns the only background task: the build that runs while the extension is debugged. */
function watchTask(): Task<ProblemMatcher> {
  const background = tasks.filter((task) => task.isBackground === true);
  assert.equal(background.length, 1);
  return background[0] as Task<ProblemMatcher>;
}

/** Returns the files that the build writes for Node.js, relative to the repository. */
function builtFiles(): string[] {
  return bundles
    .filter(({ platform }) => platform === 'node')
    .flatMap(({ outdir, outExtension, entryPoints }) =>
      Object.keys(entryPoints as Record<string, string>).map(
        (name) => `${outdir ?? ''}/${name}${outExtension?.['.js'] ?? '.js'}`,
      ),
    );
}

/** Returns whether a glob of launch.json, whose only wildcard is `*`, matches a built file. */
function matchesOutFile(glob: string, file: string): boolean {
  const escaped = glob.replaceAll(/[.${}]/g, String.raw`\$&`).replaceAll('*', '[^/]*');
  return new RegExp(`^${escaped}$`).test(`\${workspaceFolder}/${file}`);
}

test('every task runs a script that exists', () => {
  for (const { label, type, script } of tasks) {
    assert.equal(type, 'npm', label);
    const [, task] = /bootstrap\.mjs (\w+)$/.exec(manifest.scripts[script] ?? '') ?? [];
    assert.ok(task, `package.json has no script "${script}".`);
    assert.ok(existsSync(path.join(repositoryRoot, 'scripts', `${task}.ts`)), task);
  }
});

test('every configuration waits for a task that exists, and compounds for their parts', () => {
  const labels = tasks.map(({ label }) => label);
  for (const { preLaunchTask } of [...configurations, ...compounds]) {
    if (preLaunchTask !== undefined) assert.ok(labels.includes(preLaunchTask), preLaunchTask);
  }
  for (const compound of compounds) {
    assert.equal(compound.preLaunchTask, watchTask().label);
    compound.configurations.forEach(findConfiguration);
  }
});

test('the debugger reads the source maps of what it runs, and of nothing else', () => {
  const [engine] = builtFiles().filter((file) => path.basename(file, '.js') === 'engine');
  for (const [name, file] of [
    ['Extension', path.normalize(manifest.main)],
    ['Engine', engine],
  ] as const) {
    const { outFiles } = findConfiguration(name);
    const matched = builtFiles().filter((built) =>
      outFiles.some((glob) => matchesOutFile(glob, built)),
    );
    assert.deepEqual(matched, [file], name);
  }
  for (const { sourcemap } of bundles) assert.equal(sourcemap, true);
});

test('the engine listens where its debugger connects', () => {
  const { env, args } = findConfiguration('Extension');
  assert.ok(args?.includes('--extensionDevelopmentPath=${workspaceFolder}'));
  assert.deepEqual(Object.keys(env ?? {}), [inspectPortVariable]);
  const { address, port } = findConfiguration('Engine');
  assert.equal(address, '127.0.0.1');
  assert.equal(readInspectPort(env ?? {}), port);
});

test('the problem matcher recognizes the lines of the watch build', () => {
  const { pattern, background } = watchTask().problemMatcher;
  assert.match(watchLines.started, new RegExp(background.beginsPattern));
  assert.match(watchLines.finished, new RegExp(background.endsPattern));
  assert.doesNotMatch(watchLines.started, new RegExp(background.endsPattern));
  assert.doesNotMatch(watchLines.finished, new RegExp(background.beginsPattern));

  const location = { file: 'src/engine/main.ts', namespace: 'file', line: 3, column: 7, length: 1 };
  const text = 'Could not resolve "./a: b.ts"';
  const problem = { text, location: { ...location, lineText: '', suggestion: '' } };
  for (const severity of ['error', 'warning'] as const) {
    const match = new RegExp(pattern.regexp).exec(formatProblem(severity, problem));
    assert.ok(match);
    const { file, line, column, message } = pattern;
    const groups = [file, line, column, pattern.severity, message].map((group) => match[group]);
    assert.deepEqual(groups, [location.file, '3', '8', severity, text]);
  }
});

test('forms and policies name commands and files that exist', () => {
  const forms = readdirSync(path.join(repositoryRoot, '.github/ISSUE_TEMPLATE'));
  const texts = [
    ...forms.map((form) => read(`.github/ISSUE_TEMPLATE/${form}`)),
    ...['.github/pull_request_template.md', 'SECURITY.md', 'CONTRIBUTING.md'].map(read),
  ].join('\n');
  const titles = manifest.contributes.commands.map(
    ({ category, title }) => `${category}: ${title}`,
  );
  const named = [...texts.matchAll(/["*](Tramontane: [^"*\n]+)["*]/g)].map(
    (match) => match[1] ?? '',
  );
  assert.ok(named.includes('Tramontane: Explain Last Completion'));
  for (const title of named) assert.ok(titles.includes(title), title);
  for (const [file] of texts.matchAll(/\b(SECURITY|CHANGELOG|CONTRIBUTING|README)\.md\b/g)) {
    assert.ok(existsSync(path.join(repositoryRoot, file)), file);
  }
});

test('the workflow runs scripts that exist, with few rights and versioned actions', () => {
  const workflow = read('.github/workflows/ci.yml');
  for (const [, script] of workflow.matchAll(/\bnpm (?:run )?(\S+)$/gm)) {
    assert.ok(manifest.scripts[script ?? ''], script);
  }
  assert.match(workflow, /run: npm test$/m);
  assert.match(workflow, /^permissions:\n {2}contents: read$/m);
  for (const [, action] of workflow.matchAll(/uses: (\S+)/g)) assert.match(action ?? '', /@v\d+$/);
});
