import { runProgram } from '../../runProgram.ts';

/** Isolation of programs that this machine supports. */
export interface Isolation {
  /** Command to put before a program and its arguments. */
  readonly command: readonly string[];
  /** True where the operating system itself blocks the network. */
  readonly hasNoNetwork: boolean;
}

/**
 * Commands that use Linux namespaces: without a network device, and with processes that end with the
 * first. Without root a user namespace is required as well, which some systems refuse.
 */
const namespaces: readonly (readonly string[])[] = [
  ['unshare', '--net', '--pid', '--fork', '--kill-child'],
  ['unshare', '--map-root-user', '--net', '--pid', '--fork', '--kill-child'],
  ['unshare', '--map-root-user', '--net'],
];

/**
 * Limits: no core dumps, file size in blocks of 512 bytes, data segment of a process in KiB. Limits that
 * a system doesn't support are skipped.
 */
const limits = 'ulimit -c 0; ulimit -f 32768 2>/dev/null; ulimit -d 1048576 2>/dev/null; exec "$@"';

let cachedIsolation: Promise<Isolation> | undefined;

/** Returns the isolation that this machine supports. Checks only once. */
export function getIsolation(): Promise<Isolation> {
  cachedIsolation ??= findIsolation();
  return cachedIsolation;
}

async function findIsolation(): Promise<Isolation> {
  if (process.platform === 'win32') return { command: [], hasNoNetwork: false };
  const shell = ['sh', '-c', limits, 'sh'];
  if (process.platform === 'linux') {
    for (const command of namespaces) {
      const [program = '', ...programArguments] = command;
      const { code } = await runProgram(program, [...programArguments, 'true']);
      if (code === 0) return { command: [...command, ...shell], hasNoNetwork: true };
    }
  }
  return { command: shell, hasNoNetwork: false };
}
