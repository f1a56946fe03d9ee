/**
 * `npm run --silent complete -- FILE:LINE:COLUMN [--model F] [--json]`: what would Tramontane
 * suggest there? Line and column count from 1, columns in UTF-16 code units.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { CompleteResult, ModelSummary } from '../src/engine/protocol.ts';
import { build } from './build.ts';
import { EngineProcess } from './engine/engineProcess.ts';
import { smallModel } from './engine/smallModel.ts';

const usage = 'Usage: npm run --silent complete -- FILE:LINE:COLUMN [--model FILE.gguf] [--json]';

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      model: { type: 'string' },
      json: { type: 'boolean', default: false },
      gpu: { type: 'string', default: 'auto' },
    },
  });
  const place = parsePlace(positionals);
  const text = await readFile(place.file, 'utf8').catch(() => {
    throw new Error(`${place.file} can't be read. ${usage}`);
  });
  const model = path.resolve(values.model ?? process.env['TRAMONTANE_MODEL'] ?? smallModel);
  await build();
  const { result, summary } = await complete(text, place, model, gpuChoice(values.gpu));
  process.stdout.write(values.json ? asJson(result, summary) : asText(result));
}

function parsePlace(positionals: readonly string[]): Place {
  const match = /^(.+):(\d+):(\d+)$/.exec(positionals[0] ?? '');
  if (!match || positionals.length !== 1) throw new Error(usage);
  const [, file = '', line, column] = match;
  return { file: path.resolve(file), line: Number(line), column: Number(column) };
}

function gpuChoice(value: string) {
  const choices = ['auto', 'metal', 'cuda', 'vulkan', 'cpu'] as const;
  const choice = choices.find((name) => name === value);
  if (!choice) throw new Error(`--gpu is one of ${choices.join(', ')}.`);
  return choice;
}

async function complete(
  text: string,
  { file, line, column }: Place,
  model: string,
  gpu: ReturnType<typeof gpuChoice>,
): Promise<{ readonly result: CompleteResult; readonly summary: ModelSummary }> {
  const engine = new EngineProcess();
  try {
    const work = async () => {
      await engine.initialize({ ownInlineCompletion: true });
      const summary = await engine.request('tramontane/loadModel', {
        path: model,
        gpu,
        threads: 0,
        contextTokens: 4096,
      });
      const uri = await engine.open(text, file);
      const result = await engine.request('tramontane/complete', {
        textDocument: { uri, version: 1 },
        position: { line: line - 1, character: column - 1 },
        lines: 'auto',
        maxTokens: 64,
      });
      return { result, summary };
    };
    const died = engine.ended.then((how) => {
      throw new Error(`The engine ended (${how}). ${engine.standardError}`);
    });
    return await Promise.race([work(), died]);
  } finally {
    if (engine.child.exitCode === null && engine.child.signalCode === null) await engine.stop();
  }
}

function asText(result: CompleteResult): string {
  if (result.kind === 'text') return `${result.text}\n`;
  process.stderr.write(`Nothing to suggest: ${result.reason}.\n`);
  return '';
}

function asJson(result: CompleteResult, summary: ModelSummary): string {
  const said =
    result.kind === 'text'
      ? { text: result.text, stopReason: result.stopReason }
      : { text: '', reason: result.reason };
  const line = { ...said, ...result.metrics, model: summary.path, device: summary.device };
  return `${JSON.stringify(line)}\n`;
}
