/** code-server running with a profile of its own. */
import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { repositoryRoot } from '../repository.ts';
import { lastLines } from '../runProgram.ts';
import type { CodeServer } from './codeServer.ts';
import { createProfile, type Profile, type Settings } from './profile.ts';
import { waitFor } from './waitFor.ts';

/** What a session is to be like. */
export interface SessionOptions {
  readonly settings?: Settings;
  /** Added to the environment of the server, and so of the extension and its engine. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * `installed`: as a person has it. `underTest`: not installed, since the page's address will name
   * it as the extension being developed; VS Code then runs tests in its extension host.
   */
  readonly extension: 'installed' | 'underTest';
}

/** A code-server that runs. */
export interface CodeServerSession {
  /** `127.0.0.1:PORT`. */
  readonly authority: string;
  readonly profile: Profile;
  /** The address that opens this folder. */
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
  const authority = `127.0.0.1:${await freePort()}`;
  const server = spawnServer(codeServer, profile, authority, options);
  const lastWords = keepLastWords(server);

  const close = async (): Promise<void> => {
    server.stdin.end();
    await waitFor('code-server to stop', stopDeadlineMs, () => hasEnded(server) || undefined);
  };

  try {
    await waitFor('code-server to start', startDeadlineMs, () => answers(server, authority));
  } catch (error) {
    await close();
    throw new Error(`code-server didn't start. Its last words:\n${lastWords()}`, { cause: error });
  }
  return {
    authority,
    profile,
    folderUrl: (folder) => `http://${authority}/?folder=${encodeURIComponent(folder)}`,
    close,
  };
}

/** A link in place of an installation: what was built last is what runs. */
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
      // It stops the server when this process ends, however that comes about.
      path.join(repositoryRoot, 'scripts/vscode/codeServerGuard.ts'),
      ...[profile.folder, codeServer.node, codeServer.entry],
      ...['--config', configFile, '--auth', 'none', '--bind-addr', authority],
      ...['--user-data-dir', profile.folder, '--extensions-dir', profile.extensionsFolder],
      ...['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'],
      '--disable-getting-started-override',
      // Without it VS Code ignores tests that an address names. It also hides notifications.
      ...(options.extension === 'underTest' ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ],
    {
      // No gallery: else it keeps asking one for updates.
      env: { ...process.env, EXTENSIONS_GALLERY: '{}', ...options.env },
      stdio: 'pipe',
    },
  );
}

/** Keeps the end of what the server prints, for the case that it doesn't start. */
function keepLastWords(server: ChildProcessWithoutNullStreams): () => string {
  let words = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      words = lastLines(words + text, 20) + (text.endsWith('\n') ? '\n' : '');
    });
  }
  return () => words;
}

async function answers(server: ChildProcess, authority: string): Promise<true | undefined> {
  if (hasEnded(server)) throw new Error('It ended.');
  const response = await fetch(`http://${authority}/healthz`).catch(() => undefined);
  return response?.ok === true ? true : undefined;
}

function hasEnded(server: ChildProcess): boolean {
  return server.exitCode !== null || server.signalCode !== null;
}

/** Asks the system for a port that nobody listens on. */
function freePort(): Promise<number> {
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
