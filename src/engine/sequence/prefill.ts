import { erasedTokens, insertionLead, type ReusePlan } from '../../completion/cache/reusePlan.ts';
import type { Token, TokenSequence } from '../ports.ts';
import type { WorkMeter } from '../workMeter.ts';
import { slicesFor } from './slices.ts';

/** Runs one step of work on the model; the scheduler decides when. */
export type RunStep = <Result>(step: () => Promise<Result>) => Promise<Result>;

/** Signal, scheduling and counters of a prefill. */
export interface PrefillWork {
  readonly signal: AbortSignal;
  /** Time that a slice may take, in ms; for requests where nothing is said. */
  readonly maxSliceMs?: () => number;
  readonly runStep: RunStep;
  readonly passes: WorkMeter;
  /** Receives the size of each slice of the prompt that was evaluated, in tokens. */
  readonly onEvaluated: (tokens: number) => void;
}

/**
 * Brings a sequence to all tokens of a prompt but the last, as planned. A prefill can't be
 * interrupted inside the library, so it goes in slices, and the signal is checked between two.
 * Slices that were evaluated stay: the next plan starts from them.
 *
 * @returns false when the signal came first.
 */
export async function prefill(
  sequence: TokenSequence,
  plan: ReusePlan,
  work: PrefillWork,
): Promise<boolean> {
  await work.runStep(async () => {
    await sequence.keep(plan.length + erasedTokens(plan));
    await sequence.erase(plan.erase);
  });
  for (const { at, tokens } of plan.insert) {
    const isDone = await runInSlices(sequence, tokens, work, (slice, done) =>
      insertAfterLead(sequence, at + done, slice, work),
    );
    if (!isDone) return false;
  }
  return runInSlices(sequence, plan.evaluate, work, (slice) => sequence.evaluate(slice));
}

/** Inserts tokens after a lead; see `insertionLead`. */
async function insertAfterLead(
  sequence: TokenSequence,
  at: number,
  tokens: readonly Token[],
  { passes, onEvaluated }: PrefillWork,
): Promise<void> {
  const length = sequence.tokens.length + tokens.length;
  const lead = sequence.tokens.slice(Math.max(0, at - insertionLead), at);
  await sequence.evaluate(lead);
  passes.discarded(lead.length);
  onEvaluated(lead.length);
  await sequence.insert(at, tokens);
  await sequence.keep(length);
}

/** @returns false when the signal came. */
async function runInSlices(
  sequence: TokenSequence,
  tokens: readonly Token[],
  { signal, runStep, onEvaluated, maxSliceMs }: PrefillWork,
  evaluate: (slice: readonly Token[], done: number) => Promise<void>,
): Promise<boolean> {
  let done = 0;
  for (const slice of slicesFor(sequence, tokens, maxSliceMs)) {
    if (signal.aborted) return false;
    const from = done;
    await runStep(() => evaluate(slice, from));
    onEvaluated(slice.length);
    done += slice.length;
  }
  return !signal.aborted;
}
