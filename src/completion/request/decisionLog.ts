import type { NothingReason } from '../outcome.ts';
import type { CompletionRule } from '../rules.ts';
import type { AcceptedPart } from './offerFate.ts';
import type { Refusal } from './trigger.ts';

/** Place of a decision. */
export interface DecisionPlace {
  /** For people: a path or a name. */
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
}

/** Cost of a request. */
export interface DecisionCost {
  /** From the request to its answer, in ms. */
  readonly totalMs: number;
  /** Tokens of the prompt that had to be evaluated, and tokens that were sampled. */
  readonly evaluatedTokens: number;
  readonly decodeSteps: number;
}

/** Way in which the user rejected a suggestion. */
export type RejectedBy = 'dismissed' | 'wroteElse' | 'undone' | 'deleted';

/** Event of a decision; they are kept in their order. */
export type DecisionEvent =
  | { readonly kind: 'refused'; readonly rule: Refusal }
  | { readonly kind: 'asked'; readonly by: 'typing' | 'person' | 'cycling' }
  /** The person typed on: before the engine was asked, or while it worked. */
  | { readonly kind: 'cancelled'; readonly wasAsked: boolean }
  | { readonly kind: 'nothing'; readonly reason: NothingReason }
  | { readonly kind: 'dropped'; readonly rule: CompletionRule; readonly text: string }
  /** The engine's answer is what was rejected at this place before. */
  | { readonly kind: 'withheld'; readonly text: string }
  | { readonly kind: 'failed'; readonly message: string }
  | {
      readonly kind: 'shown';
      readonly text: string;
      readonly source: 'engine' | 'cache';
      /** Texts to cycle through. */
      readonly count: number;
    }
  | { readonly kind: 'accepted'; readonly part: AcceptedPart; readonly text: string }
  | { readonly kind: 'rejected'; readonly by: RejectedBy };

/** One decision, from the keystroke to what became of the text. */
export interface Decision {
  /** Time of its start, or last start, in ms since 1970. */
  readonly atMs: number;
  readonly place: DecisionPlace;
  /** Number of equal decisions in a row at this line. */
  readonly times: number;
  readonly events: readonly DecisionEvent[];
  readonly cost: DecisionCost | undefined;
}

/** Names a decision that goes on. */
export type DecisionId = number;

/** Decisions kept. */
const capacity = 50;

/** The last decisions about completions, in memory alone: they hold the user's code. */
export class DecisionLog {
  /** The newest first. */
  #decisions: (Decision & { readonly id: DecisionId })[] = [];
  #next: DecisionId = 1;

  /** The newest first. */
  get decisions(): readonly Decision[] {
    return this.#decisions;
  }

  /**
   * A decision begins with this. Keys that give the same as the key before, at the same line, are
   * counted together: a typist would fill the list with them.
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

  /** A decision goes on. One that is no longer kept is left alone. */
  add(id: DecisionId, event: DecisionEvent, cost?: DecisionCost): void {
    this.#decisions = this.#decisions.map((decision) =>
      decision.id === id
        ? { ...decision, events: [...decision.events, event], cost: cost ?? decision.cost }
        : decision,
    );
  }

  /**
   * A text that is shown has grown at its end.
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

/** The time is that until the first words were there. */
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
