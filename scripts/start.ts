/**
 * Opens VS Code with the extension, in a temporary copy of a small project and a temporary profile.
 *
 *   npm start               in desktop VS Code, or in a browser where there is none
 *   npm start -- --browser  in a browser
 *   npm start -- --check    unattended: completes, chats and explains in a light and a dark window, and
 *                           saves screenshots in out/screenshots/
 */
import { build } from './build.ts';
import { printProgress, withProgress } from './progress.ts';
import { checkUnattended } from './start/checkWithoutPerson.ts';
import { showInBrowser } from './start/showInBrowser.ts';
import { showOnDesktop } from './start/showOnDesktop.ts';
import { findDesktopVSCode } from './vscode/desktop.ts';

const knownOptions = ['--check', '--browser'];
const givenOptions = process.argv.slice(2);
const unknownOptions = givenOptions.filter((argument) => !knownOptions.includes(argument));

if (unknownOptions.length > 0) {
  printProgress(
    `"${unknownOptions.join(' ')}" is not known here. Known: ${knownOptions.join(', ')}.`,
  );
  process.exitCode = 2;
} else {
  process.exitCode = await start();
}

async function start(): Promise<number> {
  await withProgress('Building', build);
  if (givenOptions.includes('--check')) return checkUnattended();
  const desktop = givenOptions.includes('--browser') ? undefined : await findDesktopVSCode();
  return desktop === undefined ? showInBrowser() : showOnDesktop(desktop);
}
