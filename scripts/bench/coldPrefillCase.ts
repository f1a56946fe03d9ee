import { setTimeout as delay } from 'node:timers/promises';
import type { EngineProcess } from '../engine/engineProcess.ts';
import { subtractSeconds } from '../engine/processTime.ts';
import { subtractWork } from '../replay/workCounts.ts';
import type { Bench } from './bench.ts';
import { BenchDocument } from './benchDocument.ts';
import { summarizeCase, type CaseReport, type Sample } from './statistics.ts';

/** Prompt lengths, in tokens. Neither is a multiple of a slice. */
export const coldPromptTokens = [193, 664] as const;

/** Minimum CPU time of the floor over all samples, in ms: `/proc` counts in units of 10 ms. */
const minFloorMs = 1000;
/** Maximum difference of a prompt from the text of its document, in tokens. */
const maxDifferenceTokens = 32;
/** Time in which the engine ends its idle work, in ms. */
const quietMs = 250;
/** Interval between two looks at the window, and maximum time for its completion, in ms. */
const pollMs = 250;
const maxWholeMs = 120_000;

/**
 * Measures the CPU time of the engine's process for a document that it has never evaluated, from its
 * opening until the window holds its prompt, against the same tokens in one batch of raw llama.cpp.
 *
 * An engine that answers from a part of the document first completes the window in idle time, which
 * counts. `evaluatedTokens` of the samples are all tokens that went through the model.
 *
 * @param engine no request is running.
 * @param tokens of the prompt.
 */
export async function measureColdPrefill(
  bench: Bench,
  engine: EngineProcess,
  tokens: number,
): Promise<CaseReport> {
  const { cheap, costly } = bench.turns;
  const samples: Sample[] = [];
  /** Tokens of the text: the prompt has control tokens, and not the last token, which may grow. */
  let textTokens = tokens;
  let floorSumMs = 0;
  // The first turn only finds out how many tokens of text give the prompt.
  for (let turn = 0; turn <= costly || (turn <= cheap && floorSumMs < minFloorMs); turn++) {
    const source = bench.generateText(20_000 + tokens + turn * 100, textTokens + 1);
    const text = bench.floor.cutText(source, textTokens);
    const { promptTokens, ...sample } = await evaluateColdDocument(
      engine,
      `cold-${tokens}-${turn}`,
      text,
      tokens,
    );
    const missing = tokens - promptTokens;
    if (Math.abs(missing) <= maxDifferenceTokens) textTokens += missing;
    if (turn === 0) continue;
    const floorMs = await bench.floor.measureBatchCpuMs(text, promptTokens);
    samples.push({ ...sample, floorMs, promptTokens });
    floorSumMs += floorMs;
  }
  await engine.notify('tramontane/prefetch', { enabled: true });
  return summarizeCase(
    {
      name: `cold prefill, ${tokens} tokens`,
      against: 'batch',
      ratioKind: 'cpuTime',
      target: null,
    },
    samples,
  );
}

/** Opens a document, requests one token at its end, and waits until the window holds the prompt. */
async function evaluateColdDocument(
  engine: EngineProcess,
  name: string,
  text: string,
  tokens: number,
): Promise<Omit<Sample, 'floorMs'>> {
  await engine.notify('tramontane/prefetch', { enabled: false });
  await delay(quietMs);
  await engine.notify('tramontane/prefetch', { enabled: true });
  const workBefore = await engine.request('tramontane/work', null);
  const secondsBefore = await engine.readCpuSeconds();
  const document = await BenchDocument.open(engine, name, text);
  let { promptTokens } = await document.complete(1);
  if (promptTokens < tokens - maxDifferenceTokens)
    promptTokens = await waitForWholeWindow(engine, document, tokens);
  const seconds = subtractSeconds(await engine.readCpuSeconds(), secondsBefore);
  const work = subtractWork(await engine.request('tramontane/work', null), workBefore);
  const ms = seconds === null ? null : 1000 * seconds;
  return { ms, evaluatedTokens: work.total, promptTokens };
}

/** Waits for the completion of a window. @returns the tokens that it holds then. */
async function waitForWholeWindow(
  engine: EngineProcess,
  { uri }: BenchDocument,
  tokens: number,
): Promise<number> {
  const deadlineMs = performance.now() + maxWholeMs;
  for (;;) {
    const report = await engine.request('tramontane/cache', { textDocument: { uri } });
    const cachedTokens = (report?.runs ?? []).reduce((sum, run) => sum + run.tokens, 0);
    if (cachedTokens >= tokens - maxDifferenceTokens || performance.now() > deadlineMs)
      return cachedTokens;
    await delay(pollMs);
  }
}
