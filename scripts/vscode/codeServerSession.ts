/** code-server running with a profile of its own. */
import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { repositoryRoot } from '../repository.ts';
import { takeLastLines } from '../runProgram.ts';
import type { CodeServer } from './codeServer.ts';
import { createProfile, type Profile, type Settings } from './profile.ts';
import { waitFor } from './waitFor.ts';

/** Options of a session. */
export interface SessionOptions {
  readonly settings?: Settings;
  /** Additions to the environment of the server, and so of the extension and its engine. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * `installed`: as for a user. `underTest`: not installed, because the page's address names it as the
   * extension being developed; VS Code then runs tests in its extension host.
   */
  readonly extension: 'installed' | 'underTest';
}

/** A running code-server. */
export interface CodeServerSession {
  /** `127.0.0.1:PORT`. */
  readonly authority: string;
  readonly profile: Profile;
  /** Returns the address that opens this folder. */
  folderUrl(folder: string): string;
  /** Stops the server, the extension hosts and their engines, and removes the profile. */
  close(): Promise<void>;
}

const startDeadlineMs = 30_000;
const stopDeadlineMs = 10_000;

/** Starts code-server and waits until it answers. */
export async function startCodeServer(
  codeServer: CodeServer,
  options: SessionOptions,
): Promise<CodeServerSession> {
  const profile = createProfile(options.settings ?? {});
  if (options.extension === 'installed') linkExtension(profile);
  const authority = `127.0.0.1:${await findFreePort()}`;
  const server = spawnServer(codeServer, profile, authority, options);
  const getLastOutput = keepLastOutput(server);

  const close = async (): Promise<void> => {
    server.stdin.end();
    await waitFor('code-server to stop', stopDeadlineMs, () => hasExited(server) || undefined);
  };

  try {
    await waitFor('code-server to start', startDeadlineMs, () => pollHealth(server, authority));
  } catch (error) {
    await close();
    throw new Error(`code-server didn't start. Its last words:\n${getLastOutput()}`, {
      cause: error,
    });
  }
  return {
    authority,
    profile,
    folderUrl: (folder) => `http://${authority}/?folder=${encodeURIComponent(folder)}`,
    close,
  };
}

/** Links the extension instead of installing it, so that the latest build runs. */
function linkExtension(profile: Profile): void {
  const manifest = JSON.parse(
    readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8'),
  ) as Record<'publisher' | 'name' | 'version', string>;
  const folder = `${manifest.publisher}.${manifest.name}-${manifest.version}`;
  symlinkSync(repositoryRoot, path.join(profile.extensionsFolder, folder));
}

function spawnServer(
  codeServer: CodeServer,
  profile: Profile,
  authority: string,
  options: SessionOptions,
): ChildProcessWithoutNullStreams {
  const configFile = path.join(profile.folder, 'config.yaml');
  writeFileSync(configFile, 'auth: none\n');
  return spawn(
    codeServer.node,
    [
      // It stops the server when this process ends for any reason.
      path.join(repositoryRoot, 'scripts/vscode/codeServerGuard.ts'),
      ...[profile.folder, codeServer.node, codeServer.entry],
      ...['--config', configFile, '--auth', 'none', '--bind-addr', authority],
      ...['--user-data-dir', profile.folder, '--extensions-dir', profile.extensionsFolder],
      ...['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'],
      '--disable-getting-started-override',
      // Without it VS Code ignores tests named in an address. It also hides notifications.
      ...(options.extension === 'underTest' ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ],
    {
      // No gallery: otherwise it regularly requests updates from one.
      env: { ...process.env, EXTENSIONS_GALLERY: '{}', ...options.env },
      stdio: 'pipe',
    },
  );
}

/** Keeps the last output of the server, to report it if the server doesn't start. */
function keepLastOutput(server: ChildProcessWithoutNullStreams): () => string {
  let output = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = takeLastLines(output + text, 20) + (text.endsWith('\n') ? '\n' : '');
    });
  }
  return () => output;
}

async function pollHealth(server: ChildProcess, authority: string): Promise<true | undefined> {
  if (hasExited(server)) throw new Error('It ended.');
  const response = await fetch(`http://${authority}/healthz`).catch(() => undefined);
  return response?.ok === true ? true : undefined;
}

function hasExited(server: ChildProcess): boolean {
  return server.exitCode !== null || server.signalCode !== null;
}

/** Returns a free port. */
function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('No port is free.'));
        else resolve(address.port);
      });
    });
  });
}
