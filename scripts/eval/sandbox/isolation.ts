import { runProgram } from '../../runProgram.ts';

/** How far this machine can shut programs in. */
export interface Isolation {
  /** What to put in front of a program and its arguments. */
  readonly command: readonly string[];
  /** Whether the operating system itself keeps the program off the network. */
  readonly hasNoNetwork: boolean;
}

/**
 * Own namespaces of Linux: without a network device, and with processes that end with the first.
 * Whoever isn't root needs a namespace of users as well, which some systems refuse.
 */
const namespaces: readonly (readonly string[])[] = [
  ['unshare', '--net', '--pid', '--fork', '--kill-child'],
  ['unshare', '--map-root-user', '--net', '--pid', '--fork', '--kill-child'],
  ['unshare', '--map-root-user', '--net'],
];

/**
 * Largest file, in blocks of 512 bytes, and memory of a process, in KiB; no dumps. What a system can't
 * limit it doesn't.
 */
const limits = 'ulimit -c 0; ulimit -f 32768 2>/dev/null; ulimit -d 1048576 2>/dev/null; exec "$@"';

let found: Promise<Isolation> | undefined;

/** What this machine offers; looked for once. */
export function isolation(): Promise<Isolation> {
  found ??= findIsolation();
  return found;
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
