import type { Token } from '../../src/engine/ports.ts';
import { followingAt, partsAt, type Bench, type Observation } from './bench.ts';
import { answerFromScratch, comparePatches } from './comparePatches.ts';
import type { Patch } from './patch.ts';
import { passageOf, type Sample } from './samples.ts';

const kinds = ['delete', 'insert', 'replace'] as const;
/** Tokens from the end of the edit to the end of the prompt. */
const distances = [8, 16, 32, 128, 400] as const;
/** Tokens that go or come. */
const sizes = [1, 4, 16, 64] as const;
/** Tokens before the edit that are evaluated once more. */
const leads = [0, 4, 16] as const;

/**
 * One edit in a prompt, of each kind and at each distance; sizes take turns. All edits lead to the
 * same prompt, so that there is one right answer for all of them.
 */
export async function studyEdits(samples: readonly Sample[], bench: Bench): Promise<Observation[]> {
  const observations: Observation[] = [];
  for (const [turn, sample] of samples.entries()) {
    const prompt = bench.layout.prompt(partsAt(sample));
    const right = await answerFromScratch(prompt, followingAt(sample), bench);
    for (const [row, kind] of kinds.entries()) {
      for (const [column, distance] of distances.entries()) {
        const size = sizes[(turn + row + column) % sizes.length] ?? 1;
        const other = passageOf(sample.text, size, bench.random);
        const patch = patchOf(kind, prompt, distance, other);
        const labels = { study: 'edit', kind, distance, size };
        observations.push(...(await comparePatches([patch], right, bench, { labels, leads })));
      }
    }
  }
  return observations;
}

/** @param other tokens that are deleted; where some are inserted, it's as many. */
function patchOf(
  kind: (typeof kinds)[number],
  prompt: readonly Token[],
  distance: number,
  other: readonly Token[],
): Patch {
  const end = prompt.length - distance;
  const at = kind === 'delete' ? end : end - other.length;
  return { at, erased: kind === 'insert' ? [] : other, inserted: prompt.slice(at, end) };
}
