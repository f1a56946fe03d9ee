/** A web server on this machine, for the tests of downloads: real sockets, scripted answers. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface FileServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Requests so far, oldest first. */
  readonly requests: IncomingMessage[];
  close(): Promise<void>;
}

/** Starts a server. The first handler answers the first request and so on, the last one all others. */
export async function startServer(...handlers: readonly Handler[]): Promise<FileServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    handlers[Math.min(requests.length, handlers.length) - 1]?.(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    requests,
    close: async () => {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Starts a server with `startServer` and closes it at the end of the test. */
export async function serve(t: TestContext, ...handlers: readonly Handler[]): Promise<FileServer> {
  const server = await startServer(...handlers);
  t.after(() => server.close());
  return server;
}

/** Creates an empty folder that is removed after the test. */
export async function createTemporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tramontane-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Returns bytes that look random and are the same in every run. */
export function createBytes(length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let index = 0; index * 32 < length; index += 1) {
    blocks.push(createHash('sha256').update(String(index)).digest());
  }
  return Buffer.concat(blocks).subarray(0, length);
}

export function computeSha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Returns the start of the requested range; 0 without a Range header. */
export function parseRangeStart(request: IncomingMessage): number {
  return Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
}

export interface FileAnswer {
  /** False to answer 200 with the whole file whatever range is requested. */
  readonly honorsRange?: boolean;
  /** False to send no length. */
  readonly announcesLength?: boolean;
  /** Number of requested bytes after which the connection ends; all by default. */
  readonly cutAfter?: number;
  /** True to keep the connection open and silent after `cutAfter` bytes. */
  readonly stalls?: boolean;
}

/** Serves `content` as a file server does, with the requested faults. */
export function serveFile(content: Buffer, answer: FileAnswer = {}): Handler {
  const { honorsRange = true, announcesLength = true, cutAfter, stalls = false } = answer;
  return (request, response) => {
    const start = honorsRange ? parseRangeStart(request) : 0;
    const body = content.subarray(start);
    if (start > 0) {
      const last = String(content.length - 1);
      response.statusCode = 206;
      response.setHeader(
        'content-range',
        `bytes ${String(start)}-${last}/${String(content.length)}`,
      );
    }
    if (announcesLength) response.setHeader('content-length', body.length);
    response.flushHeaders();
    if (cutAfter === undefined) {
      response.end(body);
      return;
    }
    response.write(body.subarray(0, cutAfter), () => {
      if (!stalls) response.socket?.end();
    });
    if (cutAfter === 0 && !stalls) response.socket?.end();
  };
}

export function serveRedirect(location: string, headers: Record<string, string> = {}): Handler {
  return (_request, response) => {
    response.writeHead(302, { location, ...headers }).end();
  };
}

export function serveStatus(code: number, headers: Record<string, string> = {}): Handler {
  return (_request, response) => {
    response.writeHead(code, headers).end();
  };
}
