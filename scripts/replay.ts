/**
 * `npm run --silent replay -- TRACE.jsonl [--model F] [--paced] [--window N] [--json]`: what does a
 * person's editing cost? Replays a recorded session through the engine's process.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { withEngine } from './engine/withEngine.ts';
import { replayTrace } from './replay/replayTrace.ts';
import { summarize, type ReplaySummary } from './replay/summary.ts';
import { readTrace } from './replay/trace.ts';
import { runScript } from './runScript.ts';

const usage =
  'Usage: npm run --silent replay -- TRACE.jsonl [--model FILE.gguf] [--paced] [--window TOKENS] [--json]';

/** Longest completion of a replay, in tokens. */
const maxTokens = 32;

await runScript(main);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      model: { type: 'string' },
      paced: { type: 'boolean', default: false },
      window: { type: 'string', default: '4096' },
      json: { type: 'boolean', default: false },
    },
  });
  const [trace, ...others] = positionals;
  const window = Number(values.window);
  if (trace === undefined || others.length > 0 || !Number.isInteger(window) || window < 256) {
    throw new Error(usage);
  }
  const events = await readTrace(path.resolve(trace));
  await withEngine({ model: values.model, gpu: 'auto', window }, async (engine, model) => {
    const requests = await replayTrace(events, engine, { maxTokens, paced: values.paced });
    const result = {
      model: model.path,
      device: model.device,
      window: model.contextTokens,
      requests,
      summary: summarize(requests),
    };
    process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : asTable(result.summary));
  });
}

function asTable(summary: ReplaySummary): string {
  const heads = [
    '',
    'requests',
    'tokens evaluated p50',
    'p95',
    'p99',
    'max',
    'ms to first p50',
    'p95',
  ];
  const rows = Object.entries(summary.byCause).map(([cause, figures]) => {
    const { evaluatedTokens: tokens, timeToFirstTokenMs: first } = figures;
    return [
      cause,
      figures.requests,
      tokens.p50,
      tokens.p95,
      tokens.p99,
      tokens.max,
      first.p50,
      first.p95,
    ];
  });
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => String(row[column]).length)),
  );
  const lines = [heads, ...rows].map((row) =>
    row.map((cell, column) => String(cell).padStart(widths[column] ?? 0)).join('  '),
  );
  const totals = `${summary.requests} requests, ${summary.shown} shown, ${summary.evaluatedTokens} prompt tokens evaluated, ${summary.decodeSteps} decode steps`;
  return `${lines.join('\n')}\n${totals}\n`;
}
