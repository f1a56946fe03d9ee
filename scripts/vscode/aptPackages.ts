import { say, withProgress } from '../progress.ts';
import { runProgram, lastLines } from '../runProgram.ts';
import { findOnPath } from './findOnPath.ts';

/** Whether this process may install packages of Debian or Ubuntu. */
export function canInstallWithApt(): boolean {
  return process.getuid?.() === 0 && findOnPath('apt-get') !== undefined;
}

/** Installs packages of Debian or Ubuntu. Gives false, after saying why, when that didn't work. */
export async function installWithApt(packages: readonly string[]): Promise<boolean> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Somebody else may be installing at this moment; apt-get waits for them then.
  const options = ['-qq', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];
  const install = [...options, 'install', '-y', '--no-install-recommends', ...packages];
  return withProgress(`Installing ${packages.join(', ')} with apt-get (once)`, async () => {
    // The lists first: those of a fresh image are empty or name files that are gone.
    const update = await runProgram('apt-get', [...options, 'update'], { env });
    if (update.code !== 0) say(lastLines(update.output, 5));
    const { code, output } = await runProgram('apt-get', install, { env });
    if (code === 0) return true;
    say(`  apt-get could not install them:\n${lastLines(output, 10)}`);
    return false;
  });
}
