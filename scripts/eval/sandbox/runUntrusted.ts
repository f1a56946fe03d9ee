import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '../../repository.ts';
import {
  findPython,
  buildNodeCommand,
  buildPythonCommand,
  type Interpreter,
} from './interpreters.ts';
import { getIsolation } from './isolation.ts';

/** An untrusted program. */
export interface UntrustedProgram {
  readonly interpreter: Interpreter;
  readonly source: string;
  /** Standard input of the program. */
  readonly input?: string;
  /** True where the program must run to its last line: exit code 0 alone isn't enough. */
  readonly mustReachEnd: boolean;
}

/** Result of a run. `unavailable`: no interpreter is installed. */
export interface UntrustedResult {
  readonly outcome: 'ended' | 'failed' | 'timeout' | 'tooMuchOutput' | 'unavailable';
  /** Standard output of the program. */
  readonly output: string;
  /** The part of its standard error that gives the reason. */
  readonly error: string;
}

/** Maximum output of a program, in UTF-16 code units. */
const maxOutputLength = 4 << 20;

const guardsFolder = path.join(repositoryRoot, 'scripts/eval/sandbox');

/**
 * Runs a program in a temporary folder, without network, other files or processes, and for a limited
 * time (ms). docs/quality.md lists the guarantees by system.
 */
export async function runUntrusted(
  program: UntrustedProgram,
  timeLimitMs: number,
): Promise<UntrustedResult> {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'tramontane-eval-')));
  try {
    const end = program.mustReachEnd ? randomBytes(16).toString('hex') : undefined;
    const command = await prepareProgram(folder, program, end);
    if (command === undefined) return { outcome: 'unavailable', output: '', error: '' };
    const result = await runIsolated(command, { folder, input: program.input ?? '', timeLimitMs });
    if (end === undefined || result.outcome !== 'ended') return result;
    if (!result.output.includes(end)) return { ...result, outcome: 'failed' };
    return { ...result, output: result.output.replace(end, '') };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Writes the program into its folder. @returns the command; undefined without an interpreter. */
async function prepareProgram(
  folder: string,
  { interpreter, source }: UntrustedProgram,
  end: string | undefined,
): Promise<string[] | undefined> {
  const python = interpreter === 'python' ? await findPython() : undefined;
  if (interpreter === 'python' && python === undefined) return undefined;
  const [guard, name, command] =
    python === undefined
      ? ['guardNode.cjs', 'program.cjs', buildNodeCommand(folder)]
      : ['guardPython.py', 'program.py', buildPythonCommand(python)];
  const isMarked = interpreter === 'node' && end !== undefined;
  const program = path.join(folder, name);
  await copyFile(path.join(guardsFolder, guard), path.join(folder, guard));
  await writeFile(program, isMarked ? `${source}\n;globalThis.end${end}();\n` : source);
  return [...command, path.join(folder, guard), program, ...(end === undefined ? [] : [end])];
}

interface Limits {
  readonly folder: string;
  readonly input: string;
  readonly timeLimitMs: number;
}

async function runIsolated(
  command: readonly string[],
  { folder, input, timeLimitMs }: Limits,
): Promise<UntrustedResult> {
  const [program = '', ...programArguments] = [...(await getIsolation()).command, ...command];
  return new Promise((resolve) => {
    const child = spawn(program, programArguments, {
      cwd: folder,
      env: createEnvironment(folder),
      stdio: 'pipe',
      // A process group of its own, so that all of its processes can be killed.
      detached: process.platform !== 'win32',
    });
    let outcome: UntrustedResult['outcome'] | undefined;
    const stop = (reason: UntrustedResult['outcome']) => {
      outcome ??= reason;
      killGroup(child.pid);
    };
    const timer = setTimeout(stop, timeLimitMs, 'timeout');
    const texts = { output: '', error: '' };
    for (const [stream, name] of [
      [child.stdout, 'output'],
      [child.stderr, 'error'],
    ] as const) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        texts[name] = (texts[name] + text).slice(0, maxOutputLength);
        if (texts[name].length === maxOutputLength) stop('tooMuchOutput');
      });
    }
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ outcome: 'failed', output: '', error: error.message });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      killGroup(child.pid);
      resolve({ outcome: outcome ?? (code === 0 ? 'ended' : 'failed'), ...texts });
    });
  });
}

/** Returns an environment with those variables of the user's alone by which programs are found. */
function createEnvironment(folder: string): NodeJS.ProcessEnv {
  const { PATH, PATHEXT, SystemRoot } = process.env;
  const home = { HOME: folder, USERPROFILE: folder, TMPDIR: folder, TEMP: folder, TMP: folder };
  return { PATH, PATHEXT, SystemRoot, ...home, LANG: 'C.UTF-8', OPENBLAS_NUM_THREADS: '1' };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // No process of the group is running any more.
  }
}
