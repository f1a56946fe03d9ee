/**
 * Opens VS Code with the extension, in a temporary copy of a small project and a temporary profile.
 *
 *   npm start               in desktop VS Code, or in a browser where there is none
 *   npm start -- --browser  in a browser
 *   npm start -- --check    unattended: completes, chats and explains in a light and a dark window, and
 *                           saves screenshots in out/screenshots/
 */
import { build } from './build.ts';
import { say, withProgress } from './progress.ts';
import { checkWithoutPerson } from './start/checkWithoutPerson.ts';
import { showInBrowser } from './start/showInBrowser.ts';
import { showOnDesktop } from './start/showOnDesktop.ts';
import { findDesktopVSCode } from './vscode/desktop.ts';

const known = ['--check', '--browser'];
const given = process.argv.slice(2);
const unknown = given.filter((argument) => !known.includes(argument));

if (unknown.length > 0) {
  say(`"${unknown.join(' ')}" is not known here. Known: ${known.join(', ')}.`);
  process.exitCode = 2;
} else {
  process.exitCode = await start();
}

async function start(): Promise<number> {
  await withProgress('Building', build);
  if (given.includes('--check')) return checkWithoutPerson();
  const desktop = given.includes('--browser') ? undefined : await findDesktopVSCode();
  return desktop === undefined ? showInBrowser() : showOnDesktop(desktop);
}
