import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** Functions of the system that its power source is read with. */
export interface PowerPorts {
  readonly platform: NodeJS.Platform;
  readonly listFolder: (folder: string) => Promise<readonly string[]>;
  readonly read: (file: string) => Promise<string>;
  /** Runs a program and returns its standard output. */
  readonly run: (program: string, args: readonly string[]) => Promise<string>;
}

const linuxSuppliesFolder = '/sys/class/power_supply';

/** Maximum time for a program that reports the power source, in ms. */
const timeoutMs = 5000;

/** Returns whether the machine runs on battery; false where the system doesn't report it. */
export async function isOnBattery(ports: PowerPorts): Promise<boolean> {
  try {
    const { platform } = ports;
    if (platform === 'linux') return isDischarging(await readLinuxSupplies(ports));
    if (platform === 'win32') return isDischargingStatus(await queryWindows(ports));
    if (platform !== 'darwin') return false;
    return (await ports.run('/usr/bin/pmset', ['-g', 'batt'])).includes("'Battery Power'");
  } catch {
    return false;
  }
}

/** Power supply as Linux reports it; those of mice and keyboards have the scope `Device`. */
interface PowerSupply {
  readonly type: string;
  readonly online: string;
  readonly status: string;
  readonly scope: string;
}

async function readLinuxSupplies({ listFolder, read }: PowerPorts): Promise<PowerSupply[]> {
  const supplyNames = await listFolder(linuxSuppliesFolder);
  return Promise.all(
    supplyNames.map(async (name) => {
      const readProperty = (property: string) =>
        read(path.posix.join(linuxSuppliesFolder, name, property)).then(
          (text) => text.trim(),
          () => '',
        );
      const [type, online, status, scope] = await Promise.all(
        ['type', 'online', 'status', 'scope'].map(readProperty),
      );
      return { type, online, status, scope } as PowerSupply;
    }),
  );
}

function isDischarging(supplies: readonly PowerSupply[]): boolean {
  const machineSupplies = supplies.filter(({ scope }) => scope !== 'Device');
  const isPluggedIn = machineSupplies.some(
    ({ type, online }) => type !== 'Battery' && online === '1',
  );
  return (
    !isPluggedIn &&
    machineSupplies.some(({ type, status }) => type === 'Battery' && status === 'Discharging')
  );
}

function queryWindows({ run }: PowerPorts): Promise<string> {
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
function isDischargingStatus(output: string): boolean {
  return output.split(/\s+/).some((status) => ['1', '4', '5'].includes(status));
}

const execute = promisify(execFile);

/** Functions of the machine that the extension runs on. */
export const systemPowerPorts: PowerPorts = {
  platform: process.platform,
  listFolder: (folder) => readdir(folder),
  read: (file) => readFile(file, 'utf8'),
  run: async (program, args) => {
    const options = { timeout: timeoutMs, windowsHide: true };
    return (await execute(program, [...args], options)).stdout;
  },
};
