import type { Token } from '../../src/engine/backend/languageModel.ts';
import { cutFollowing, cutParts, type Bench, type Observation } from './bench.ts';
import { answerFromScratch, comparePatches } from './comparePatches.ts';
import type { Patch } from './patch.ts';
import { pickPassage, type Sample } from './samples.ts';

const kinds = ['delete', 'insert', 'replace'] as const;
/** Tokens from the end of the edit to the end of the prompt. */
const distances = [8, 16, 32, 128, 400] as const;
/** Tokens that are erased or inserted. */
const sizes = [1, 4, 16, 64] as const;
/** Tokens before the edit that are evaluated once more. */
const leads = [0, 4, 16] as const;

/**
 * Studies one edit in a prompt, of each kind and at each distance; sizes take turns. All edits lead
 * to the same prompt, so that one exact answer serves for all of them.
 */
export async function studyEdits(samples: readonly Sample[], bench: Bench): Promise<Observation[]> {
  const observations: Observation[] = [];
  for (const [turn, sample] of samples.entries()) {
    const prompt = bench.layout.prompt(cutParts(sample));
    const exactAnswer = await answerFromScratch(prompt, cutFollowing(sample), bench);
    for (const [row, kind] of kinds.entries()) {
      for (const [column, distance] of distances.entries()) {
        const size = sizes[(turn + row + column) % sizes.length] ?? 1;
        const other = pickPassage(sample.text, size, bench.random);
        const patch = makePatch(kind, prompt, distance, other);
        const labels = { study: 'edit', kind, distance, size };
        observations.push(
          ...(await comparePatches([patch], exactAnswer, bench, { labels, leads })),
        );
      }
    }
  }
  return observations;
}

/** @param other tokens to erase; an insertion has as many. */
function makePatch(
  kind: (typeof kinds)[number],
  prompt: readonly Token[],
  distance: number,
  other: readonly Token[],
): Patch {
  const end = prompt.length - distance;
  const at = kind === 'delete' ? end : end - other.length;
  return { at, erased: kind === 'insert' ? [] : other, inserted: prompt.slice(at, end) };
}
