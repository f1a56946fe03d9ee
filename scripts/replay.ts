/**
 * `npm run --silent replay -- TRACE.jsonl [--model F] [--paced | --compare-paced] [--delay MS] [--settle S]
 * [--window N] [--mode M] [--gate off] [--verify N] [--seed S] [--json]`: replays a recorded editing
 * session through the engine's process and reports its costs.
 *
 * `--paced` keeps the times of the trace. `--compare-paced` replays it without and with them, in an
 * engine each, and prints both columns. `--delay` sends each request so many ms after its key, as an
 * editor with a debounce does. `--settle` leaves the engine idle for so many seconds after
 * the last answer before the work is counted.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { CacheMode } from '../src/engine/protocol.ts';
import { build } from './build.ts';
import { defaultCache, withBuiltEngine } from './engine/withEngine.ts';
import { printProgress } from './progress.ts';
import { countDocumentTokensWithModel } from './replay/documentTokens.ts';
import { measureReplay } from './replay/measureReplay.ts';
import { formatComparison, formatSummary } from './replay/replayTable.ts';
import { sampleNumbers } from './replay/sample.ts';
import { summarize } from './replay/summary.ts';
import { readTrace, type TraceEvent } from './replay/trace.ts';
import { runScript } from './runScript.ts';

const usage =
  'Usage: npm run --silent replay -- TRACE.jsonl [--model FILE.gguf] [--paced | --compare-paced] [--delay MS] [--settle SECONDS] [--window TOKENS] [--mode exact|rolling|patched] [--gate on|off] [--verify REQUESTS] [--seed NUMBER] [--json]';

/** Maximum length of a completion, in tokens. */
const maxTokens = 32;

await runScript(main);

async function main(): Promise<void> {
  const options = readOptions();
  const events = await readTrace(path.resolve(options.trace));
  await build();
  if (!options.comparePaced) {
    const result = await replayOnce(events, options, options.paced);
    print(result, options.json, formatSummary(result.summary));
    return;
  }
  printProgress('Without the times of the trace …');
  const unpaced = await replayOnce(events, options, false);
  printProgress('With the times of the trace …');
  const paced = await replayOnce(events, options, true);
  print({ unpaced, paced }, options.json, formatComparison(unpaced.summary, paced.summary));
}

type Options = ReturnType<typeof readOptions>;

/** Replays the trace in an engine of its own. */
async function replayOnce(events: readonly TraceEvent[], options: Options, paced: boolean) {
  const { model, window, mode, settleSeconds, delayMs } = options;
  const requestCount = events.filter(({ type }) => type === 'request').length;
  const verify = sampleNumbers(requestCount, options.verify, options.seed);
  const isFiltered = options.gate === 'on';
  const choice = { model, gpu: 'auto', window, cache: { mode } } as const;
  const { loaded, measurement } = await withBuiltEngine(choice, async (engine, summary) => ({
    loaded: summary,
    measurement: await measureReplay(events, engine, {
      maxTokens,
      paced,
      delayMs,
      isFiltered,
      verify,
      settleSeconds,
    }),
  }));
  const documentTokens = await countDocumentTokensWithModel(events, loaded.path);
  const { path: file, device, windowTokens } = loaded;
  return {
    model: file,
    device,
    window: windowTokens,
    mode,
    paced,
    settleSeconds,
    requests: measurement.requests,
    summary: summarize(measurement, { documentTokens, windowTokens }),
  };
}

function print(result: unknown, json: boolean, table: string): void {
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : table);
}

/** Parses the command line. @throws Error with the usage. */
function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      model: { type: 'string' },
      paced: { type: 'boolean', default: false },
      'compare-paced': { type: 'boolean', default: false },
      delay: { type: 'string', default: '0' },
      settle: { type: 'string', default: '0' },
      window: { type: 'string', default: '0' },
      mode: { type: 'string', default: defaultCache.mode },
      gate: { type: 'string', default: 'on' },
      verify: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const [trace, ...others] = positionals;
  const [window, verify, seed] = [values.window, values.verify, values.seed].map(Number);
  const [settleSeconds, delayMs] = [Number(values.settle), Number(values.delay)];
  const isUsable =
    trace !== undefined &&
    others.length === 0 &&
    [window, verify, seed].every((value) => Number.isInteger(value) && Number(value) >= 0) &&
    (window === 0 || Number(window) >= 256) &&
    [settleSeconds, delayMs].every((value) => Number.isFinite(value) && value >= 0) &&
    ['exact', 'rolling', 'patched'].includes(values.mode) &&
    ['on', 'off'].includes(values.gate);
  if (!isUsable) throw new Error(usage);
  return {
    ...values,
    trace,
    comparePaced: values['compare-paced'],
    mode: values.mode as CacheMode,
    settleSeconds,
    delayMs,
    window: window ?? 0,
    verify: verify ?? 0,
    seed: seed ?? 1,
  };
}
