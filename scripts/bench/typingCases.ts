import { createFirstTokenSample, type Bench } from './bench.ts';
import type { BenchDocument } from './benchDocument.ts';
import { summarizeCase, type CaseReport, type Sample } from './statistics.ts';

/** Maximum length of a completion, in tokens. Only the first token is measured, so few suffice. */
const maxTokens = 4;

/** Measures the first request in a new file, which has to evaluate its whole prompt. */
export async function measureColdFile(bench: Bench, file: BenchDocument): Promise<CaseReport> {
  const sample = await bench.measureWithPrefill(undefined, () => file.complete(maxTokens));
  return summarizeCase({ name: 'cold file', against: 'prefill', ratioKind: 'time', target: null }, [
    sample,
  ]);
}

/** Measures keys at a user's pace, each with its request. */
export async function measureWarmKeystroke(bench: Bench, file: BenchDocument): Promise<CaseReport> {
  const samples: Sample[] = [];
  const typedText = 'const counted = headers.length + 42;';
  for (let index = 0; index < bench.turns.cheap; index++) {
    samples.push(
      await bench.measureWithDecodeStep(file, async () => {
        await file.type(typedText.charAt(index));
        return file.complete(maxTokens);
      }),
    );
  }
  await file.insert('\n');
  return summarizeCase(
    { name: 'warm keystroke', against: 'decodeStep', ratioKind: 'time', target: { atMost: 1.3 } },
    samples,
  );
}

/** Distance from a full window at which words are typed instead of lines, in tokens. */
const approachTokens = 30;
/** Maximum number of words until a step. */
const maxWords = 60;

/**
 * Measures the request at which the window's start moves. The text only grows, so the start has moved
 * when a prompt is shorter than the one before it.
 */
export async function measureWindowStep(bench: Bench, file: BenchDocument): Promise<CaseReport> {
  const lines = bench.generateText(5000, 8 * bench.floor.depth).split(/(?<=\n)/);
  const samples: Sample[] = [];
  // The longest prompt before the first step is the size of the window.
  const limit = await typeLines(file, lines, Infinity);
  while (samples.length < bench.turns.costly) {
    await typeLines(file, lines, limit - approachTokens);
    const sample = await typeUntilStep(bench, file);
    if (sample === undefined) break;
    samples.push(sample);
  }
  return summarizeCase(
    { name: 'window step', against: 'decodeStep', ratioKind: 'time', target: { atMost: 3 } },
    samples,
  );
}

/**
 * Types line after line until the prompt has so many tokens or a step occurs.
 *
 * @param lines lines to type; they are removed from the front.
 * @returns the length of the longest prompt, in tokens.
 */
async function typeLines(file: BenchDocument, lines: string[], tokens: number): Promise<number> {
  let maxPromptTokens = 0;
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    await file.type(line);
    const { promptTokens } = await file.complete(1);
    if (promptTokens < maxPromptTokens) break;
    maxPromptTokens = promptTokens;
    if (maxPromptTokens >= tokens) break;
  }
  return maxPromptTokens;
}

/** Types words until a step occurs. @returns its sample; undefined after `maxWords`. */
async function typeUntilStep(bench: Bench, file: BenchDocument): Promise<Sample | undefined> {
  let maxPromptTokens = 0;
  for (let count = 0; count < maxWords; count++) {
    await file.type(` ${String.fromCharCode(97 + (count % 26))}`);
    const metrics = await file.complete(1);
    if (metrics.promptTokens < maxPromptTokens) {
      return createFirstTokenSample(metrics, await bench.floor.measureDecodeStepMs());
    }
    maxPromptTokens = metrics.promptTokens;
  }
  return undefined;
}

/** Measures jumps to places outside of the window; the file is longer than the window. */
export async function measureJump(bench: Bench, file: BenchDocument): Promise<CaseReport> {
  const samples: Sample[] = [];
  const places = [0.35, 0.95, 0.5, 0.8, 0.4, 0.9].slice(0, bench.turns.costly);
  for (const place of places) {
    samples.push(
      await bench.measureWithPrefill(file, async () => {
        await file.moveTo(Math.floor(file.length * place));
        return file.complete(maxTokens);
      }),
    );
  }
  return summarizeCase(
    { name: 'jump', against: 'prefill', ratioKind: 'time', target: null },
    samples,
  );
}
