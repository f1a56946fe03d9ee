import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { readCpuSeconds } from '../engine/processTime.ts';
import { lastLines } from '../runProgram.ts';
import { parseMetrics, type ServerCounts } from './serverMetrics.ts';
import { readEvents, type StreamEvent } from './serverStream.ts';

/** Options of a server process. */
export interface ServerOptions {
  readonly program: string;
  readonly model: string;
  /** In tokens. */
  readonly window: number;
  readonly threads: number;
  /** Command-line options in addition to those that all runs share. */
  readonly further: readonly string[];
}

/** A request to the server, without the number of tokens to sample. */
export interface ServerPost {
  readonly path: '/infill' | '/completion';
  readonly body: Readonly<Record<string, unknown>>;
}

/** The server's answer to a completion request. */
export interface ServerAnswer {
  readonly text: string;
  /** False when the request was aborted before its end; the counts below are then null. */
  readonly isComplete: boolean;
  /** Tokens of the prompt, cached ones included. */
  readonly promptTokens: number | null;
  /** Prompt tokens that the server evaluated for this answer. */
  readonly evaluatedTokens: number | null;
  readonly promptMs: number | null;
}

/** The part of a server that a replay uses. */
export type CompletionServer = Pick<LlamaServer, 'complete' | 'countWork' | 'cpuSeconds'>;

/** Maximum time for loading a model, in ms. */
const maxLoadMs = 120_000;
/** Interval between two looks at a server that is loading or finishing a request, in ms. */
const pollMs = 50;

/** A llama-server process on this machine. */
export class LlamaServer {
  readonly #child: ChildProcess;
  readonly #address: string;
  #errorOutput = '';

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
    this.#child = spawn(program, [...line, '--no-ui', '--metrics', ...further], {
      // These variables would change the options.
      env: Object.fromEntries(
        Object.entries(process.env).filter(([name]) => !name.startsWith('LLAMA_ARG_')),
      ),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errorOutput = lastLines(this.#errorOutput + text, 20);
    });
  }

  /**
   * Starts a server and waits until its model is loaded.
   *
   * @throws Error with the server's last output when it ends early.
   */
  static async start(options: ServerOptions): Promise<LlamaServer> {
    const server = new LlamaServer(options, await findFreePort());
    try {
      await server.#awaitReady();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /**
   * Requests a completion, as a stream. Aborting closes the connection; the server then stops after
   * the batch that it is evaluating.
   *
   * @throws Error with the server's message when it refuses.
   */
  async complete(
    { path, body }: ServerPost,
    maxTokens: number,
    signal: AbortSignal,
  ): Promise<ServerAnswer> {
    const response = await fetch(`${this.#address}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, n_predict: maxTokens, cache_prompt: true, stream: true }),
      signal,
    }).catch((error: unknown) => {
      if (signal.aborted) return undefined;
      throw error;
    });
    if (response === undefined) return describeStream([]);
    const events: StreamEvent[] = [];
    if (response.ok && response.body !== null) {
      for await (const event of readEvents(response.body, signal)) events.push(event);
    } else events.push((await response.json()) as StreamEvent);
    const refusal = events.find(({ error }) => error !== undefined)?.error;
    if (refusal) throw new Error(`llama-server refuses: ${refusal.message ?? response.status}`);
    return describeStream(events);
  }

  /** Returns the server's counts as soon as no request is running. */
  async countWork(): Promise<ServerCounts> {
    for (;;) {
      const response = await fetch(`${this.#address}/metrics`);
      const counts = parseMetrics(await response.text());
      if (counts.runningRequests === 0) return counts;
      await delay(pollMs);
    }
  }

  /** CPU seconds that the process has used; null where the system doesn't say. */
  cpuSeconds(): Promise<number | null> {
    return readCpuSeconds(this.#child.pid);
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

  async #awaitReady(): Promise<void> {
    const giveUpAt = performance.now() + maxLoadMs;
    await Promise.race([once(this.#child, 'spawn'), once(this.#child, 'exit')]);
    while (performance.now() < giveUpAt) {
      if (this.#hasEnded) throw new Error(`llama-server ended. ${this.#errorOutput}`);
      const answer = await fetch(`${this.#address}/health`).catch(() => undefined);
      if (answer?.ok === true) return;
      await delay(pollMs);
    }
    throw new Error(
      `llama-server didn't load the model within ${maxLoadMs / 1000} s. ${this.#errorOutput}`,
    );
  }
}

/** Combines the events of a stream. */
export function describeStream(events: readonly StreamEvent[]): ServerAnswer {
  const last = events.findLast(({ stop }) => stop === true);
  return {
    text: events.map(({ content }) => content ?? '').join(''),
    isComplete: last !== undefined,
    promptTokens: last?.tokens_evaluated ?? null,
    evaluatedTokens: last?.timings?.prompt_n ?? null,
    promptMs: last?.timings?.prompt_ms ?? null,
  };
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
