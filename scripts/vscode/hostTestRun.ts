/**
 * Runs tests in the extension host of code-server. VS Code runs them when the page's address names the
 * extension and the tests, and the server was started with its smoke test driver. It then reports log
 * output and the result through two functions of the page's window.
 */
import type { Page } from 'playwright-core';
import { format } from 'node:util';
import { repositoryRoot } from '../repository.ts';
import { launchBrowser, newPage } from './browser.ts';
import type { CodeServer } from './codeServer.ts';
import { startCodeServer, type CodeServerSession } from './codeServerSession.ts';
import { readExtensionLogTail } from './extensionLog.ts';
import type { Settings } from './profile.ts';

/** Test runner, folder and environment of a run. */
export interface HostTestRun {
  readonly codeServer: CodeServer;
  readonly chromium: string;
  /** CommonJS module that exports `run(): Promise<void>`. */
  readonly runner: string;
  /** Folder to open. */
  readonly folder: string;
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string>>;
}

const deadlineMs = 300_000;

/** Messages that VS Code itself logs at every start. */
const ignoredLogPattern =
  /^(Ignoring fetching|Resolv(ing|ed) connection token|Creating a socket|\[reconnection-grace-time\]|\[Service Worker\]|\[AgentHost|\[AccountPolicyGate\]|Updating additional builtin|Started local extension host|Timed out waiting for authentication|Creation of workbench contribution)/;

/** Runs the tests and prints their output. @returns undefined when all passed, else the problem. */
export async function runInCodeServer(run: HostTestRun): Promise<string | undefined> {
  const session = await startCodeServer(run.codeServer, {
    extension: 'underTest',
    settings: run.settings,
    env: run.env,
  });
  const browser = await launchBrowser(run.chromium);
  try {
    const page = await newPage(browser);
    const problemPromise = waitForEnd(page);
    await showLog(page);
    await page.goto(buildTestUrl(session, run));
    const problem = await problemPromise;
    if (problem !== undefined) console.log(readExtensionLogTail(session.profile.folder, 40));
    return problem;
  } finally {
    await browser.close();
    await session.close();
  }
}

function buildTestUrl(session: CodeServerSession, { runner, folder }: HostTestRun): string {
  const remote = (file: string): string => `vscode-remote://${session.authority}${file}`;
  const payload = [
    ['extensionDevelopmentPath', remote(repositoryRoot)],
    ['extensionTestsPath', remote(runner)],
    ['skipWelcome', 'true'],
  ];
  return `${session.folderUrl(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

async function showLog(page: Page): Promise<void> {
  await page.exposeFunction('codeAutomationLog', (_type: string, parts: unknown[]) => {
    const line = format(...parts);
    if (!ignoredLogPattern.test(line)) console.log(line);
  });
}

function waitForEnd(page: Page): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      resolve(`The tests did not end within ${deadlineMs / 1000} s.`);
    }, deadlineMs);
    const end = (problem: string | undefined): void => {
      clearTimeout(timer);
      resolve(problem);
    };
    page.on('crash', () => end('The page of VS Code crashed.'));
    page
      .exposeFunction('codeAutomationExit', (code: number) =>
        end(code === 0 ? undefined : `The tests ended with code ${code}.`),
      )
      .catch(reject);
  });
}
