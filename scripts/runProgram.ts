import { spawn } from 'node:child_process';

/** Options of a program's run. */
export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment of the program; by default that of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** True to copy the program's output to this terminal. */
  readonly echo?: boolean;
  /** Time after which the program is killed, in ms. */
  readonly timeoutMs?: number;
}

/** Result of a program's run. */
export interface RunResult {
  /** Exit code; null when the program was killed or could not be started. */
  readonly code: number | null;
  /** Standard output and standard error, in the order in which they arrived. */
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

/** Runs a program like `runProgram`. @throws Error with the last output for an exit code other than 0. */
export async function runOrThrow(
  program: string,
  programArguments: readonly string[],
  options: RunOptions = {},
): Promise<void> {
  const { code, output } = await runProgram(program, programArguments, options);
  if (code === 0) return;
  const line = [program, ...programArguments].join(' ');
  throw new Error(`"${line}" failed:\n${takeLastLines(output, 20)}`);
}

/** Returns the last `count` lines of a text. */
export function takeLastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
