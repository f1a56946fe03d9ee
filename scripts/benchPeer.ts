/**
 * `npm run --silent bench:peer -- TRACE.jsonl… [--model F] [--window N] [--no-server] [--json]`:
 * recorded editing sessions through the engine and through llama-server, as llama.vscode would ask
 * it and at its best, side by side. Counts tokens of prompts evaluated.
 *
 * Neither side counts what its editor wouldn't ask for at all: suggestions that are known already,
 * cursors within a line. llama.vscode's chunks of other files and its requests ahead are left out.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { builtServer } from './peer/buildServer.ts';
import { asTable, type PeerReport } from './peer/peerReport.ts';
import { SideBySide } from './peer/sideBySide.ts';
import { readTrace } from './replay/trace.ts';
import { runScript } from './runScript.ts';

const usage =
  'Usage: npm run --silent bench:peer -- TRACE.jsonl… [--model FILE.gguf] [--window TOKENS] [--no-server] [--json]';

await runScript(main);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      model: { type: 'string' },
      window: { type: 'string', default: '4096' },
      'no-server': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const window = Number(values.window);
  if (positionals.length === 0 || !Number.isInteger(window) || window < 256) throw new Error(usage);
  const traces = await Promise.all(
    positionals.map(async (file) => ({ file, events: await readTrace(path.resolve(file)) })),
  );
  const program = values['no-server'] ? undefined : await builtServer();
  const both = new SideBySide({ model: values.model, window, program });
  const reports: PeerReport[] = [];
  for (const { file, events } of traces) {
    const report = await both.replay(path.basename(file), events);
    reports.push(report);
    if (!values.json) process.stdout.write(`${asTable(report)}\n`);
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ ...both.facts, traces: reports })}\n`);
  else for (const line of both.facts.remarks) process.stdout.write(`${line}\n`);
}
