import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** What of a system tells where its power comes from. */
export interface PowerPorts {
  readonly platform: NodeJS.Platform;
  readonly names: (folder: string) => Promise<readonly string[]>;
  readonly read: (file: string) => Promise<string>;
  /** @returns what the program prints. */
  readonly run: (program: string, args: readonly string[]) => Promise<string>;
}

const linuxSupplies = '/sys/class/power_supply';

/** The longest that a system may take to say it, in ms. */
const timeoutMs = 5000;

/** Whether the machine runs on battery. Where the system doesn't say: no. */
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

/** The power supplies that the system itself knows, not those of mice and keyboards. */
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

/** `Win32_Battery.BatteryStatus`: 1 is discharging, 4 and 5 are low and critical. */
function saysDischarging(printed: string): boolean {
  return printed.split(/\s+/).some((status) => ['1', '4', '5'].includes(status));
}

const execute = promisify(execFile);

/** This machine. */
export const thisMachine: PowerPorts = {
  platform: process.platform,
  names: (folder) => readdir(folder),
  read: (file) => readFile(file, 'utf8'),
  run: async (program, args) => {
    const options = { timeout: timeoutMs, windowsHide: true };
    return (await execute(program, [...args], options)).stdout;
  },
};
