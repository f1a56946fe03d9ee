/** The browser in which code-server's workbench is shown and controlled. */
import path from 'node:path';
import { canInstallWithApt, installWithApt } from './aptPackages.ts';
import { findOnPath, isExecutable } from './findOnPath.ts';

const programs = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
];

/** Packages of the browser, and of fonts for screenshots: Chromium has none of its own. */
const debianPackages = ['chromium', 'fonts-dejavu-core', 'fonts-liberation'];

/** Returns the path of a Chromium, and installs one if needed. @throws Error that says what to do. */
export async function findOrInstallChromium(): Promise<string> {
  const found = findChromium();
  if (found !== undefined) return found;
  if (canInstallWithApt() && (await installWithApt(debianPackages))) {
    const installed = findChromium();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    `Chromium is needed and was not found. Install it (Debian and Ubuntu: "apt-get install ${debianPackages.join(' ')}") or set the environment variable CHROMIUM to the path of a Chromium, Chrome or Edge.`,
  );
}

function findChromium(): string | undefined {
  const configuredPath = process.env['CHROMIUM'];
  if (configuredPath !== undefined && configuredPath !== '') {
    if (isExecutable(configuredPath)) return configuredPath;
    throw new Error(
      `The environment variable CHROMIUM names ${configuredPath}, which can't be run.`,
    );
  }
  return programs.map(findOnPath).find((file) => file !== undefined) ?? findInDefaultFolders();
}

function findInDefaultFolders(): string | undefined {
  const candidates =
    process.platform === 'darwin'
      ? [
          '/Applications/Chromium.app/Contents/MacOS/Chromium',
          '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
          '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
        ]
      : ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
          .map((name) => process.env[name])
          .filter((folder) => folder !== undefined)
          .flatMap((folder) => [
            path.join(folder, 'Google/Chrome/Application/chrome.exe'),
            path.join(folder, 'Microsoft/Edge/Application/msedge.exe'),
          ]);
  return candidates.find(isExecutable);
}
