/**
 * `npm run --silent bench -- [--quick | --model FILE.gguf] [--window N] [--threads N] [--gpu KIND]
 * [--json]`: compares the engine's speed with raw llama.cpp. Each case is a ratio to decoding or prefill
 * of the same llama.cpp build, measured by turns in one run, since times alone depend on the machine.
 * `--quick` measures one small model only, `--model` a model of the user's in a window of 2,560 tokens.
 */
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { GpuChoice } from '../src/engine/protocol.ts';
import { benchModel, type BenchModelOptions, type ModelReport } from './bench/benchModel.ts';
import { formatBenchTable } from './bench/benchTable.ts';
import { benchShape, createRandomModel } from './bench/randomModel.ts';
import { build } from './build.ts';
import { withProgress } from './progress.ts';
import { repositoryRoot } from './repository.ts';
import { runScript } from './runScript.ts';

const usage =
  'Usage: npm run --silent bench -- [--quick | --model FILE.gguf] [--window TOKENS] [--threads COUNT] [--gpu auto|metal|cuda|vulkan|cpu] [--json]';

const smallModelsFolder = path.join(repositoryRoot, 'media/models');
const infillModel = path.join(smallModelsFolder, 'tiny-mistral-fim-Q8_0.gguf');
const baseModel = path.join(smallModelsFolder, 'tiny-mistral-base-Q8_0.gguf');

/** Window of large models, in tokens. The file of the bench takes more than 2,048 of them. */
const largeWindowTokens = 2560;
/** Minimum window, in tokens: smaller files have no room for the cases. */
const minWindowTokens = 1024;
/** Turns of large models, whose cases take long. */
const fewTurns = { cheap: 8, costly: 2 } as const;

await runScript(main);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      model: { type: 'string' },
      window: { type: 'string', default: `${largeWindowTokens}` },
      threads: { type: 'string', default: `${countSteadyThreads()}` },
      gpu: { type: 'string', default: 'auto' },
      json: { type: 'boolean', default: false },
    },
  });
  const [threads, window] = [Number(values.threads), Number(values.window)];
  const gpu = (['auto', 'metal', 'cuda', 'vulkan', 'cpu'] as const).find(
    (kind) => kind === values.gpu,
  );
  const isUsable =
    [threads, window].every(Number.isInteger) && threads >= 1 && window >= minWindowTokens;
  if (!isUsable || gpu === undefined) throw new Error(usage);
  await build();
  const reports: ModelReport[] = [];
  const { model, quick } = values;
  const models =
    model === undefined
      ? await listOwnModels(quick, { threads, gpu })
      : [{ threads, gpu, model: path.resolve(model), window, turns: fewTurns }];
  for (const options of models) {
    const report = await benchModel(options);
    reports.push(report);
    if (!values.json) process.stdout.write(`${formatBenchTable(report)}\n`);
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ models: reports })}\n`);
}

/**
 * Returns the number of threads that the engine keeps while the floor is measured. It leaves room for an
 * editor, and the cores that other processes use.
 */
function countSteadyThreads(): number {
  return Math.max(1, Math.floor((os.availableParallelism() - 0.5) / 2));
}

/** Lists the small models, and a large one of random weights unless `isQuick`. */
async function listOwnModels(
  isQuick: boolean,
  engineOptions: { readonly threads: number; readonly gpu: GpuChoice },
): Promise<BenchModelOptions[]> {
  const small = {
    ...engineOptions,
    window: 1024,
    model: infillModel,
    turns: { cheap: 16, costly: 3 },
  };
  if (isQuick) return [small];
  const folder = path.join(repositoryRoot, 'out/bench');
  const large = await withProgress('Making a model of random weights', () =>
    createRandomModel(benchShape, infillModel, folder),
  );
  return [
    small,
    { ...small, model: baseModel, turns: fewTurns },
    { ...engineOptions, model: large, window: largeWindowTokens, turns: fewTurns },
  ];
}
