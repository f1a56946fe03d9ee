import type { Token } from '../../src/engine/ports.ts';
import {
  followingAt,
  partsAt,
  prefixTokens,
  type Bench,
  type Observation,
  type PromptParts,
} from './bench.ts';
import { answerFromScratch } from './comparePatches.ts';
import { evaluateFrom } from './patch.ts';
import { differenceOf, predict, type Prediction } from './prediction.ts';
import type { Sample } from './samples.ts';

/** Tokens that are evicted at once. */
const step = prefixTokens / 4;
/** How often that happens before the cursor is reached. */
const evictionCounts = [1, 4] as const;
/** Tokens that studies of windows need before a cursor. */
export const tokensForEviction = prefixTokens + 3 * step;

/** Eviction from the front of the prefix against evaluating anew what is left, and against all. */
export async function studyEviction(
  samples: readonly Sample[],
  bench: Bench,
): Promise<Observation[]> {
  const observations: Observation[] = [];
  for (const sample of samples) {
    const following = followingAt(sample);
    const parts = partsAt(sample);
    const whole = await answerOf(parts, following, bench);
    const left = { ...parts, prefix: parts.prefix.slice(step) };
    const anew = await answerOf(left, following, bench);
    const observe = (mode: string, evictions: number, ...pair: [Prediction, Prediction]) => {
      const labels = { study: 'eviction', evictions, mode };
      observations.push({ labels, difference: differenceOf(...pair, following) });
    };
    observe('anew, from whole', 1, whole, anew);
    for (const evictions of evictionCounts) {
      await evaluateRolling(sample, evictions, bench);
      const rolled = await predict(bench.sequence, bench.vocabulary, following);
      observe('rolled, from anew', evictions, anew, rolled);
      observe('rolled, from whole', evictions, whole, rolled);
    }
  }
  return observations;
}

/** Fills the cache so that the last step of a prefix has just been evicted at the cursor. */
async function evaluateRolling(
  sample: Sample,
  evictions: number,
  { sequence, layout }: Bench,
): Promise<void> {
  const parts = partsAt(sample, prefixTokens + (evictions - 1) * step);
  const prompt = layout.prompt(parts);
  const start = prompt.length - parts.prefix.length;
  const filled = start + prefixTokens;
  await evaluateFrom(sequence, 0, prompt.slice(0, filled));
  for (let eviction = 0; eviction < evictions; eviction++) {
    if (eviction > 0) {
      const next = filled + (eviction - 1) * step;
      await sequence.evaluate(prompt.slice(next, next + step));
    }
    await sequence.erase([{ start, end: start + step }]);
  }
}

/** Tokens before the cursor that a local window shows. */
const localPrefixes = [64, 128, 256] as const;

/** A prompt of just the last tokens of the prefix against the whole prompt. */
export async function studyLocalWindows(
  samples: readonly Sample[],
  bench: Bench,
): Promise<Observation[]> {
  const observations: Observation[] = [];
  for (const sample of samples) {
    const following = followingAt(sample);
    const parts = partsAt(sample);
    const whole = await answerOf(parts, following, bench);
    const suffixes = bench.layout.name === 'plain' ? [[]] : [parts.suffix, []];
    for (const prefix of localPrefixes) {
      for (const suffix of suffixes) {
        const local = { prefix: parts.prefix.slice(-prefix), suffix };
        const labels = { study: 'local', prefix, suffix: suffix.length, mode: 'local' };
        const answer = await answerOf(local, following, bench);
        observations.push({ labels, difference: differenceOf(whole, answer, following) });
      }
    }
  }
  return observations;
}

async function answerOf(
  parts: PromptParts,
  following: readonly Token[],
  bench: Bench,
): Promise<Prediction> {
  return (await answerFromScratch(bench.layout.prompt(parts), following, bench)).exact;
}
