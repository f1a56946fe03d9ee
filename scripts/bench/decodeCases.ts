import type { RequestMetrics } from '../../src/engine/protocol.ts';
import type { EngineProcess } from '../engine/engineProcess.ts';
import type { Bench } from './bench.ts';
import type { BenchDocument } from './benchDocument.ts';
import { askAbout } from './explainCase.ts';
import { sourceText } from './sourceText.ts';
import { caseReport, mean, type CaseReport, type Sample } from './statistics.ts';

/** Maximum length of a text, in tokens. */
const maxTokens = 48;
/**
 * Functions of the file whose beginnings are typed again, by their numbers. The file of the smallest
 * window has 1 to 8, with the cursor after 7: these two stay in the window while text is inserted before
 * the cursor. They take turns, so that prompt lookup doesn't find the latest copy, whose end differs.
 */
const repeated = [5, 6] as const;
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
export async function decode(
  bench: Bench,
  engine: EngineProcess,
  file: BenchDocument,
): Promise<CaseReport> {
  // The same question each time: its prompt is cached, so only the answer takes time.
  const passage = bench.textOf(0, 1);
  for (let turn = 0; turn < warmUpTurns; turn++) await askAbout(engine, file, passage, maxTokens);
  const samples: Sample[] = [];
  let before = await bench.decodeStepMsByDepth(file);
  for (let turn = 0; turn < measuredTurns; turn++) {
    const metrics = await askAbout(engine, file, passage, maxTokens);
    const after = await bench.decodeStepMsByDepth(file);
    // An answer takes as long as many steps, and the machine's speed may change meanwhile.
    const around = mean([before(metrics.promptTokens), after(metrics.promptTokens)]);
    samples.push(decodeSample(metrics, () => around, metrics.draftedTokens === 0));
    before = after;
  }
  return caseReport(
    { name: 'decode', against: 'decodeStep', ratioOf: 'speed', target: { atLeast: 0.95 } },
    samples,
  );
}

/** Measures completions with draft tokens: their beginnings occur in the file. */
export async function decodeWithSpeculation(
  bench: Bench,
  file: BenchDocument,
): Promise<CaseReport> {
  const samples: Sample[] = [];
  for (let turn = 0; turn < bench.turns.cheap; turn += 2) {
    const floorMs = await bench.decodeStepMsByDepth(file);
    await file.insert(beginningOf(repeated[turn % 4 === 0 ? 0 : 1]));
    const metrics = await file.complete(maxTokens);
    await file.insert('\n}\n\n');
    samples.push(decodeSample(metrics, floorMs, metrics.draftedTokens > 0));
  }
  return caseReport(
    { name: 'decode with speculation', against: 'decodeStep', ratioOf: 'speed', target: null },
    samples,
  );
}

/** Returns the first lines of a function of the file, by its number. */
function beginningOf(number: number): string {
  const lines = sourceText(number, (text) => text !== '').split('\n');
  return `${lines.slice(0, 3).join('\n')}\n`;
}

/** @param isOfKind true when it was decoded in the way that the case measures. */
function decodeSample(
  metrics: RequestMetrics,
  floorMs: (tokens: number) => number,
  isOfKind: boolean,
): Sample {
  const { evaluatedTokens, promptTokens } = metrics;
  const ms = isOfKind ? stepMsOf(metrics) : null;
  return { ms, floorMs: floorMs(promptTokens), evaluatedTokens, promptTokens };
}

/** Returns the time per sampled token, in ms; null where too few were sampled. */
function stepMsOf(metrics: RequestMetrics): number | null {
  const { decodeMs, decodeSteps, totalMs, timeToFirstTokenMs: first } = metrics;
  if (decodeSteps < minSteps || first === null) return null;
  return decodeMs > 0 ? decodeMs / decodeSteps : (totalMs - first) / (decodeSteps - 1);
}
