/**
 * `npm run check`: checks the sources without running the extension: types, lint, format, unused code,
 * and imports between layers.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { formatSecondsSince } from './progress.ts';
import { isMainModule, repositoryRoot } from './repository.ts';
import { runProgram } from './runProgram.ts';
import { describeExceptions, formatTotals, type TestResult } from './testing/testResult.ts';

/** A step consists of programs of `node_modules`; it passes when all of them do. */
interface CheckStep {
  readonly name: string;
  readonly commands: readonly (readonly string[])[];
}

/** Runs every step, prints a line as each one ends, and returns one result per step. */
export async function check(): Promise<TestResult[]> {
  const steps = await listCheckSteps();
  const isLint = (step: CheckStep): boolean => step.name === 'lint';
  // Two at a time: lint takes as long as all others together.
  const results = await Promise.all([
    runInOrder(steps.filter((step) => !isLint(step))),
    runInOrder(steps.filter(isLint)),
  ]);
  return results.flat();
}

async function listCheckSteps(): Promise<CheckStep[]> {
  const tsc = 'typescript/bin/tsc';
  const tsx = pathToFileURL(path.join(repositoryRoot, 'node_modules/tsx/dist/esm/index.mjs')).href;
  const projects = await findTypeScriptProjects();
  return [
    { name: 'types', commands: projects.map((project) => [tsc, '--project', project]) },
    { name: 'lint', commands: [['eslint/bin/eslint.js', '--max-warnings=0', '.']] },
    {
      name: 'format',
      commands: [['prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.']],
    },
    { name: 'unused code', commands: [['knip/bin/knip.js']] },
    {
      name: 'architecture',
      commands: [['--import', tsx, '--test', 'test/architecture.test.ts']],
    },
  ];
}

/** Lists the folders with a tsconfig.json: each declares the environment of its code. */
async function findTypeScriptProjects(): Promise<string[]> {
  const parents = ['src', 'media', 'test', 'scripts'];
  const folders = await Promise.all(
    parents.map(async (parent) =>
      (await readdir(path.join(repositoryRoot, parent))).map((name) => path.join(parent, name)),
    ),
  );
  return ['.', ...folders.flat()]
    .map((folder) => path.join(folder, 'tsconfig.json'))
    .filter((file) => existsSync(path.join(repositoryRoot, file)));
}

async function runInOrder(steps: readonly CheckStep[]): Promise<TestResult[]> {
  const results: TestResult[] = [];
  for (const step of steps) results.push(await runStep(step));
  return results;
}

async function runStep({ name, commands }: CheckStep): Promise<TestResult> {
  const started = Date.now();
  const errorOutputs: string[] = [];
  for (const [program = '', ...programArguments] of commands) {
    const script = program.startsWith('-')
      ? program
      : path.join(repositoryRoot, 'node_modules', program);
    const { code, output } = await runProgram(process.execPath, [script, ...programArguments], {
      cwd: repositoryRoot,
    });
    if (code !== 0) errorOutputs.push(output.trim());
  }
  const hasPassed = errorOutputs.length === 0;
  console.log(`${hasPassed ? '✔' : '✖'} ${name} (${formatSecondsSince(started)})`);
  return hasPassed
    ? { outcome: 'passed', name: `check: ${name}` }
    : { outcome: 'failed', name: `check: ${name}`, message: errorOutputs.join('\n') };
}

if (isMainModule(import.meta.url)) {
  const results = await check();
  console.log([describeExceptions(results), formatTotals(results)].filter(Boolean).join('\n'));
  if (results.some((result) => result.outcome === 'failed')) process.exitCode = 1;
}
