/** The suites of `npm test`, cheapest first. */
import { check } from '../check.ts';
import { findOrInstallChromium } from '../vscode/chromium.ts';
import { installCodeServer, getCodeServerProblem } from '../vscode/codeServer.ts';
import { installMesaVulkan } from '../vscode/mesaVulkan.ts';
import { findTests } from './findTests.ts';
import { runHostTests } from './runHostTests.ts';
import { runNodeTests } from './runNodeTests.ts';
import type { TestResult } from './testResult.ts';

/** A group of tests that need the same things. */
export interface Suite {
  readonly name: string;
  readonly about: string;
  run(): Promise<TestResult[]>;
}

const minute = 60_000;

/** Folders whose tests need more than the sources. */
const nonUnitFolders = [
  'test/engine/llama',
  'test/process',
  'test/real',
  'test/host',
  'test/browser',
  // A step of `check`.
  'test/architecture.test.ts',
];

export const suites: readonly Suite[] = [
  {
    name: 'check',
    about: 'types, lint, format, unused code, architecture',
    run: check,
  },
  {
    name: 'unit',
    about: 'the parts, one by one',
    run: () =>
      runNodeTests('unit', findTests(['test'], nonUnitFolders), {
        concurrency: 2,
        // Starting a process and loading its modules takes longer than the tests of most files.
        filesPerProcess: 40,
        processTimeoutMs: 5 * minute,
        suiteTimeoutMs: 15 * minute,
      }),
  },
  {
    name: 'engine',
    about: 'the engine on real model files, on the processor and on Vulkan',
    run: runEngineTests,
  },
  {
    name: 'process',
    about: 'the built engine as a process',
    run: () =>
      runNodeTests('process', findTests(['test/process']), {
        concurrency: 1,
        processTimeoutMs: 4 * minute,
        suiteTimeoutMs: 15 * minute,
      }),
  },
  {
    name: 'real',
    about: 'the built engine with a real model',
    run: runRealTests,
  },
  {
    name: 'host',
    about: 'the extension inside of VS Code',
    run: runHostTests,
  },
  {
    name: 'browser',
    about: 'the extension as the user sees it',
    run: runBrowserTests,
  },
];

async function runEngineTests(): Promise<TestResult[]> {
  const vulkanProblem = await installMesaVulkan();
  return runNodeTests('engine', findTests(['test/engine/llama']), {
    // Each file loads a model and uses every core.
    concurrency: 1,
    processTimeoutMs: 4 * minute,
    suiteTimeoutMs: 15 * minute,
    env: vulkanProblem === undefined ? {} : { TRAMONTANE_NO_VULKAN: vulkanProblem },
  });
}

/** Runs tests with a real model, whose half a gigabyte of weights isn't in the repository. */
async function runRealTests(): Promise<TestResult[]> {
  if (process.env['TRAMONTANE_MODELS'] === undefined) {
    const reason =
      'TRAMONTANE_MODELS is not set. It names a folder with Qwen2.5-Coder as GGUF files.';
    return [{ outcome: 'skipped', name: 'real: all tests', reason }];
  }
  return runNodeTests('real', findTests(['test/real']), {
    concurrency: 1,
    processTimeoutMs: 10 * minute,
    suiteTimeoutMs: 30 * minute,
  });
}

async function runBrowserTests(): Promise<TestResult[]> {
  const problem = getCodeServerProblem();
  if (problem !== undefined) {
    return [{ outcome: 'skipped', name: 'browser: all tests', reason: problem }];
  }
  await installCodeServer();
  await findOrInstallChromium();
  return runNodeTests('browser', findTests(['test/browser']), {
    concurrency: 1,
    processTimeoutMs: 5 * minute,
    suiteTimeoutMs: 15 * minute,
  });
}
