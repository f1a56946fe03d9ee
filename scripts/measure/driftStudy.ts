import type { Token } from '../../src/engine/ports.ts';
import { followingAt, partsAt, type Bench, type Observation } from './bench.ts';
import { answerFromScratch, comparePatches } from './comparePatches.ts';
import { before, type Patch } from './patch.ts';
import { integerBetween } from './random.ts';
import { passageOf, type Sample } from './samples.ts';

/** How many patches follow one another before anything is repaired. */
const counts = [1, 8, 32] as const;
/** Tokens before each patch that are evaluated once more. */
const leads = [0, 4] as const;
/** Tokens of a patch. */
const size = { least: 1, most: 4 } as const;
/** Where the scattered patches are, in tokens from the end. */
const reach = { least: 16, most: 512 } as const;
/** The line that is typed token by token: its length and its distance from the end, in tokens. */
const typed = { tokens: 32, distance: 128 } as const;

/** Patches one after another, without repair: scattered ones, and a line that is typed. */
export async function studyDrift(samples: readonly Sample[], bench: Bench): Promise<Observation[]> {
  const observations: Observation[] = [];
  for (const sample of samples) {
    const prompt = bench.layout.prompt(partsAt(sample));
    const right = await answerFromScratch(prompt, followingAt(sample), bench);
    const compare = async (patches: readonly Patch[], kind: string) => {
      const labels = { study: 'drift', kind, patches: patches.length };
      observations.push(...(await comparePatches(patches, right, bench, { labels, leads })));
    };
    for (const count of counts) {
      await compare(scatteredPatches(count, prompt, sample, bench), 'scattered');
    }
    const at = prompt.length - typed.distance - typed.tokens;
    const line = prompt.slice(at, at + typed.tokens);
    const keys = line.map((token, key) => ({ at: at + key, erased: [], inserted: [token] }));
    await compare(keys, 'typed');
    await compare([{ at, erased: [], inserted: line }], 'typed');
  }
  return observations;
}

/** Patches of all kinds, anywhere, that lead to the prompt when they are made in turn. */
function scatteredPatches(
  count: number,
  prompt: readonly Token[],
  { text }: Sample,
  { random }: Bench,
): Patch[] {
  const patches: Patch[] = [];
  let state = prompt;
  while (patches.length < count) {
    const at = state.length - integerBetween(reach.least, reach.most, random);
    const tokens = integerBetween(size.least, size.most, random);
    const kind = integerBetween(0, 2, random);
    const patch = {
      at,
      erased: kind === 0 ? [] : passageOf(text, tokens, random),
      inserted: kind === 1 ? [] : state.slice(at, at + tokens),
    };
    state = before(state, patch);
    patches.unshift(patch);
  }
  return patches;
}
