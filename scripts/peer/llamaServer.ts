import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { lastLines } from '../runProgram.ts';

/** How llama-server is to run. */
export interface ServerOptions {
  readonly program: string;
  readonly model: string;
  /** tokens */
  readonly window: number;
  readonly threads: number;
  /** Options of the command line beside those that all runs share. */
  readonly further: readonly string[];
}

/** What the server says about a completion. */
export interface ServerAnswer {
  /** Tokens of the prompt in all. */
  readonly promptTokens: number;
  /** Those of them that the model evaluated for this answer. */
  readonly evaluatedTokens: number;
  /** ms */
  readonly promptMs: number;
}

/** What of the server's answer is read. `tokens_evaluated` counts the whole prompt, cached or not. */
interface AnswerBody {
  readonly tokens_evaluated?: number;
  readonly timings?: { readonly prompt_n?: number; readonly prompt_ms?: number };
  readonly error?: { readonly message?: string };
}

/** The longest that a server may take to load its model, in ms. */
const loadMs = 120_000;

/** A llama-server on this machine. */
export class LlamaServer {
  readonly #child: ChildProcess;
  readonly #address: string;
  #said = '';

  private constructor(options: ServerOptions, port: number) {
    const { program, model, window, threads, further } = options;
    this.#address = `http://127.0.0.1:${port}`;
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
    this.#child = spawn(program, [...line, '--no-ui', ...further], {
      // Variables of this kind would change how it runs.
      env: Object.fromEntries(
        Object.entries(process.env).filter(([name]) => !name.startsWith('LLAMA_ARG_')),
      ),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = lastLines(this.#said + text, 20);
    });
  }

  /**
   * Starts a server and waits until its model is loaded.
   *
   * @throws Error with what the server said last, when it ends before.
   */
  static async start(options: ServerOptions): Promise<LlamaServer> {
    const server = new LlamaServer(options, await freePort());
    try {
      await server.#untilReady();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /**
   * Asks for a completion.
   *
   * @throws Error with the server's message when it refuses.
   */
  async ask(path: string, body: Readonly<Record<string, unknown>>): Promise<ServerAnswer> {
    const response = await fetch(`${this.#address}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, cache_prompt: true, stream: false }),
    });
    const answer = (await response.json()) as AnswerBody;
    const { prompt_n: evaluated, prompt_ms: promptMs } = answer.timings ?? {};
    if (!response.ok || evaluated === undefined) {
      throw new Error(`llama-server refuses: ${answer.error?.message ?? `${response.status}`}`);
    }
    return {
      promptTokens: answer.tokens_evaluated ?? 0,
      evaluatedTokens: evaluated,
      promptMs: promptMs ?? 0,
    };
  }

  async stop(): Promise<void> {
    if (this.#hasEnded) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async #untilReady(): Promise<void> {
    const giveUpAt = performance.now() + loadMs;
    await Promise.race([once(this.#child, 'spawn'), once(this.#child, 'exit')]);
    while (performance.now() < giveUpAt) {
      if (this.#hasEnded) throw new Error(`llama-server ended. ${this.#said}`);
      const answer = await fetch(`${this.#address}/health`).catch(() => undefined);
      if (answer?.ok === true) return;
      await delay(50);
    }
    throw new Error(`llama-server didn't load the model within ${loadMs / 1000} s. ${this.#said}`);
  }
}

function freePort(): Promise<number> {
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
