import type { NothingReason } from '../outcome.ts';
import type { CompletionRule } from '../rules.ts';
import type { AcceptedPart } from './offerFate.ts';
import type { Refusal } from './trigger.ts';

/** File and line of a decision. */
export interface DecisionPlace {
  /** Path or name that is shown to the user. */
  readonly file: string;
  /** One-based line number. */
  readonly line: number;
}

/** Cost of a request. */
export interface DecisionCost {
  /** Time from the request to its answer, in ms. */
  readonly totalMs: number;
  /** Number of prompt tokens that had to be evaluated, and of tokens that were sampled. */
  readonly evaluatedTokens: number;
  readonly decodeSteps: number;
}

/** Way in which the user rejected a suggestion. */
export type RejectedBy = 'dismissed' | 'wroteElse' | 'undone' | 'deleted';

/** Event of a decision. Events are kept in order. */
export type DecisionEvent =
  | { readonly kind: 'refused'; readonly rule: Refusal }
  | { readonly kind: 'asked'; readonly by: 'typing' | 'person' | 'cycling' }
  /** Cancellation because the user typed on before the request was sent, or while the engine worked. */
  | { readonly kind: 'cancelled'; readonly wasAsked: boolean }
  | { readonly kind: 'nothing'; readonly reason: NothingReason }
  | { readonly kind: 'dropped'; readonly rule: CompletionRule; readonly text: string }
  /** Answer of the engine that the user rejected at this place before. */
  | { readonly kind: 'withheld'; readonly text: string }
  | { readonly kind: 'failed'; readonly message: string }
  | {
      readonly kind: 'shown';
      readonly text: string;
      readonly source: 'engine' | 'cache';
      /** Number of texts to cycle through. */
      readonly count: number;
    }
  | { readonly kind: 'accepted'; readonly part: AcceptedPart; readonly text: string }
  | { readonly kind: 'rejected'; readonly by: RejectedBy };

/** Decision about a completion, from the keystroke to the outcome. */
export interface Decision {
  /** Time of the start, or of the last start, in ms since 1970. */
  readonly atMs: number;
  readonly place: DecisionPlace;
  /** Number of equal decisions in a row at this line. */
  readonly times: number;
  readonly events: readonly DecisionEvent[];
  readonly cost: DecisionCost | undefined;
}

/** Identifier of a decision that continues. */
export type DecisionId = number;

/** Maximum number of decisions that are kept. */
const capacity = 50;

/**
 * Log of the last decisions about completions. It is kept in memory only, because it contains the user's
 * code.
 */
export class DecisionLog {
  /** Decisions, newest first. */
  #decisions: (Decision & { readonly id: DecisionId })[] = [];
  #next: DecisionId = 1;

  /** Decisions, newest first. */
  get decisions(): readonly Decision[] {
    return this.#decisions;
  }

  /**
   * Starts a decision with an event. Consecutive keys with the same result at the same line are counted
   * as one decision; otherwise they would fill the list.
   */
  begin(atMs: number, place: DecisionPlace, event: DecisionEvent): DecisionId {
    const [last] = this.#decisions;
    if (last !== undefined && isRepeated(last, place, event)) {
      this.#decisions = [{ ...last, atMs, times: last.times + 1 }, ...this.#decisions.slice(1)];
      return last.id;
    }
    const id = this.#next++;
    this.#decisions = [
      { id, atMs, place, times: 1, events: [event], cost: undefined },
      ...this.#decisions,
    ].slice(0, capacity);
    return id;
  }

  /** Adds an event to a decision. Does nothing where the decision is no longer kept. */
  add(id: DecisionId, event: DecisionEvent, cost?: DecisionCost): void {
    this.#decisions = this.#decisions.map((decision) =>
      decision.id === id
        ? { ...decision, events: [...decision.events, event], cost: cost ?? decision.cost }
        : decision,
    );
  }

  /**
   * Replaces a shown text that has grown at its end.
   *
   * @param text all that is shown now.
   */
  grow(id: DecisionId, text: string, cost: DecisionCost): void {
    this.#decisions = this.#decisions.map((decision) => {
      if (decision.id !== id) return decision;
      const last = decision.events.findLastIndex(({ kind }) => kind === 'shown');
      const events = decision.events.map((event, index) =>
        index === last && event.kind === 'shown' ? { ...event, text } : event,
      );
      return { ...decision, events, cost: addCosts(decision.cost, cost) };
    });
  }
}

/** Returns the sum of two costs. The time is the time until the first words. */
function addCosts(first: DecisionCost | undefined, next: DecisionCost): DecisionCost {
  return {
    totalMs: first?.totalMs ?? next.totalMs,
    evaluatedTokens: (first?.evaluatedTokens ?? 0) + next.evaluatedTokens,
    decodeSteps: (first?.decodeSteps ?? 0) + next.decodeSteps,
  };
}

function isRepeated(last: Decision, { file, line }: DecisionPlace, event: DecisionEvent): boolean {
  const [before, ...others] = last.events;
  if (before === undefined || others.length > 0) return false;
  if (last.place.file !== file || last.place.line !== line) return false;
  if (before.kind === 'refused') return event.kind === 'refused' && before.rule === event.rule;
  return before.kind === 'cancelled' && event.kind === 'cancelled';
}
