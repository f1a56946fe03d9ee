import { runProgram } from '../../runProgram.ts';

/** Programs are run by one of these. */
export type Interpreter = 'python' | 'node';

let python: Promise<string | undefined> | undefined;

/** The absolute path of Python 3; undefined where there is none. Looked for once. */
export function findPython(): Promise<string | undefined> {
  python ??= firstPython(process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python']);
  return python;
}

async function firstPython(names: readonly string[]): Promise<string | undefined> {
  const script = 'import sys; print(sys.executable if sys.version_info >= (3, 8) else "")';
  for (const name of names) {
    const { code, output } = await runProgram(name, ['-I', '-c', script], { timeoutMs: 10_000 });
    if (code === 0 && output.trim() !== '') return output.trim();
  }
  return undefined;
}

/** Most memory of a program's objects in Node, in MiB. */
const nodeMegabytes = 256;

/**
 * Node, with its permission model: no files but those of a folder, no processes, no threads, no
 * native code.
 */
export function nodeCommand(folder: string): string[] {
  const permission = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
  return [
    process.execPath,
    permission,
    `--allow-fs-read=${folder}/*`,
    `--allow-fs-write=${folder}/*`,
    '--no-warnings',
    `--max-old-space-size=${nodeMegabytes}`,
  ];
}

/** Python, which looks at no settings and no packages of the person. */
export function pythonCommand(python: string): string[] {
  return [python, '-I', '-B', '-X', 'utf8'];
}
