import { growthLead } from '../../src/engine/kv/growWindow.ts';
import { cutFollowing, cutParts, type Bench, type Observation } from './bench.ts';
import { answerFromScratch } from './comparePatches.ts';
import { evaluateFrom, patchCells } from './patch.ts';
import { comparePredictions, predict } from './prediction.ts';
import type { Sample } from './samples.ts';

/** Tokens before the cursor, and after it, of the window that grows: those of a cold one. */
const coldPrefix = 128;
const coldSuffix = 44;

/** Tokens that are inserted at a time: a slice of 16 or 32 without its lead. */
const pieceTokens = [16 - growthLead, 32 - growthLead] as const;

/** Last cells that are evaluated again afterwards, in tokens. */
const refreshedTokens = [0, 48, 128] as const;

/** Compares a window that has grown by insertions, nearest text first, with the whole prompt. */
export async function studyGrowth(
  samples: readonly Sample[],
  bench: Bench,
): Promise<Observation[]> {
  const { sequence, vocabulary, layout } = bench;
  const observations: Observation[] = [];
  for (const sample of samples) {
    const following = cutFollowing(sample);
    const { prefix, suffix } = cutParts(sample);
    const around = { suffix: suffix.slice(0, coldSuffix) };
    const cold = layout.prompt({ ...around, prefix: prefix.slice(-coldPrefix) });
    const whole = layout.prompt({ ...around, prefix });
    const { exact } = await answerFromScratch(whole, following, bench);
    const observe = async (piece: number, refreshed: number) => {
      const labels = { study: 'growth', piece, refreshed };
      const prediction = await predict(sequence, vocabulary, following);
      observations.push({ labels, difference: comparePredictions(exact, prediction, following) });
    };
    await evaluateFrom(sequence, 0, cold);
    await observe(0, 0);
    for (const piece of pieceTokens) {
      await evaluateFrom(sequence, 0, cold);
      const at = cold.length - coldPrefix;
      for (let end = prefix.length - coldPrefix; end > 0; end -= piece) {
        const inserted = prefix.slice(Math.max(0, end - piece), end);
        await patchCells(sequence, { at, erased: [], inserted }, growthLead);
      }
      for (const refreshed of refreshedTokens) {
        if (refreshed > 0) await evaluateFrom(sequence, whole.length - refreshed, whole);
        await observe(piece, refreshed);
      }
    }
  }
  return observations;
}
