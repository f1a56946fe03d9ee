import { spawn, type ChildProcess } from 'node:child_process';
import { readCpuSeconds } from '../engine/processTime.ts';
import { takeLastLines } from '../runProgram.ts';

/** Size of the log that is kept, in UTF-16 code units. */
const maxLogLength = 16_384;
/** Lines of the log that an error message repeats. */
const reportedLines = 20;

/** A server program that runs until it is stopped. */
export class ServerProcess {
  /** Resolves with a message when the process has ended: its exit code and its last output. */
  readonly exitMessage: Promise<string>;
  readonly #child: ChildProcess;
  #log = '';
  #hasExited = false;

  constructor(program: string, programArguments: readonly string[], env = process.env) {
    this.#child = spawn(program, programArguments, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#log = (this.#log + text).slice(-maxLogLength);
    });
    this.exitMessage = new Promise<string>((resolve) => {
      this.#child.on('error', (error) => {
        resolve(`${program} couldn't be started: ${error.message}`);
      });
      this.#child.on('close', (code, signal) => {
        const exitDescription = signal === null ? `with exit code ${code ?? '?'}` : `by ${signal}`;
        resolve(
          `${program} ended ${exitDescription}. Its last output:\n${takeLastLines(this.#log, reportedLines)}`,
        );
      });
    }).finally(() => {
      this.#hasExited = true;
    });
  }

  get hasExited(): boolean {
    return this.#hasExited;
  }

  /** Returns the CPU seconds used so far; null where the system doesn't report them. */
  readCpuSeconds(): Promise<number | null> {
    return readCpuSeconds(this.#child.pid);
  }

  /** Kills the process and waits for its end. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exitMessage;
  }
}
