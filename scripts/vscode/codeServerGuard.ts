/**
 * codeServerGuard.ts FOLDER PROGRAM [ARGUMENTS]: runs a program until standard input ends, then ends
 * it with all that it started, and removes the folder.
 *
 * Standard input also ends when the parent process is killed, so an interrupted test run leaves no server
 * and no engine running. Runs in code-server's own Node.js, which reads TypeScript.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

/** Maximum time of an orderly end of the program, in ms. */
const graceMs = 3000;

const [folder = '', program = '', ...programArguments] = process.argv.slice(2);
const child = spawn(program, programArguments, {
  stdio: ['ignore', 'inherit', 'inherit'],
  // A process group of its own, which can be killed as a whole.
  detached: true,
});

const ended = new Promise<void>((resolve) => {
  child.once('exit', () => resolve());
  child.once('error', () => resolve());
});
const orphaned = new Promise<void>((resolve) => {
  process.stdin.once('end', () => resolve());
  process.stdin.resume();
});
// The parent process handles the terminal's Ctrl+C and ends this one through standard input.
process.on('SIGINT', () => undefined);

await Promise.race([ended, orphaned]);
child.kill('SIGTERM');
await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, graceMs))]);
try {
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
} catch {
  // No process is left in the group.
}
rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
process.exit();
