import type { Token } from '../../src/engine/backend/languageModel.ts';
import type { Bench, Observation } from './bench.ts';
import { measureDistributions, measureDivergence } from './distribution.ts';
import { evaluateFrom, patchCells, undoPatch, type Patch } from './patch.ts';
import { comparePredictions, predict, type Prediction } from './prediction.ts';

/** Divergence of a repaired cache from an exact one that rounding may cause, in bits. */
const rounding = 1e-4;

/** Settings of a comparison. */
export interface Comparison {
  readonly labels: Observation['labels'];
  /** Leads to make patches with, in tokens (see `patchCells`). */
  readonly leads: readonly number[];
}

/** A prompt, and its prediction from scratch. */
export interface ExactAnswer {
  readonly prompt: readonly Token[];
  readonly following: readonly Token[];
  readonly exact: Prediction;
}

/** Evaluates a prompt from scratch. Afterwards the sequence holds its exact cells. */
export async function answerFromScratch(
  prompt: readonly Token[],
  following: readonly Token[],
  { sequence, vocabulary }: Bench,
): Promise<ExactAnswer> {
  await evaluateFrom(sequence, 0, prompt);
  return { prompt, following, exact: await predict(sequence, vocabulary, following) };
}

/**
 * Goes back to the prompt before some patches, one after another, and to the prompt again in several
 * ways: with the cells as they were before (`ignored`) and patched with each lead. Then it repairs
 * the cells. The sequence must hold exact cells of the prompt, and does so again afterwards.
 *
 * @throws Error when a cache that was evaluated again from the first patch on differs from one from
 *   scratch.
 */
export async function comparePatches(
  patches: readonly Patch[],
  { prompt, following, exact }: ExactAnswer,
  { sequence, vocabulary }: Bench,
  { labels, leads }: Comparison,
): Promise<Observation[]> {
  const observe = async (mode: string): Promise<Observation> => ({
    labels: { ...labels, mode },
    difference: comparePredictions(
      exact,
      await predict(sequence, vocabulary, following),
      following,
    ),
  });
  const first = Math.min(...patches.map(({ at }) => at));
  const original = patches.reduceRight(undoPatch, [...prompt]);
  const observations: Observation[] = [];
  for (const lead of leads) {
    await evaluateFrom(sequence, first, original);
    if (observations.length === 0) observations.push(await observe('ignored'));
    for (const patch of patches) await patchCells(sequence, patch, lead);
    observations.push(await observe(`lead ${lead}`));
  }
  await evaluateFrom(sequence, first, prompt);
  const [repaired] = await measureDistributions(sequence);
  const bits = measureDivergence(exact.distributions[0], repaired);
  if (bits > rounding) {
    throw new Error(`A repaired cache is ${bits} bits from one that was made from scratch.`);
  }
  return observations;
}
