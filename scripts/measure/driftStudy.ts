import type { Token } from '../../src/engine/backend/languageModel.ts';
import { cutFollowing, cutParts, type Bench, type Observation } from './bench.ts';
import { answerFromScratch, comparePatches } from './comparePatches.ts';
import { undoPatch, type Patch } from './patch.ts';
import { pickInteger } from './random.ts';
import { pickPassage, type Sample } from './samples.ts';

/** Patches one after another before anything is repaired. */
const counts = [1, 8, 32] as const;
/** Tokens before each patch that are evaluated once more. */
const leads = [0, 4] as const;
/** Tokens of a patch. */
const size = { min: 1, max: 4 } as const;
/** Distance of the scattered patches from the end, in tokens. */
const reach = { min: 16, max: 512 } as const;
/** A line that is typed token by token: its length and its distance from the end, in tokens. */
const typedLine = { tokens: 32, distance: 128 } as const;

/** Studies patches one after another, without repair: scattered ones, and a line that is typed. */
export async function studyDrift(samples: readonly Sample[], bench: Bench): Promise<Observation[]> {
  const observations: Observation[] = [];
  for (const sample of samples) {
    const prompt = bench.layout.prompt(cutParts(sample));
    const exactAnswer = await answerFromScratch(prompt, cutFollowing(sample), bench);
    const compare = async (patches: readonly Patch[], kind: string) => {
      const labels = { study: 'drift', kind, patches: patches.length };
      observations.push(...(await comparePatches(patches, exactAnswer, bench, { labels, leads })));
    };
    for (const count of counts) {
      await compare(scatterPatches(count, prompt, sample, bench), 'scattered');
    }
    const at = prompt.length - typedLine.distance - typedLine.tokens;
    const line = prompt.slice(at, at + typedLine.tokens);
    const keys = line.map((token, key) => ({ at: at + key, erased: [], inserted: [token] }));
    await compare(keys, 'typed');
    await compare([{ at, erased: [], inserted: line }], 'typed');
  }
  return observations;
}

/** Makes patches of all kinds, anywhere, that lead to the prompt one after another. */
function scatterPatches(
  count: number,
  prompt: readonly Token[],
  { text }: Sample,
  { random }: Bench,
): Patch[] {
  const patches: Patch[] = [];
  let state = prompt;
  while (patches.length < count) {
    const at = state.length - pickInteger(reach.min, reach.max, random);
    const tokens = pickInteger(size.min, size.max, random);
    const kind = pickInteger(0, 2, random);
    const patch = {
      at,
      erased: kind === 0 ? [] : pickPassage(text, tokens, random),
      inserted: kind === 1 ? [] : state.slice(at, at + tokens),
    };
    state = undoPatch(state, patch);
    patches.unshift(patch);
  }
  return patches;
}
