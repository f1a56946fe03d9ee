import { spawn } from 'node:child_process';

/** How a program is to be run. */
export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment of the program; that of this process when left out. */
  readonly env?: NodeJS.ProcessEnv;
  /** Passes what the program prints through to this terminal as well. */
  readonly echo?: boolean;
  /** Kills the program after so many milliseconds. */
  readonly timeoutMs?: number;
}

/** How a program ended. */
export interface RunResult {
  /** Its exit code; null when it was killed or could not be started. */
  readonly code: number | null;
  /** What it printed, standard output and standard error in the order in which they came. */
  readonly output: string;
}

/** Runs a program to its end. Never rejects: a program that can't be started has the code null. */
export function runProgram(
  program: string,
  programArguments: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(program, programArguments, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
    });
    const pieces: string[] = [];
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ] as const) {
      from.setEncoding('utf8');
      from.on('data', (text: string) => {
        pieces.push(text);
        if (options.echo === true) to.write(text);
      });
    }
    child.on('error', (error) => {
      resolve({ code: null, output: error.message });
    });
    child.on('close', (code, signal) => {
      if (signal !== null) pieces.push(`\n${program} was ended by ${signal}.`);
      resolve({ code, output: pieces.join('') });
    });
  });
}

/** Like `runProgram`, but an exit code other than 0 is an error that holds the last lines printed. */
export async function mustRun(
  program: string,
  programArguments: readonly string[],
  options: RunOptions = {},
): Promise<void> {
  const { code, output } = await runProgram(program, programArguments, options);
  if (code === 0) return;
  const line = [program, ...programArguments].join(' ');
  throw new Error(`"${line}" failed:\n${lastLines(output, 20)}`);
}

/** The last `count` lines of a text. */
export function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
