import { firstTokenSample, type Bench } from './bench.ts';
import type { BenchDocument } from './benchDocument.ts';
import { caseReport, type CaseReport, type Sample } from './statistics.ts';

/** Typing is measured up to the first token; what comes behind it costs only time. */
const maxTokens = 4;

/** The first request in a file that was never seen: the prefill that everything else saves. */
export async function coldFile(bench: Bench, file: BenchDocument): Promise<CaseReport> {
  const sample = await bench.besidePrefill(undefined, () => file.complete(maxTokens));
  return caseReport({ name: 'cold file', against: 'prefill', ratioOf: 'time', target: null }, [
    sample,
  ]);
}

/** Keys at the pace of a person, each with its request. */
export async function warmKeystroke(bench: Bench, file: BenchDocument): Promise<CaseReport> {
  const samples: Sample[] = [];
  const typed = 'const counted = headers.length + 42;';
  for (let index = 0; index < bench.turns.cheap; index++) {
    samples.push(
      await bench.besideDecodeStep(file, async () => {
        await file.type(typed.charAt(index));
        return file.complete(maxTokens);
      }),
    );
  }
  await file.insert('\n');
  return caseReport(
    { name: 'warm keystroke', against: 'decodeStep', ratioOf: 'time', target: { atMost: 1.3 } },
    samples,
  );
}

/** Tokens before the end of the window from which on words are typed instead of lines. */
const approachTokens = 30;
/** Words until a step must have come. */
const maxWords = 60;

/**
 * The request at which the window's start moves on, found by its prompt: the text only grows, so a
 * prompt that is shorter than the one before it begins later.
 */
export async function windowStep(bench: Bench, file: BenchDocument): Promise<CaseReport> {
  const lines = bench.textOf(5000, 8 * bench.floor.depth).split(/(?<=\n)/);
  const samples: Sample[] = [];
  // The first step tells how much the window holds.
  const limit = await typeLines(file, lines, Infinity);
  while (samples.length < bench.turns.costly) {
    await typeLines(file, lines, limit - approachTokens);
    const sample = await typeUntilStep(bench, file);
    if (sample === undefined) break;
    samples.push(sample);
  }
  return caseReport(
    { name: 'window step', against: 'decodeStep', ratioOf: 'time', target: { atMost: 3 } },
    samples,
  );
}

/**
 * Types line after line, until the prompt is that long or a step comes.
 *
 * @param lines are taken away from the front.
 * @returns the longest prompt that was seen, in tokens.
 */
async function typeLines(file: BenchDocument, lines: string[], tokens: number): Promise<number> {
  let longest = 0;
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    await file.type(line);
    const { promptTokens } = await file.complete(1);
    if (promptTokens < longest) break;
    longest = promptTokens;
    if (longest >= tokens) break;
  }
  return longest;
}

/** Types words until a step comes. */
async function typeUntilStep(bench: Bench, file: BenchDocument): Promise<Sample | undefined> {
  let longest = 0;
  for (let count = 0; count < maxWords; count++) {
    await file.type(` ${String.fromCharCode(97 + (count % 26))}`);
    const metrics = await file.complete(1);
    if (metrics.promptTokens < longest) {
      return firstTokenSample(metrics, await bench.floor.decodeStepMs());
    }
    longest = metrics.promptTokens;
  }
  return undefined;
}

/** The cursor goes where the window isn't; the file is longer than it. */
export async function jump(bench: Bench, file: BenchDocument): Promise<CaseReport> {
  const samples: Sample[] = [];
  const places = [0.35, 0.95, 0.5, 0.8, 0.4, 0.9].slice(0, bench.turns.costly);
  for (const place of places) {
    samples.push(
      await bench.besidePrefill(file, async () => {
        await file.moveTo(Math.floor(file.length * place));
        return file.complete(maxTokens);
      }),
    );
  }
  return caseReport({ name: 'jump', against: 'prefill', ratioOf: 'time', target: null }, samples);
}
