/**
 * `npm run --silent typed-after-rest -- CASES.json [--model F] [--rest SECONDS] [--json]`: compares the
 * completion after a rest and some typing with the completion of a new engine for the same document.
 *
 * After a rest: a new engine opens the document without the typed text, the cursor rests for some
 * seconds, the text is typed key by key, and a completion is requested. At once: a new engine opens the
 * document with the text and completes at once. `test/fixtures/typedAfterRest.json` has cases.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  completeAfterPause,
  completeAtOnce,
  type PauseAnswer,
  type PauseEngine,
} from './afterRest/askAfterRest.ts';
import { readCases } from './afterRest/restCase.ts';
import {
  formatResults,
  rateAnswers,
  sumResults,
  type PauseResult,
} from './afterRest/restReport.ts';
import { build } from './build.ts';
import { resolveModel, withBuiltEngine } from './engine/withEngine.ts';
import { printProgress } from './progress.ts';
import { runScript } from './runScript.ts';

const usage =
  'Usage: npm run --silent typed-after-rest -- CASES.json [--model FILE.gguf] [--rest SECONDS] [--json]';

await runScript(main);

async function main(): Promise<void> {
  const { file, model, restSeconds, json } = readOptions();
  await build();
  const results: PauseResult[] = [];
  const cases = await readCases(path.resolve(file));
  for (const [index, restCase] of cases.entries()) {
    printProgress(`${index + 1} of ${cases.length}: ${restCase.file} …`);
    const afterPause = await runNewEngine(model, (engine) =>
      completeAfterPause(engine, restCase, restSeconds),
    );
    const atOnce = await runNewEngine(model, (engine) => completeAtOnce(engine, restCase));
    results.push(rateAnswers(restCase, afterPause, atOnce));
  }
  const totals = sumResults(results);
  const result = { model: resolveModel(model), restSeconds, cases: results, totals };
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : formatResults(results));
}

function runNewEngine(
  model: string | undefined,
  complete: (engine: PauseEngine) => Promise<PauseAnswer>,
): Promise<PauseAnswer> {
  return withBuiltEngine({ model, gpu: 'auto', window: 0 }, complete);
}

/** Parses the command line. @throws Error with the usage. */
function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      model: { type: 'string' },
      rest: { type: 'string', default: '6' },
      json: { type: 'boolean', default: false },
    },
  });
  const [file, ...others] = positionals;
  const restSeconds = Number(values.rest);
  const isUsable = others.length === 0 && restSeconds >= 0 && Number.isFinite(restSeconds);
  if (file === undefined || !isUsable) throw new Error(usage);
  return { file, model: values.model, restSeconds, json: values.json };
}
