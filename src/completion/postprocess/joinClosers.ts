import { cutBeforeCloser, findExcessCloser } from '../generation/closerStop.ts';
import { closersPattern } from '../generation/completionShape.ts';
import type { Imbalance } from '../syntax/codeScanner.ts';
import type { CursorPlace } from '../syntax/cursorPlace.ts';
import {
  keep,
  mayReplace,
  type SuggestionText,
  type FilterContext,
  type FilterResult,
} from './filter.ts';

/**
 * Joins a text with the brackets and quotes that the editor closed automatically. If the text
 * closes them too, it ends there; if it then continues, they are typed over. If the rest of the
 * line holds more than closers, nothing is typed over.
 */
export function joinClosers(suggestion: SuggestionText, context: FilterContext): FilterResult {
  const { place } = context;
  const { text } = suggestion;
  const rest = place.view.lineAfter.trimEnd();
  const candidates = [suggestion, ...(closersPattern.test(rest) ? listJoins(text, rest) : [])];
  const bestJoin = candidates
    .filter((candidate) => !place.unbalances(candidate.text, candidate.replaces))
    .map((candidate) => ({
      candidate,
      cost: countImbalances(place.computeImbalance(candidate.text, candidate.replaces)),
    }))
    .reduce<JoinCandidate | undefined>(
      (best, one) => (best && best.cost <= one.cost ? best : one),
      undefined,
    );
  if (bestJoin) return keep(bestJoin.candidate);
  const start = text.length - text.trimStart().length;
  const at =
    findStringEnd(text, place) ??
    cutBeforeCloser(text, findExcessCloser(place.scanText(text), place));
  if (at === undefined || at < start || at >= text.length) return keep(suggestion);
  return joinClosers({ ...suggestion, text: text.slice(0, at) }, context);
}

interface JoinCandidate {
  readonly candidate: SuggestionText;
  /** Number of brackets that stay unbalanced. */
  readonly cost: number;
}

function countImbalances({ stray, unclosed, unterminated }: Imbalance): number {
  return stray + unclosed.length + unterminated;
}

/**
 * Returns the strategies for joining: the text without an end that follows the cursor, then the
 * text as a replacement for what follows.
 */
function listJoins(text: string, rest: string): SuggestionText[] {
  const candidates: SuggestionText[] = [];
  for (let length = Math.min(text.length, rest.length); length > 0; length--) {
    if (text.endsWith(rest.slice(0, length))) {
      candidates.push({ text: text.slice(0, -length), replaces: 0 });
    }
  }
  for (let replaces = 1; replaces <= rest.length; replaces++) {
    if (mayReplace(rest.slice(0, replaces), text)) candidates.push({ text, replaces });
  }
  return candidates;
}

/** Finds the end of the string that the cursor is in, if the quote after the cursor ends it. */
function findStringEnd(text: string, { quote, view }: CursorPlace): number | undefined {
  if (quote === undefined || !view.lineAfter.includes(quote)) return undefined;
  for (let index = 0; index < text.length && text[index] !== '\n'; index++) {
    if (text[index] === '\\') index++;
    else if (text.startsWith(quote, index)) return index;
  }
  return undefined;
}
