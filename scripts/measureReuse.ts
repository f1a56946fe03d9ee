/**
 * `npm run --silent measure:reuse -- [TRACE.jsonl | SOURCE …] [--model F] [--samples N] [--json]`:
 * how far are answers from a reused cache from those of a fresh one? Asks the small models, or the
 * one that is named, about this project's own sources and what else is named. Takes ten minutes, on
 * one thread.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadLlamaModel } from '../src/engine/llama/llamaModel.ts';
import type { LanguageModel } from '../src/engine/ports.ts';
import { layoutFor, suffixTokens, type Bench, type Observation } from './measure/bench.ts';
import { studyDrift } from './measure/driftStudy.ts';
import { studyEdits } from './measure/editStudy.ts';
import { randomFrom } from './measure/random.ts';
import { pickSamples, readTexts, type Sample } from './measure/samples.ts';
import { studySuffixes } from './measure/suffixStudy.ts';
import { tablesOf } from './measure/tables.ts';
import { studyEviction, studyLocalWindows, tokensForEviction } from './measure/windowStudy.ts';
import { secondsSince } from './progress.ts';
import { repositoryRoot } from './repository.ts';
import { runScript } from './runScript.ts';

const smallModels = ['tiny-mistral-base-Q8_0.gguf', 'tiny-mistral-fim-Q8_0.gguf'].map((name) =>
  path.join(repositoryRoot, 'media/models', name),
);

/** The longest cache that a study fills, in tokens. */
const contextSize = 1024;

await runScript(main);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      model: { type: 'string', multiple: true, default: smallModels },
      samples: { type: 'string', default: '10' },
      json: { type: 'boolean', default: false },
    },
  });
  const samples = Number(values.samples);
  if (!Number.isInteger(samples) || samples < 1) throw new Error('--samples takes a number.');
  const texts = await readTexts([
    ...positionals.map((file) => path.resolve(file)),
    ...ownSources(),
  ]);
  const found: Record<string, readonly Observation[]> = {};
  for (const file of values.model) {
    const model = await load(path.resolve(file));
    found[model.summary.name] = await measure(model, texts, samples);
    await model.dispose();
  }
  for (const [name, observations] of Object.entries(found)) {
    if (!values.json) process.stdout.write(`## ${name}\n\n${tablesOf(observations)}\n`);
  }
  if (values.json) process.stdout.write(`${JSON.stringify(found)}\n`);
}

function load(file: string): Promise<LanguageModel> {
  const cache = { mode: 'exact', memoryBytes: 0, saved: null } as const;
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
): Promise<Observation[]> {
  const { vocabulary, summary } = model;
  const bench: Bench = {
    sequence: await model.openSequence(contextSize),
    vocabulary,
    layout: layoutFor(vocabulary),
    random: randomFrom(1),
  };
  const room = { before: tokensForEviction, behind: 2 * suffixTokens };
  const places = pickSamples(texts, vocabulary, samples, room, bench.random);
  const isPlain = bench.layout.name === 'plain';
  // Edits in prompts without a suffix and with one differ little, so most are made in the former.
  const fewer = places.slice(0, Math.ceil(samples / 4));
  const observations: Observation[] = [];
  const run = async (study: typeof studyEdits, where: readonly Sample[] = places) => {
    const started = Date.now();
    observations.push(...(await study(where, bench)));
    process.stderr.write(`${summary.name}: ${study.name} (${secondsSince(started)})\n`);
  };
  await run(studyEdits, isPlain ? places : fewer);
  await run(isPlain ? studyDrift : studySuffixes);
  await run(studyEviction);
  await run(studyLocalWindows);
  return observations;
}

function ownSources(): string[] {
  const folder = path.join(repositoryRoot, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => path.join(folder, file));
}
