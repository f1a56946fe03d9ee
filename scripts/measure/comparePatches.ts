import type { Token } from '../../src/engine/ports.ts';
import type { Bench, Observation } from './bench.ts';
import { distributionsBehind, divergenceOf } from './distribution.ts';
import { before, evaluateFrom, patchCells, type Patch } from './patch.ts';
import { differenceOf, predict, type Prediction } from './prediction.ts';

/** How far a repaired cache may be from an exact one, in bits: machines round differently. */
const rounding = 1e-4;

/** What is compared. */
export interface Comparison {
  readonly labels: Observation['labels'];
  /** The leads to make patches with, in tokens (see `patchCells`). */
  readonly leads: readonly number[];
}

/** A prompt, and what follows from it. */
export interface RightAnswer {
  readonly prompt: readonly Token[];
  readonly following: readonly Token[];
  readonly exact: Prediction;
}

/** Evaluates a prompt from scratch. The sequence holds its exact cells afterwards. */
export async function answerFromScratch(
  prompt: readonly Token[],
  following: readonly Token[],
  { sequence, vocabulary }: Bench,
): Promise<RightAnswer> {
  await evaluateFrom(sequence, 0, prompt);
  return { prompt, following, exact: await predict(sequence, vocabulary, following) };
}

/**
 * Goes back to the prompt before some patches, one after another, and on again in several ways:
 * with the cells as they were before (`ignored`) and patched with each lead; then repairs them. The
 * sequence must hold exact cells of the prompt, and does so again afterwards.
 *
 * @throws Error when a cache that was evaluated again from the first patch on isn't as one from
 *   scratch.
 */
export async function comparePatches(
  patches: readonly Patch[],
  { prompt, following, exact }: RightAnswer,
  { sequence, vocabulary }: Bench,
  { labels, leads }: Comparison,
): Promise<Observation[]> {
  const observe = async (mode: string): Promise<Observation> => ({
    labels: { ...labels, mode },
    difference: differenceOf(exact, await predict(sequence, vocabulary, following), following),
  });
  const first = Math.min(...patches.map(({ at }) => at));
  const original = patches.reduceRight(before, [...prompt]);
  const observations: Observation[] = [];
  for (const lead of leads) {
    await evaluateFrom(sequence, first, original);
    if (observations.length === 0) observations.push(await observe('ignored'));
    for (const patch of patches) await patchCells(sequence, patch, lead);
    observations.push(await observe(`lead ${lead}`));
  }
  await evaluateFrom(sequence, first, prompt);
  const [repaired] = await distributionsBehind(sequence);
  const bits = divergenceOf(exact.distributions[0], repaired);
  if (bits > rounding) {
    throw new Error(`A repaired cache is ${bits} bits from one that was made from scratch.`);
  }
  return observations;
}
