/**
 * `npm run --silent bench:peer -- TRACE.jsonl… [--model F] [--window N] [--rows NAMES] [--paced]
 * [--settle S] [--prompt-length ours|window|TOKENS] [--in-flight close|finish] [--no-server] [--json]`:
 * replays recorded editing sessions in the engine and in llama-server, with llama.vscode's prompts and
 * with the best prompts for a server. Counts all forward passes of both sides, in tokens.
 *
 * Every request of a trace is sent on both sides, cursors within a line included; the server's client
 * answers from llama.vscode's cache of completions where it can. In favour of the server, chunks of
 * other files, parallel completions and requests ahead are left out. With `--paced` both sides keep
 * the times of the trace. `--prompt-length ours`, the default, limits the best prompts to the median
 * length of the engine's prompts for the same trace; `window` fills the window. `--in-flight` says what
 * a key does to a running request of the server in a paced replay. `--rows` selects rows, separated by
 * commas: `tramontane`, `llama.vscode`, `best`. `--no-server` simulates prefix reuse instead: prompt
 * tokens only.
 *
 * Progress and the result of each row go to standard error. A row that fails is reported with its
 * error, the others are measured, and the exit code is 1.
 */
import path from 'node:path';
import { build } from './build.ts';
import { buildServer } from './peer/buildServer.ts';
import { readOptions } from './peer/options.ts';
import { formatReport, type PeerReport } from './peer/peerReport.ts';
import { SideBySide } from './peer/sideBySide.ts';
import { readTrace } from './replay/trace.ts';
import { runScript } from './runScript.ts';

await runScript(main);

async function main(): Promise<void> {
  const { files, json, noServer, ...options } = readOptions(process.argv.slice(2));
  const traces = await Promise.all(
    files.map(async (file) => ({ file, events: await readTrace(path.resolve(file)) })),
  );
  await build();
  const program = noServer ? undefined : await buildServer();
  const sideBySide = new SideBySide({ ...options, program });
  const reports: PeerReport[] = [];
  for (const { file, events } of traces) {
    const report = await sideBySide.replay(path.basename(file), events);
    reports.push(report);
    if (!json) process.stdout.write(`${formatReport(report)}\n`);
  }
  const { facts } = sideBySide;
  if (json) process.stdout.write(`${JSON.stringify({ ...facts, traces: reports })}\n`);
  else for (const line of facts.remarks) process.stdout.write(`${line}\n`);
  const failed = reports.reduce((sum, { failures }) => sum + failures.length, 0);
  if (failed > 0) throw new Error(`${failed} of the rows failed; their errors are in the report.`);
}
