/**
 * `npm run --silent complete -- FILE:LINE:COLUMN [--model F] [--json]`: prints Tramontane's suggestion
 * at a position. Line and column count from 1, columns in UTF-16 code units.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { CompleteResult, GpuChoice, ModelSummary } from '../src/engine/protocol.ts';
import type { EngineProcess } from './engine/engineProcess.ts';
import { withEngine } from './engine/withEngine.ts';
import { runScript } from './runScript.ts';

const usage = 'Usage: npm run --silent complete -- FILE:LINE:COLUMN [--model FILE.gguf] [--json]';

interface FilePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

await runScript(main);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      model: { type: 'string' },
      json: { type: 'boolean', default: false },
      gpu: { type: 'string', default: 'auto' },
    },
  });
  const filePosition = parseFilePosition(positionals);
  const text = await readFile(filePosition.file, 'utf8').catch(() => {
    throw new Error(`${filePosition.file} can't be read. ${usage}`);
  });
  const choice = { model: values.model, gpu: parseGpuChoice(values.gpu), window: 4096 };
  await withEngine(choice, async (engine, summary) => {
    const result = await complete(engine, text, filePosition);
    process.stdout.write(values.json ? formatJson(result, summary) : formatText(result));
  });
}

function parseFilePosition(positionals: readonly string[]): FilePosition {
  const match = /^(.+):(\d+):(\d+)$/.exec(positionals[0] ?? '');
  if (!match || positionals.length !== 1) throw new Error(usage);
  const [, file = '', line, column] = match;
  return { file: path.resolve(file), line: Number(line), column: Number(column) };
}

function parseGpuChoice(value: string): GpuChoice {
  const choices = ['auto', 'metal', 'cuda', 'vulkan', 'cpu'] as const;
  const choice = choices.find((name) => name === value);
  if (!choice) throw new Error(`--gpu is one of ${choices.join(', ')}.`);
  return choice;
}

/** Requests a completion at a position of a text. */
async function complete(
  engine: EngineProcess,
  text: string,
  { file, line, column }: FilePosition,
): Promise<CompleteResult> {
  const uri = await engine.open(text, file);
  return engine.request('tramontane/complete', {
    textDocument: { uri, version: 1 },
    position: { line: line - 1, character: column - 1 },
    lines: 'auto',
    maxTokens: 64,
  });
}

function formatText(result: CompleteResult): string {
  if (result.kind === 'text') return `${result.text}\n`;
  process.stderr.write(`Nothing to suggest: ${result.outcome.rule}.\n`);
  return '';
}

function formatJson(result: CompleteResult, summary: ModelSummary): string {
  const outcome =
    result.kind === 'text'
      ? { text: result.text, stopReason: result.stopReason }
      : { text: '', reason: result.outcome.rule, stopReason: result.stopReason };
  const line = { ...outcome, ...result.metrics, model: summary.path, device: summary.device };
  return `${JSON.stringify(line)}\n`;
}
