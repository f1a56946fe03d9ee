import type { Outcome } from '../outcome.ts';
import type { AcceptedPart } from './suggestionOutcome.ts';

/** File and line of a decision. */
export interface DecisionLocation {
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

/** Event of a decision. Events are kept in order. */
export type DecisionEvent =
  | { readonly kind: 'requested'; readonly by: RequestCause }
  | {
      readonly kind: 'shown';
      readonly text: string;
      readonly source: 'engine' | 'cache';
      /** Number of texts to cycle through. */
      readonly count: number;
    }
  | { readonly kind: 'accepted'; readonly part: AcceptedPart; readonly text: string }
  | { readonly kind: 'outcome'; readonly outcome: Outcome };

/** Cause of a request: typing, the user's command, or cycling through alternatives. */
export type RequestCause = 'typing' | 'command' | 'cycling';

/** Event of a request that was cancelled because the user kept typing. */
export const cancelledEvent = toOutcomeEvent({ stage: 'request', rule: 'cancelled' });

/** Returns the event of an outcome. */
export function toOutcomeEvent(outcome: Outcome): DecisionEvent {
  return { kind: 'outcome', outcome };
}

/** Decision about a completion, from the keystroke to the outcome. */
export interface Decision {
  /** Time of the start, or of the last start, in ms since 1970. */
  readonly atMs: number;
  readonly location: DecisionLocation;
  /** Number of equal decisions in a row at this line. */
  readonly repeatCount: number;
  readonly events: readonly DecisionEvent[];
  readonly cost: DecisionCost | undefined;
}

/** Identifier of a decision that continues. */
export type DecisionId = number;

/** Maximum number of decisions that are kept. */
const maxDecisions = 50;

/**
 * Log of the last decisions about completions. It is kept in memory only, because it contains the user's
 * code.
 */
export class DecisionLog {
  /** Decisions, newest first. */
  #decisions: (Decision & { readonly id: DecisionId })[] = [];
  #nextId: DecisionId = 1;

  /** Decisions, newest first. */
  get decisions(): readonly Decision[] {
    return this.#decisions;
  }

  /**
   * Starts a decision with an event. Consecutive keys with the same result at the same line are counted
   * as one decision; otherwise they would fill the list.
   */
  begin(atMs: number, location: DecisionLocation, event: DecisionEvent): DecisionId {
    const [last] = this.#decisions;
    if (last !== undefined && isRepeated(last, location, event)) {
      this.#decisions = [
        { ...last, atMs, repeatCount: last.repeatCount + 1 },
        ...this.#decisions.slice(1),
      ];
      return last.id;
    }
    const id = this.#nextId++;
    this.#decisions = [
      { id, atMs, location, repeatCount: 1, events: [event], cost: undefined },
      ...this.#decisions,
    ].slice(0, maxDecisions);
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

function isRepeated(
  last: Decision,
  { file, line }: DecisionLocation,
  event: DecisionEvent,
): boolean {
  const [before, ...others] = last.events;
  if (before === undefined || others.length > 0) return false;
  if (last.location.file !== file || last.location.line !== line) return false;
  if (before.kind !== 'outcome' || event.kind !== 'outcome') return false;
  const { stage, rule } = before.outcome;
  return stage === 'trigger' && event.outcome.stage === stage && event.outcome.rule === rule;
}
