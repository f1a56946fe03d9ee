import { cutBeforeCloser, excessCloser } from '../generation/closerStop.ts';
import { onlyClosers } from '../generation/completionShape.ts';
import type { Imbalance } from '../syntax/codeScanner.ts';
import type { CursorPlace } from '../syntax/cursorPlace.ts';
import { keep, mayReplace, type Fill, type FilterContext, type FilterResult } from './filter.ts';

/**
 * Joins a text with the brackets and quotes that the editor closed automatically. If the text
 * closes them too, it ends there; if it then continues, they are typed over. If the rest of the
 * line holds more than closers, nothing is typed over.
 */
export function joinClosers(fill: Fill, context: FilterContext): FilterResult {
  const { place } = context;
  const { text } = fill;
  const rest = place.view.lineAfter.trimEnd();
  const ways = [fill, ...(onlyClosers.test(rest) ? waysToJoin(text, rest) : [])];
  const joined = ways
    .filter((way) => !place.unbalances(way.text, way.replaces))
    .map((way) => ({ way, cost: sizeOf(place.imbalanceWith(way.text, way.replaces)) }))
    .reduce<Joined | undefined>(
      (best, one) => (best && best.cost <= one.cost ? best : one),
      undefined,
    );
  if (joined) return keep(joined.way);
  const start = text.length - text.trimStart().length;
  const at =
    endOfString(text, place) ?? cutBeforeCloser(text, excessCloser(place.follow(text), place));
  if (at === undefined || at < start || at >= text.length) return keep(fill);
  return joinClosers({ ...fill, text: text.slice(0, at) }, context);
}

interface Joined {
  readonly way: Fill;
  /** Number of brackets that stay unbalanced. */
  readonly cost: number;
}

function sizeOf({ stray, unclosed, unended }: Imbalance): number {
  return stray + unclosed.length + unended;
}

/**
 * Returns the strategies for joining: the text without an end that follows the cursor, then the
 * text as a replacement for what follows.
 */
function waysToJoin(text: string, rest: string): Fill[] {
  const ways: Fill[] = [];
  for (let length = Math.min(text.length, rest.length); length > 0; length--) {
    if (text.endsWith(rest.slice(0, length))) {
      ways.push({ text: text.slice(0, -length), replaces: 0 });
    }
  }
  for (let replaces = 1; replaces <= rest.length; replaces++) {
    if (mayReplace(rest.slice(0, replaces), text)) ways.push({ text, replaces });
  }
  return ways;
}

/** Finds the end of the string that the cursor is in, if the quote after the cursor ends it. */
function endOfString(text: string, { quote, view }: CursorPlace): number | undefined {
  if (quote === undefined || !view.lineAfter.includes(quote)) return undefined;
  for (let index = 0; index < text.length && text[index] !== '\n'; index++) {
    if (text[index] === '\\') index++;
    else if (text.startsWith(quote, index)) return index;
  }
  return undefined;
}
