import {
  countErasedTokens,
  insertionLead,
  type Insertion,
  type ReusePlan,
} from '../../completion/reuse/reusePlan.ts';
import type { Token, TokenSequence } from '../backend/languageModel.ts';
import type { WorkMeter } from '../metering/workMeter.ts';
import { splitIntoSlices } from './slices.ts';

/** Runs one step of work on the model; the scheduler decides when. */
export type RunStep = <Result>(step: () => Promise<Result>) => Promise<Result>;

/** Signal, scheduling and counters of a prefill. */
export interface PrefillWork {
  readonly signal: AbortSignal;
  /** Returns the maximum time of a slice, in ms; that of requests by default. */
  readonly getMaxSliceMs?: () => number;
  readonly runStep: RunStep;
  readonly workMeter: WorkMeter;
  /** Receives the size of each slice of the prompt that was evaluated, in tokens. */
  readonly onEvaluated: (tokens: number) => void;
}

/**
 * Brings a sequence to all tokens of a prompt but the last, as planned. A prefill can't be
 * interrupted inside the library, so it runs in slices, and the signal is checked between two of
 * them. Evaluated slices stay: the next plan starts from them.
 *
 * @returns false if the signal aborted first.
 */
export async function prefill(
  sequence: TokenSequence,
  plan: ReusePlan,
  work: PrefillWork,
): Promise<boolean> {
  await work.runStep(async () => {
    await sequence.truncate(plan.length + countErasedTokens(plan));
    await sequence.erase(plan.erase);
  });
  for (const insertion of plan.insert) {
    if (!(await insertAfterLead(sequence, insertion, work))) return false;
  }
  return runInSlices(sequence, plan.evaluate, work);
}

/**
 * Inserts tokens after a lead; see `insertionLead`. They are evaluated at the end and moved together,
 * so that their slices need no lead of their own. If the signal aborts, the tokens evaluated so far
 * are in their place.
 *
 * @param leadTokens length of the lead.
 * @returns false if the signal aborted.
 */
export async function insertAfterLead(
  sequence: TokenSequence,
  { position, tokens }: Insertion,
  work: PrefillWork,
  leadTokens = insertionLead,
): Promise<boolean> {
  const { length } = sequence.tokens;
  const lead = sequence.tokens.slice(Math.max(0, position - leadTokens), position);
  const isDone = await runInSlices(sequence, [...lead, ...tokens], work);
  const insertedCount = sequence.tokens.length - length - lead.length;
  work.workMeter.countDiscarded(Math.min(lead.length, sequence.tokens.length - length));
  await work.runStep(async () => {
    if (insertedCount > 0) await sequence.moveLast(insertedCount, position);
    await sequence.truncate(length + Math.max(0, insertedCount));
  });
  return isDone;
}

/**
 * Evaluates tokens in slices.
 *
 * @returns false if the signal aborted.
 */
async function runInSlices(
  sequence: TokenSequence,
  tokens: readonly Token[],
  { signal, runStep, onEvaluated, getMaxSliceMs }: PrefillWork,
): Promise<boolean> {
  // A request's prefill is followed by a step, or by a move that evaluates what still waits.
  const isBeforeStep = getMaxSliceMs === undefined;
  for (const slice of splitIntoSlices(sequence, tokens, getMaxSliceMs)) {
    if (signal.aborted) return false;
    await runStep(() => sequence.evaluate(slice, isBeforeStep));
    onEvaluated(slice.length);
  }
  return !signal.aborted;
}
