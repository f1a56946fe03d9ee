/**
 * `npm run --silent bench -- [--quick] [--threads N] [--gpu KIND] [--json]`: what the engine makes
 * of llama.cpp's speed. Each case is a ratio to raw decoding or prefill of the same llama.cpp
 * build, measured by turns in one run, for times alone say more about the machine than about us.
 * `--quick` measures one small model only.
 */
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { GpuChoice } from '../src/engine/protocol.ts';
import { benchModel, type BenchModelOptions, type ModelReport } from './bench/benchModel.ts';
import { benchTable } from './bench/benchTable.ts';
import { benchShape, randomModel } from './bench/randomModel.ts';
import { build } from './build.ts';
import { withProgress } from './progress.ts';
import { repositoryRoot } from './repository.ts';
import { runScript } from './runScript.ts';

const usage =
  'Usage: npm run --silent bench -- [--quick] [--threads COUNT] [--gpu auto|metal|cuda|vulkan|cpu] [--json]';

const models = path.join(repositoryRoot, 'media/models');
const fillInModel = path.join(models, 'tiny-mistral-fim-Q8_0.gguf');
const baseModel = path.join(models, 'tiny-mistral-base-Q8_0.gguf');

await runScript(main);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      threads: { type: 'string', default: `${steadyThreads()}` },
      gpu: { type: 'string', default: 'auto' },
      json: { type: 'boolean', default: false },
    },
  });
  const threads = Number(values.threads);
  const gpu = (['auto', 'metal', 'cuda', 'vulkan', 'cpu'] as const).find(
    (kind) => kind === values.gpu,
  );
  if (!Number.isInteger(threads) || threads < 1 || gpu === undefined) throw new Error(usage);
  await build();
  const reports: ModelReport[] = [];
  for (const options of await modelsToMeasure(values.quick, { threads, gpu })) {
    const report = await benchModel(options);
    reports.push(report);
    if (!values.json) process.stdout.write(`${benchTable(report)}\n`);
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ models: reports })}\n`);
}

/**
 * As many threads as the engine keeps while the floor is measured beside it: what others take of the
 * processors it leaves to them, with room for an editor.
 */
function steadyThreads(): number {
  return Math.max(1, Math.floor((os.availableParallelism() - 0.5) / 2));
}

async function modelsToMeasure(
  isQuick: boolean,
  how: { readonly threads: number; readonly gpu: GpuChoice },
): Promise<BenchModelOptions[]> {
  const small = { ...how, window: 1024, model: fillInModel, turns: { cheap: 16, costly: 3 } };
  if (isQuick) return [small];
  const fewTurns = { cheap: 8, costly: 2 };
  const folder = path.join(repositoryRoot, 'out/bench');
  const large = await withProgress('Making a model of random weights', () =>
    randomModel(benchShape, fillInModel, folder),
  );
  return [
    small,
    { ...small, model: baseModel, turns: fewTurns },
    // Of a window of this size the file takes somewhat more than 2,048 tokens.
    { ...how, model: large, window: 2560, turns: fewTurns },
  ];
}
