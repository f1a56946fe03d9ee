import type { Token } from '../../src/engine/backend/languageModel.ts';
import {
  cutFollowing,
  cutParts,
  prefixTokens,
  type Bench,
  type Observation,
  type PromptParts,
} from './bench.ts';
import { answerFromScratch } from './comparePatches.ts';
import { evaluateFrom } from './patch.ts';
import { comparePredictions, predict, type Prediction } from './prediction.ts';
import type { Sample } from './samples.ts';

/** Tokens that are evicted at once. */
const step = prefixTokens / 4;
/** Evictions before the cursor is reached. */
const evictionCounts = [1, 4] as const;
/** Tokens that studies of windows need before a cursor. */
export const evictionPrefixTokens = prefixTokens + 3 * step;

/** Compares eviction from the start of the prefix with evaluating what is left, and with all of it. */
export async function studyEviction(
  samples: readonly Sample[],
  bench: Bench,
): Promise<Observation[]> {
  const observations: Observation[] = [];
  for (const sample of samples) {
    const following = cutFollowing(sample);
    const parts = cutParts(sample);
    const whole = await predictFromScratch(parts, following, bench);
    const remaining = { ...parts, prefix: parts.prefix.slice(step) };
    const remainingPrediction = await predictFromScratch(remaining, following, bench);
    const observe = (mode: string, evictions: number, ...pair: [Prediction, Prediction]) => {
      const labels = { study: 'eviction', evictions, mode };
      observations.push({ labels, difference: comparePredictions(...pair, following) });
    };
    observe('scratch, from whole', 1, whole, remainingPrediction);
    for (const evictions of evictionCounts) {
      await evaluateRolling(sample, evictions, bench);
      const rollingPrediction = await predict(bench.sequence, bench.vocabulary, following);
      observe('rolled, from scratch', evictions, remainingPrediction, rollingPrediction);
      observe('rolled, from whole', evictions, whole, rollingPrediction);
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
  const parts = cutParts(sample, prefixTokens + (evictions - 1) * step);
  const prompt = layout.prompt(parts);
  const start = prompt.length - parts.prefix.length;
  const filledTokens = start + prefixTokens;
  await evaluateFrom(sequence, 0, prompt.slice(0, filledTokens));
  for (let eviction = 0; eviction < evictions; eviction++) {
    if (eviction > 0) {
      const next = filledTokens + (eviction - 1) * step;
      await sequence.evaluate(prompt.slice(next, next + step));
    }
    await sequence.erase([{ start, end: start + step }]);
  }
}

/** Tokens before the cursor in a local window. */
const localPrefixes = [64, 128, 256] as const;

/** Compares a prompt of the last tokens of the prefix with the whole prompt. */
export async function studyLocalWindows(
  samples: readonly Sample[],
  bench: Bench,
): Promise<Observation[]> {
  const observations: Observation[] = [];
  for (const sample of samples) {
    const following = cutFollowing(sample);
    const parts = cutParts(sample);
    const whole = await predictFromScratch(parts, following, bench);
    const suffixes = bench.layout.name === 'plain' ? [[]] : [parts.suffix, []];
    for (const prefix of localPrefixes) {
      for (const suffix of suffixes) {
        const local = { prefix: parts.prefix.slice(-prefix), suffix };
        const labels = { study: 'local', prefix, suffix: suffix.length, mode: 'local' };
        const prediction = await predictFromScratch(local, following, bench);
        observations.push({ labels, difference: comparePredictions(whole, prediction, following) });
      }
    }
  }
  return observations;
}

async function predictFromScratch(
  parts: PromptParts,
  following: readonly Token[],
  bench: Bench,
): Promise<Prediction> {
  return (await answerFromScratch(bench.layout.prompt(parts), following, bench)).exact;
}
