import type { RequestMetrics } from '../../src/engine/protocol.ts';
import type { EngineProcess } from '../engine/engineProcess.ts';
import type { Bench } from './bench.ts';
import type { BenchDocument } from './benchDocument.ts';
import { askChat } from './explainCase.ts';
import { generateSourceText } from './sourceText.ts';
import { summarizeCase, computeMean, type CaseReport, type Sample } from './statistics.ts';

/** Maximum length of a text, in tokens. */
const maxTokens = 48;
/**
 * Functions of the file whose beginnings are typed again, by their numbers. The file of the smallest
 * window has 1 to 8, with the cursor after 7: these two stay in the window while text is inserted before
 * the cursor. They take turns, so that prompt lookup doesn't find the latest copy, whose end differs.
 */
const repeatedFunctions = [5, 6] as const;
/** Answers that aren't measured: Node.js compiles code after some hundred runs, and engines run all day. */
const warmUpTurns = 6;
/** Answers that are measured, with any model: the target leaves no room for variations of the machine. */
const measuredTurns = 16;
/** Minimum number of steps from which the speed of one can be computed. */
const minSteps = 4;

/**
 * Measures decoding token by token: answers of the chat, which have no draft tokens.
 *
 * @param file document that the answers are about.
 */
export async function measureDecode(
  bench: Bench,
  engine: EngineProcess,
  file: BenchDocument,
): Promise<CaseReport> {
  // The same question each time: its prompt is cached, so only the answer takes time.
  const passage = bench.generateText(0, 1);
  for (let turn = 0; turn < warmUpTurns; turn++) await askChat(engine, file, passage, maxTokens);
  const samples: Sample[] = [];
  let before = await bench.measureDecodeStepMsByDepth(file);
  for (let turn = 0; turn < measuredTurns; turn++) {
    const metrics = await askChat(engine, file, passage, maxTokens);
    const after = await bench.measureDecodeStepMsByDepth(file);
    // An answer takes as long as many steps, and the machine's speed may change meanwhile.
    const floorStepMs = computeMean([before(metrics.promptTokens), after(metrics.promptTokens)]);
    samples.push(createDecodeSample(metrics, () => floorStepMs, metrics.draftedTokens === 0));
    before = after;
  }
  return summarizeCase(
    { name: 'decode', against: 'decodeStep', ratioKind: 'speed', target: { atLeast: 0.95 } },
    samples,
  );
}

/** Measures completions with draft tokens: their beginnings occur in the file. */
export async function measureSpeculativeDecode(
  bench: Bench,
  file: BenchDocument,
): Promise<CaseReport> {
  const samples: Sample[] = [];
  for (let turn = 0; turn < bench.turns.cheap; turn += 2) {
    const floorMs = await bench.measureDecodeStepMsByDepth(file);
    await file.insert(generateFunctionHead(repeatedFunctions[turn % 4 === 0 ? 0 : 1]));
    const metrics = await file.complete(maxTokens);
    await file.insert('\n}\n\n');
    samples.push(createDecodeSample(metrics, floorMs, metrics.draftedTokens > 0));
  }
  return summarizeCase(
    { name: 'decode with speculation', against: 'decodeStep', ratioKind: 'speed', target: null },
    samples,
  );
}

/** Returns the first lines of a function of the file, by its number. */
function generateFunctionHead(number: number): string {
  const lines = generateSourceText(number, (text) => text !== '').split('\n');
  return `${lines.slice(0, 3).join('\n')}\n`;
}

/** @param isValid true when it was decoded in the way that the case measures. */
function createDecodeSample(
  metrics: RequestMetrics,
  floorMs: (tokens: number) => number,
  isValid: boolean,
): Sample {
  const { evaluatedTokens, promptTokens } = metrics;
  const ms = isValid ? computeStepMs(metrics) : null;
  return { ms, floorMs: floorMs(promptTokens), evaluatedTokens, promptTokens };
}

/** Returns the time per sampled token, in ms; null where too few were sampled. */
function computeStepMs(metrics: RequestMetrics): number | null {
  const { decodeMs, decodeSteps, totalMs, timeToFirstTokenMs: first } = metrics;
  if (decodeSteps < minSteps || first === null) return null;
  return decodeMs > 0 ? decodeMs / decodeSteps : (totalMs - first) / (decodeSteps - 1);
}
