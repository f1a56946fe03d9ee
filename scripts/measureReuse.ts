/**
 * `npm run --silent measure:reuse -- [TRACE.jsonl | SOURCE …] [--model F] [--study S] [--samples N] [--json]`:
 * measures the distance of predictions from a reused cache to those of a fresh one. Runs the small
 * models, or the ones that are named, on this project's own sources and on the files that are named.
 * Studies: edits, drift or suffixes, eviction, local windows, growth; all of them where none is named,
 * which takes ten minutes on one thread.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadLlamaModel } from '../src/engine/llama/llamaModel.ts';
import type { LanguageModel } from '../src/engine/backend/languageModel.ts';
import { createPromptLayout, suffixTokens, type Bench, type Observation } from './measure/bench.ts';
import { studyDrift } from './measure/driftStudy.ts';
import { studyEdits } from './measure/editStudy.ts';
import { studyGrowth } from './measure/growthStudy.ts';
import { makeRandom } from './measure/random.ts';
import { pickSamples, readTexts, type Sample } from './measure/samples.ts';
import { studySuffixes } from './measure/suffixStudy.ts';
import { formatTables } from './measure/tables.ts';
import { studyEviction, studyLocalWindows, evictionPrefixTokens } from './measure/windowStudy.ts';
import { formatSecondsSince } from './progress.ts';
import { repositoryRoot } from './repository.ts';
import { runScript } from './runScript.ts';

const smallModels = ['tiny-mistral-base-Q8_0.gguf', 'tiny-mistral-fim-Q8_0.gguf'].map((name) =>
  path.join(repositoryRoot, 'media/models', name),
);

/** Capacity that the studies need, in tokens. */
const contextSize = 1024;

await runScript(main);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      model: { type: 'string', multiple: true, default: smallModels },
      study: { type: 'string', default: '' },
      samples: { type: 'string', default: '10' },
      json: { type: 'boolean', default: false },
    },
  });
  const samples = Number(values.samples);
  if (!Number.isInteger(samples) || samples < 1) throw new Error('--samples takes a number.');
  const texts = await readTexts([
    ...positionals.map((file) => path.resolve(file)),
    ...listOwnSources(),
  ]);
  const results: Record<string, readonly Observation[]> = {};
  for (const file of values.model) {
    const model = await load(path.resolve(file));
    results[model.summary.name] = await measure(model, texts, samples, values.study);
    await model.dispose();
  }
  for (const [name, observations] of Object.entries(results)) {
    if (!values.json) process.stdout.write(`## ${name}\n\n${formatTables(observations)}\n`);
  }
  if (values.json) process.stdout.write(`${JSON.stringify(results)}\n`);
}

function load(file: string): Promise<LanguageModel> {
  const cache = { mode: 'exact', maxMemoryBytes: 0, savedStates: null } as const;
  const silence = () => undefined;
  return loadLlamaModel(
    { path: file, gpu: 'cpu', threads: 1, contextTokens: contextSize, cache },
    { error: silence, warn: silence, info: silence, debug: silence },
    silence,
  );
}

async function measure(
  model: LanguageModel,
  texts: readonly string[],
  samples: number,
  studyName: string,
): Promise<Observation[]> {
  const { vocabulary, promptFormat, summary } = model;
  const bench: Bench = {
    sequence: await model.openSequence(contextSize),
    vocabulary,
    layout: createPromptLayout(promptFormat),
    random: makeRandom(1),
  };
  const room = { before: evictionPrefixTokens, after: 2 * suffixTokens };
  const cursors = pickSamples(texts, vocabulary, samples, room, bench.random);
  const isPlain = bench.layout.name === 'plain';
  // Edits in prompts with a suffix differ little from those without, so that a quarter will do.
  const fewerCursors = cursors.slice(0, Math.ceil(samples / 4));
  const observations: Observation[] = [];
  const run = async (study: typeof studyEdits, studySamples: readonly Sample[] = cursors) => {
    if (!study.name.toLowerCase().endsWith(studyName.toLowerCase())) return;
    const started = Date.now();
    observations.push(...(await study(studySamples, bench)));
    process.stderr.write(`${summary.name}: ${study.name} (${formatSecondsSince(started)})\n`);
  };
  await run(studyEdits, isPlain ? cursors : fewerCursors);
  await run(isPlain ? studyDrift : studySuffixes);
  await run(studyEviction);
  await run(studyLocalWindows);
  await run(studyGrowth);
  if (observations.length === 0)
    throw new Error(`No study of this model is called "${studyName}".`);
  return observations;
}

function listOwnSources(): string[] {
  const folder = path.join(repositoryRoot, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => path.join(folder, file));
}
