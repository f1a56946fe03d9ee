import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import type { CompleteParams, CompleteResult, ModelSummary } from '../../src/engine/protocol.ts';
import { memoryOnlyCache } from './inMemory.ts';
import { baseModel, infillModel } from './models.ts';

/** A test, or node:test itself for all tests of a file. */
export interface WithHooks {
  after(end: () => void): void;
}

/** Starts the engine as a process that ends with the test, whatever its result. */
export async function startTestEngine(
  context: WithHooks,
  environment: Readonly<Record<string, string>> = {},
): Promise<EngineProcess> {
  const engine = new EngineProcess(environment);
  context.after(() => {
    engine.kill();
  });
  await engine.initialize({ hasOwnInlineCompletion: true });
  return engine;
}

/** Starts the built engine with a model, for all tests of a file. */
export async function startEngine(model: string = infillModel): Promise<EngineProcess> {
  const engine = new EngineProcess();
  try {
    await engine.initialize({ hasOwnInlineCompletion: true });
    await loadModel(engine, model);
    return engine;
  } catch (error) {
    engine.kill();
    throw error;
  }
}

/** Starts the built engine with each of the small models, for all tests of the calling file. */
export function useEnginesOfBothModels(): readonly EngineProcess[] {
  const engines: EngineProcess[] = [];
  before(async () => {
    for (const model of [infillModel, baseModel]) engines.push(await startEngine(model));
  });
  after(async () => {
    for (const engine of engines) await engine.stop();
  });
  return engines;
}

export function loadModel(
  engine: EngineProcess,
  path: string,
  gpu: 'auto' | 'cpu' | 'vulkan' = 'cpu',
): Promise<ModelSummary> {
  return engine.request('tramontane/loadModel', {
    path,
    gpu,
    threads: 1,
    contextTokens: 4096,
    cache: memoryOnlyCache,
  });
}

/** Opens the document of a drawing with `║` at the cursor. Returns the request for that place. */
export async function openMarkedText(
  engine: EngineProcess,
  markedText: string,
  file?: string,
): Promise<CompleteParams> {
  const offset = markedText.indexOf('║');
  assert.ok(offset >= 0, 'The drawing has no cursor.');
  const uri = await engine.open(markedText.replace('║', ''), file);
  const before = markedText.slice(0, offset).split('\n');
  return {
    textDocument: { uri, version: 1 },
    position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
    lines: 'auto',
    maxTokens: 32,
  };
}

/** Requests a completion at the drawing's cursor. */
export async function completeMarkedText(
  engine: EngineProcess,
  markedText: string,
  file?: string,
): Promise<CompleteResult> {
  return engine.request('tramontane/complete', await openMarkedText(engine, markedText, file));
}
