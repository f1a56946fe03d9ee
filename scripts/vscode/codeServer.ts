/**
 * Installs a VS Code that needs neither a desktop nor a download from Microsoft: code-server from npm,
 * which has Microsoft's workbench, extension host and server, and the Node.js that it requires.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withProgress, printProgress } from '../progress.ts';
import { repositoryRoot } from '../repository.ts';
import { runOrThrow, runProgram } from '../runProgram.ts';
import { findOnPath } from './findOnPath.ts';
import { forbidProposedApi } from './strictProposedApi.ts';

const codeServerVersion = '4.139.1';
/** Version of Node.js. code-server's extension host starts with this major version only. */
const nodeVersion = '24.21.0';

/** An installed code-server. */
export interface CodeServer {
  /** Node.js executable that runs it. */
  readonly node: string;
  /** Script to run. */
  readonly entry: string;
}

/** Returns the reason why this machine can't run code-server; undefined where it can. */
export function getCodeServerProblem(): string | undefined {
  if (process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64')) {
    return undefined;
  }
  return `code-server is only set up for Linux on x64 and arm64, not for ${process.platform} on ${process.arch}`;
}

/** Installs code-server into `.vscode-test/`, unless it is installed. The first time takes a minute. */
export async function installCodeServer(): Promise<CodeServer> {
  const problem = getCodeServerProblem();
  if (problem !== undefined) throw new Error(`${problem}.`);

  const folder = path.join(repositoryRoot, '.vscode-test', `code-server-${codeServerVersion}`);
  // Written last: an interrupted installation has no marker and starts again.
  const marker = path.join(folder, `.complete-node-${nodeVersion}-1`);
  if (!existsSync(marker)) {
    await withProgress(`Installing code-server ${codeServerVersion} (530 MB; once)`, () =>
      installInto(folder),
    );
    writeFileSync(marker, '');
  }
  return {
    node: path.join(folder, 'node_modules', getNodePackage(), 'bin/node'),
    entry: path.join(folder, 'node_modules/code-server/out/node/entry.js'),
  };
}

function getNodePackage(): string {
  return `node-linux-${process.arch}`;
}

async function installInto(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const dependencies = { 'code-server': codeServerVersion, [getNodePackage()]: nodeVersion };
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ private: true, dependencies }, undefined, 2),
  );

  // Without install scripts: those of code-server build seven native modules, and the packages of
  // five of them include the built module.
  const ownNpm = findNpm(path.dirname(process.execPath));
  await runNpm(ownNpm, folder, ['install', '--ignore-scripts', '--no-package-lock']);

  const nodeFolder = path.join(folder, 'node_modules', getNodePackage());
  const npm = findNpm(path.join(nodeFolder, 'bin'));
  const vscode = path.join(folder, 'node_modules/code-server/lib/vscode');
  printProgress('  … VS Code itself');
  const install = ['install', '--omit=dev', '--ignore-scripts'];
  await runNpm(npm, vscode, install);
  printProgress('  … its built-in extensions');
  await runNpm(npm, path.join(vscode, 'extensions'), install);
  await buildNativeModules(vscode, nodeFolder, npm);

  // 275 MB that neither a user who tries the extension nor a test needs.
  for (const unneeded of [
    'node_modules/@github',
    'node_modules/@microsoft/mxc-sdk',
    'extensions/copilot',
    'extensions/mermaid-markdown-features',
  ]) {
    rmSync(path.join(vscode, unneeded), { recursive: true, force: true });
  }
  forbidProposedApi(path.join(folder, 'node_modules/code-server'));
}

/** Builds spdlog for the log files, and the watchdog, without which each start logs a harmless message. */
async function buildNativeModules(vscode: string, nodeFolder: string, npm: Npm): Promise<void> {
  const missing = ['g++', 'make', 'python3'].filter((tool) => findOnPath(tool) === undefined);
  if (missing.length > 0) {
    printProgress(`  … without log files: building their module needs ${missing.join(', ')}`);
    return;
  }
  printProgress('  … two native modules');
  const { code } = await runProgram(
    npm.program,
    [...npm.firstArguments, 'rebuild', '@vscode/spdlog', '@vscode/native-watchdog'],
    // The Node.js package has the headers that node-gyp would download otherwise.
    { cwd: vscode, env: { ...npm.env, npm_config_nodedir: nodeFolder } },
  );
  const built = path.join(vscode, 'node_modules/@vscode/spdlog/build/Release/spdlog.node');
  if (code !== 0 || !existsSync(built))
    printProgress('  … they could not be built; no log files then');
}

/** Program, arguments and environment that start npm. */
interface Npm {
  readonly program: string;
  readonly firstArguments: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Returns npm, run by the Node.js in this folder. */
function findNpm(nodeBin: string): Npm {
  const env = {
    ...removePackageVariables(process.env),
    PATH: `${nodeBin}${path.delimiter}${process.env['PATH'] ?? ''}`,
  };
  const options = ['--no-audit', '--no-fund', '--loglevel=error'];
  // npm sets the path of its own script in the environment of the programs that it runs.
  const script = process.env['npm_execpath'];
  return script?.endsWith('.js') === true
    ? { program: path.join(nodeBin, 'node'), firstArguments: [script, ...options], env }
    : { program: 'npm', firstArguments: options, env };
}

async function runNpm(npm: Npm, folder: string, npmArguments: string[]): Promise<void> {
  await runOrThrow(npm.program, [...npm.firstArguments, ...npmArguments], {
    cwd: folder,
    env: npm.env,
  });
}

/** Removes the variables of `npm test` about this package: the inner npm works on another one. */
function removePackageVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const packageVariablePattern = /^npm_(package|lifecycle|config_local_prefix)/;
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !packageVariablePattern.test(name)),
  );
}
