/** Finds or downloads a desktop VS Code. */
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { homedir } from 'node:os';
import path from 'node:path';
import { printProgress, withProgress } from '../progress.ts';
import { repositoryRoot } from '../repository.ts';
import { isExecutable } from './findOnPath.ts';

/** Host from which VS Code is downloaded. */
const downloadHost = 'https://update.code.visualstudio.com';

/** Maximum time until the download's host responds, in ms. */
const firstAnswerMs = 4000;

/**
 * Returns the executable of a desktop VS Code: the one that VSCODE_EXECUTABLE names, an installed one, or
 * a download into `.vscode-test/`. Undefined where no window can be shown, or where there is no VS Code
 * and none can be downloaded; code-server is used instead then.
 */
export async function findDesktopVSCode(): Promise<string | undefined> {
  const configuredPath = process.env['VSCODE_EXECUTABLE'];
  if (configuredPath !== undefined && configuredPath !== '') {
    if (isExecutable(configuredPath)) return configuredPath;
    throw new Error(
      `The environment variable VSCODE_EXECUTABLE names ${configuredPath}, which can't be run.`,
    );
  }
  if (!hasDisplay()) return undefined;
  return listDefaultPaths().find(isExecutable) ?? (await download());
}

/** Returns whether this machine can show windows. */
export function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return ['DISPLAY', 'WAYLAND_DISPLAY'].some((name) => (process.env[name] ?? '') !== '');
}

function listDefaultPaths(): string[] {
  if (process.platform === 'darwin') {
    return ['/Applications', path.join(homedir(), 'Applications')].flatMap((folder) => [
      path.join(folder, 'Visual Studio Code.app/Contents/MacOS/Electron'),
      path.join(folder, 'VSCodium.app/Contents/MacOS/Electron'),
    ]);
  }
  if (process.platform === 'win32') {
    return ['LOCALAPPDATA', 'PROGRAMFILES']
      .map((name) => process.env[name])
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => [
        path.join(folder, 'Programs/Microsoft VS Code/Code.exe'),
        path.join(folder, 'Microsoft VS Code/Code.exe'),
      ]);
  }
  return [
    '/usr/share/code/code',
    '/usr/lib/code/code',
    '/opt/visual-studio-code/code',
    '/snap/code/current/usr/share/code/code',
    '/usr/share/codium/codium',
  ];
}

async function download(): Promise<string | undefined> {
  // Without a connection to the host the download itself would try for minutes.
  const response = await fetch(downloadHost, {
    method: 'HEAD',
    signal: AbortSignal.timeout(firstAnswerMs),
  }).catch(() => undefined);
  if (response === undefined) return undefined;
  try {
    return await withProgress('Downloading VS Code (once)', () =>
      downloadAndUnzipVSCode({ cachePath: path.join(repositoryRoot, '.vscode-test') }),
    );
  } catch (error) {
    printProgress(`  VS Code could not be downloaded: ${String(error)}`);
    return undefined;
  }
}
