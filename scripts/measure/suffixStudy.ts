import { cutFollowing, cutParts, suffixTokens, type Bench, type Observation } from './bench.ts';
import { answerFromScratch, comparePatches } from './comparePatches.ts';
import type { Patch } from './patch.ts';
import { pickPassage, type Sample } from './samples.ts';

/** Tokens of the prefix, whose cells are kept after the suffix. */
const prefixes = [32, 128, 640] as const;
/** Tokens by which the suffix advances in the text; the last is another suffix altogether. */
const moves = [8, 32, suffixTokens] as const;
/** Tokens before each patch that are evaluated once more. */
const leads = [0, 4] as const;

/** Studies another suffix before the same prefix, as after the cursor moved down in a file. */
export async function studySuffixes(
  samples: readonly Sample[],
  bench: Bench,
): Promise<Observation[]> {
  const observations: Observation[] = [];
  for (const sample of samples) {
    for (const prefix of prefixes) {
      const prompt = bench.layout.prompt(cutParts(sample, prefix));
      const exactAnswer = await answerFromScratch(prompt, cutFollowing(sample), bench);
      for (const size of moves) {
        const { head } = bench.layout;
        const end = head + suffixTokens;
        const old = pickPassage(sample.text, size, bench.random);
        const patches: readonly Patch[] = [
          { at: head, erased: old, inserted: [] },
          { at: end - size, erased: [], inserted: prompt.slice(end - size, end) },
        ];
        const labels = { study: 'suffix', prefix, size };
        observations.push(
          ...(await comparePatches(patches, exactAnswer, bench, { labels, leads })),
        );
      }
    }
  }
  return observations;
}
