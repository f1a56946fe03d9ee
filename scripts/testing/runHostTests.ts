import { runTests } from '@vscode/test-electron';
import { build as esbuild } from 'esbuild';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../repository.ts';
import { findOrInstallChromium } from '../vscode/chromium.ts';
import { installCodeServer } from '../vscode/codeServer.ts';
import { findDesktopVSCode } from '../vscode/desktop.ts';
import { runInCodeServer } from '../vscode/hostTestRun.ts';
import { createProfile } from '../vscode/profile.ts';
import { copySampleWorkspace } from '../vscode/sampleWorkspace.ts';
import { findTests } from './findTests.ts';
import type { TestResult } from './testResult.ts';

const runner = path.join(repositoryRoot, 'out/host/runner.cjs');
/** Settings for greedy decoding: the same answers at each run. */
const settings = { 'tramontane.chat.temperature': 0 };
const report = path.join(repositoryRoot, 'out/test-results/host.json');

/** Runs the tests in `test/host/` inside of VS Code, a desktop one where available. */
export async function runHostTests(): Promise<TestResult[]> {
  await bundleHostTests();
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });

  const workspace = copySampleWorkspace();
  const problem = await runInVSCode(workspace.folder).catch((error: unknown) => String(error));
  workspace.remove();

  const results = existsSync(report)
    ? (JSON.parse(readFileSync(report, 'utf8')) as TestResult[])
    : [];
  const hasFailure = results.some((result) => result.outcome === 'failed');
  if (problem === undefined || hasFailure) return results;
  return [...results, { outcome: 'failed', name: 'host: the run as a whole', message: problem }];
}

async function bundleHostTests(): Promise<void> {
  await esbuild({
    absWorkingDir: repositoryRoot,
    stdin: {
      // A test file registers its tests when the runner loads it.
      contents: [
        "import { runMocha } from './test/host/runMocha.ts';",
        'export const run = () => runMocha(() => {',
        ...findTests(['test/host']).map((file) => `require('./${file}');`),
        '});',
      ].join('\n'),
      resolveDir: repositoryRoot,
    },
    outfile: runner,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

/** Runs the tests. @returns undefined when they passed, else a description of the problem. */
async function runInVSCode(folder: string): Promise<string | undefined> {
  const env = { TRAMONTANE_HOST_REPORT: report };
  const desktop = await findDesktopVSCode();
  if (desktop === undefined) {
    return runInCodeServer({
      codeServer: await installCodeServer(),
      chromium: await findOrInstallChromium(),
      runner,
      folder,
      settings,
      env,
    });
  }
  const profile = createProfile(settings);
  try {
    const code = await runTests({
      vscodeExecutablePath: desktop,
      extensionDevelopmentPath: repositoryRoot,
      extensionTestsPath: runner,
      extensionTestsEnv: env,
      launchArgs: [
        folder,
        `--user-data-dir=${profile.folder}`,
        `--extensions-dir=${profile.extensionsFolder}`,
        ...['--disable-extensions', '--disable-workspace-trust'],
      ],
    });
    return code === 0 ? undefined : `VS Code ended with code ${code}.`;
  } finally {
    profile.remove();
  }
}
