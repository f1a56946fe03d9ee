import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ServerClient, type ServerPost } from './serverClient.ts';
import type { ServerCounts } from './serverMetrics.ts';
import { ServerProcess } from './serverProcess.ts';
import type { ServerAnswer } from './serverStream.ts';

/** Options of a server process. */
export interface ServerOptions {
  readonly program: string;
  readonly model: string;
  /** Window in tokens. */
  readonly window: number;
  readonly threads: number;
  /** Command-line options in addition to those that all runs share. */
  readonly extraOptions: readonly string[];
}

/** The part of a server that a replay uses. */
export type CompletionServer = Pick<LlamaServer, 'complete' | 'countWork' | 'readCpuSeconds'>;

/** Maximum time for loading a model, in ms. */
const maxLoadMs = 120_000;
/** Interval between two looks at a server that is loading its model, in ms. */
const pollMs = 50;

/** A llama-server process on this machine. */
export class LlamaServer {
  readonly #process: ServerProcess;
  readonly #client: ServerClient;

  private constructor(options: ServerOptions, port: number) {
    const { program, model, window, threads, extraOptions } = options;
    const shared = {
      '--model': model,
      '--ctx-size': window,
      '--parallel': 1,
      '--cache-reuse': 256,
      '--threads': threads,
      '--threads-batch': threads,
      '--host': '127.0.0.1',
      '--port': port,
    };
    const line = Object.entries(shared).flatMap(([name, value]) => [name, `${value}`]);
    // These variables would change the options.
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('LLAMA_ARG_')),
    );
    this.#process = new ServerProcess(
      program,
      [...line, '--no-ui', '--metrics', ...extraOptions],
      env,
    );
    this.#client = new ServerClient(port, this.#process);
  }

  /**
   * Starts a server and waits until its model is loaded.
   *
   * @throws Error with the server's last output when it ends early.
   */
  static async start(options: ServerOptions): Promise<LlamaServer> {
    const server = new LlamaServer(options, await findFreePort());
    try {
      await server.#waitUntilReady();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Requests a completion; see `ServerClient`. */
  complete(post: ServerPost, maxTokens: number, signal: AbortSignal): Promise<ServerAnswer> {
    return this.#client.complete(post, maxTokens, signal);
  }

  /** Counts the work so far as soon as the server is idle; see `ServerClient`. */
  countWork(onWait?: (counts: ServerCounts) => void): Promise<ServerCounts> {
    return this.#client.countWork(onWait);
  }

  /** Returns the CPU seconds used so far; null where the system doesn't report them. */
  readCpuSeconds(): Promise<number | null> {
    return this.#process.readCpuSeconds();
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }

  async #waitUntilReady(): Promise<void> {
    const deadlineMs = performance.now() + maxLoadMs;
    while (performance.now() < deadlineMs) {
      if (this.#process.hasExited) throw new Error(await this.#process.exitMessage);
      if (await this.#client.isReady()) return;
      await delay(pollMs);
    }
    throw new Error(`llama-server didn't load the model within ${maxLoadMs / 1000} s.`);
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}
