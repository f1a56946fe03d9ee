/**
 * `npm run --silent bench:peer -- TRACE.jsonl… [--model F] [--window N] [--paced] [--settle S]
 * [--prompt-length ours|window] [--in-flight close|finish] [--no-server] [--json]`: recorded editing
 * sessions through the engine and through llama-server, with llama.vscode's prompts and with the best
 * prompts for a server, side by side. Counts all forward passes of both sides, in tokens.
 *
 * Every request of a trace is sent on both sides, cursors within a line included; the server's client
 * answers from llama.vscode's cache of completions where it can. In favour of the server, chunks of
 * other files, parallel completions and requests ahead are left out. With `--paced` both sides keep
 * the times of the trace. `--prompt-length ours`, the default, limits the best prompts to the median
 * length of the engine's prompts for the same trace; `window` fills the window. `--in-flight` says what
 * a key does to a running request of the server in a paced replay. `--no-server` simulates prefix reuse
 * instead: prompt tokens only.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.ts';
import { buildServer } from './peer/buildServer.ts';
import { formatReport, type PeerReport } from './peer/peerReport.ts';
import { SideBySide } from './peer/sideBySide.ts';
import { readTrace } from './replay/trace.ts';
import { runScript } from './runScript.ts';

const usage =
  'Usage: npm run --silent bench:peer -- TRACE.jsonl… [--model FILE.gguf] [--window TOKENS] [--paced] [--settle SECONDS] [--prompt-length ours|window] [--in-flight close|finish] [--no-server] [--json]';

await runScript(main);

async function main(): Promise<void> {
  const { files, json, noServer, ...options } = readOptions();
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
}

/** @throws Error with the usage. */
function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      model: { type: 'string' },
      window: { type: 'string', default: '4096' },
      paced: { type: 'boolean', default: false },
      settle: { type: 'string', default: '0' },
      'prompt-length': { type: 'string', default: 'ours' },
      'in-flight': { type: 'string', default: 'close' },
      'no-server': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [window, settleSeconds] = [Number(values.window), Number(values.settle)];
  const promptLength = (['ours', 'window'] as const).find(
    (length) => length === values['prompt-length'],
  );
  const inFlight = (['close', 'finish'] as const).find((name) => name === values['in-flight']);
  const isUsable =
    positionals.length > 0 &&
    Number.isInteger(window) &&
    window >= 256 &&
    settleSeconds >= 0 &&
    Number.isFinite(settleSeconds);
  if (!isUsable || promptLength === undefined || inFlight === undefined) throw new Error(usage);
  const { model, paced, json } = values;
  const noServer = values['no-server'];
  return {
    files: positionals,
    model,
    paced,
    json,
    noServer,
    window,
    settleSeconds,
    promptLength,
    inFlight,
  };
}
