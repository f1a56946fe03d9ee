import { printProgress, withProgress } from '../progress.ts';
import { runProgram, takeLastLines } from '../runProgram.ts';
import { findOnPath } from './findOnPath.ts';

/** Returns whether this process may install packages of Debian or Ubuntu. */
export function canInstallWithApt(): boolean {
  return process.getuid?.() === 0 && findOnPath('apt-get') !== undefined;
}

/** Installs packages of Debian or Ubuntu. Returns false, after printing the reason, when that failed. */
export async function installWithApt(packages: readonly string[]): Promise<boolean> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Another process may be installing at this moment; apt-get waits for it then.
  const options = ['-qq', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];
  const install = [...options, 'install', '-y', '--no-install-recommends', ...packages];
  return withProgress(`Installing ${packages.join(', ')} with apt-get (once)`, async () => {
    // The package lists first: those of a fresh image are empty or outdated.
    const update = await runProgram('apt-get', [...options, 'update'], { env });
    if (update.code !== 0) printProgress(takeLastLines(update.output, 5));
    const { code, output } = await runProgram('apt-get', install, { env });
    if (code === 0) return true;
    printProgress(`  apt-get could not install them:\n${takeLastLines(output, 10)}`);
    return false;
  });
}
