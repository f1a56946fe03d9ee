import { runProgram } from '../../runProgram.ts';

/** An interpreter that runs programs. */
export type Interpreter = 'python' | 'node';

let pythonPath: Promise<string | undefined> | undefined;

/** Returns the absolute path of Python 3; undefined where there is none. Searches only once. */
export function findPython(): Promise<string | undefined> {
  pythonPath ??= findFirstPython(
    process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python'],
  );
  return pythonPath;
}

async function findFirstPython(names: readonly string[]): Promise<string | undefined> {
  const script = 'import sys; print(sys.executable if sys.version_info >= (3, 8) else "")';
  for (const name of names) {
    const { code, output } = await runProgram(name, ['-I', '-c', script], { timeoutMs: 10_000 });
    if (code === 0 && output.trim() !== '') return output.trim();
  }
  return undefined;
}

/** Maximum memory of a program's objects in Node, in MiB. */
const maxNodeMegabytes = 256;

/**
 * Returns a command for Node with its permission model: no files outside of a folder, no processes, no
 * threads, no native code.
 */
export function buildNodeCommand(folder: string): string[] {
  const permission = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
  return [
    process.execPath,
    permission,
    `--allow-fs-read=${folder}/*`,
    `--allow-fs-write=${folder}/*`,
    '--no-warnings',
    `--max-old-space-size=${maxNodeMegabytes}`,
  ];
}

/** Returns a command for Python that ignores the user's settings and packages. */
export function buildPythonCommand(python: string): string[] {
  return [python, '-I', '-B', '-X', 'utf8'];
}
