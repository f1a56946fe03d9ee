/**
 * `npm run --silent replay -- TRACE.jsonl [--model F] [--paced] [--window N] [--mode M]
 * [--gate off] [--verify N] [--seed S] [--json]`: what does a person's editing cost? Replays a
 * recorded session through the engine's process.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { CacheMode } from '../src/engine/protocol.ts';
import { alignedTable } from './alignedTable.ts';
import { withEngine } from './engine/withEngine.ts';
import { replayTrace } from './replay/replayTrace.ts';
import { sampleOf } from './replay/sample.ts';
import { summarize, type ReplaySummary } from './replay/summary.ts';
import { readTrace } from './replay/trace.ts';
import { runScript } from './runScript.ts';

const usage =
  'Usage: npm run --silent replay -- TRACE.jsonl [--model FILE.gguf] [--paced] [--window TOKENS] [--mode exact|rolling|patched] [--gate on|off] [--verify REQUESTS] [--seed NUMBER] [--json]';

/** Longest completion of a replay, in tokens. */
const maxTokens = 32;

await runScript(main);

async function main(): Promise<void> {
  const options = readOptions();
  const { model, window, mode, paced, json } = options;
  const events = await readTrace(path.resolve(options.trace));
  const count = events.filter(({ type }) => type === 'request').length;
  const verify = sampleOf(count, options.verify, options.seed);
  await withEngine({ model, gpu: 'auto', window, cache: { mode } }, async (engine, loaded) => {
    const isFiltered = options.gate === 'on';
    const requests = await replayTrace(events, engine, { maxTokens, paced, isFiltered, verify });
    const result = {
      model: loaded.path,
      device: loaded.device,
      window: loaded.windowTokens,
      mode,
      requests,
      summary: summarize(requests),
    };
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : asTable(result.summary));
  });
}

/** @throws Error with the usage. */
function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      model: { type: 'string' },
      paced: { type: 'boolean', default: false },
      window: { type: 'string', default: '0' },
      mode: { type: 'string', default: 'patched' },
      gate: { type: 'string', default: 'on' },
      verify: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const [trace, ...others] = positionals;
  const [window, verify, seed] = [values.window, values.verify, values.seed].map(Number);
  const isUsable =
    trace !== undefined &&
    others.length === 0 &&
    [window, verify, seed].every((value) => Number.isInteger(value) && Number(value) >= 0) &&
    (window === 0 || Number(window) >= 256) &&
    ['exact', 'rolling', 'patched'].includes(values.mode) &&
    ['on', 'off'].includes(values.gate);
  if (!isUsable) throw new Error(usage);
  return {
    ...values,
    trace,
    mode: values.mode as CacheMode,
    window: window ?? 0,
    verify: verify ?? 0,
    seed: seed ?? 1,
  };
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
    ].map(String);
  });
  const totals = `${summary.requests} requests, ${summary.shown} shown, ${summary.cancelled} cancelled, ${summary.evaluatedTokens} prompt tokens evaluated, ${summary.decodeSteps} decode steps`;
  const percent = ((summary.keystrokeSaving ?? 0) * 100).toFixed(1);
  const worth = `${percent} % of ${summary.keys} keys saved, ${summary.suggestionsShown} suggestions seen, ${(summary.wrongShownPer100Keys ?? 0).toFixed(1)} wrong ones per 100 keys, ${summary.flickers} flickered`;
  const verify = summary.verify
    ? `\n${summary.verify.checked} requests made again from scratch: ${summary.verify.mismatches} differ`
    : '';
  return `${alignedTable([heads, ...rows], 0)}\n${totals}\n${worth}${verify}\n`;
}
