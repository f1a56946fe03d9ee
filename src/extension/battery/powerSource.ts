import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** Functions of the system that its power source is read with. */
export interface PowerPorts {
  readonly platform: NodeJS.Platform;
  readonly names: (folder: string) => Promise<readonly string[]>;
  readonly read: (file: string) => Promise<string>;
  /** Runs a program and returns its standard output. */
  readonly run: (program: string, args: readonly string[]) => Promise<string>;
}

const linuxSupplies = '/sys/class/power_supply';

/** Maximum time for a program that reports the power source, in ms. */
const timeoutMs = 5000;

/** Returns whether the machine runs on battery; false where the system doesn't report it. */
export async function isOnBattery(ports: PowerPorts): Promise<boolean> {
  try {
    const { platform } = ports;
    if (platform === 'linux') return isDischarging(await linuxSuppliesOf(ports));
    if (platform === 'win32') return saysDischarging(await askWindows(ports));
    if (platform !== 'darwin') return false;
    return (await ports.run('/usr/bin/pmset', ['-g', 'batt'])).includes("'Battery Power'");
  } catch {
    return false;
  }
}

/** Power supply as Linux reports it; those of mice and keyboards have the scope `Device`. */
interface Supply {
  readonly type: string;
  readonly online: string;
  readonly status: string;
  readonly scope: string;
}

async function linuxSuppliesOf({ names, read }: PowerPorts): Promise<Supply[]> {
  const known = await names(linuxSupplies);
  return Promise.all(
    known.map(async (name) => {
      const said = (property: string) =>
        read(path.posix.join(linuxSupplies, name, property)).then(
          (text) => text.trim(),
          () => '',
        );
      const [type, online, status, scope] = await Promise.all(
        ['type', 'online', 'status', 'scope'].map(said),
      );
      return { type, online, status, scope } as Supply;
    }),
  );
}

function isDischarging(supplies: readonly Supply[]): boolean {
  const own = supplies.filter(({ scope }) => scope !== 'Device');
  const isPluggedIn = own.some(({ type, online }) => type !== 'Battery' && online === '1');
  return (
    !isPluggedIn && own.some(({ type, status }) => type === 'Battery' && status === 'Discharging')
  );
}

function askWindows({ run }: PowerPorts): Promise<string> {
  const system = process.env['SystemRoot'] ?? 'C:\\Windows';
  return run(path.win32.join(system, 'System32\\WindowsPowerShell\\v1.0\\powershell.exe'), [
    ...['-NoProfile', '-NonInteractive', '-Command'],
    '(Get-CimInstance -ClassName Win32_Battery).BatteryStatus',
  ]);
}

/**
 * Returns whether a printed `Win32_Battery.BatteryStatus` means battery power: 1 is discharging, 4
 * and 5 are low and critical.
 */
function saysDischarging(printed: string): boolean {
  return printed.split(/\s+/).some((status) => ['1', '4', '5'].includes(status));
}

const execute = promisify(execFile);

/** Functions of the machine that the extension runs on. */
export const thisMachine: PowerPorts = {
  platform: process.platform,
  names: (folder) => readdir(folder),
  read: (file) => readFile(file, 'utf8'),
  run: async (program, args) => {
    const options = { timeout: timeoutMs, windowsHide: true };
    return (await execute(program, [...args], options)).stdout;
  },
};
