import { trailingBlanksOf } from '../document/indentation.ts';
import { startOfCharacter, viewAt, withNewlines, type TextView } from '../document/textView.ts';
import { endWithin, longestToken, startWithin } from './fitText.ts';
import { suffixFit } from './suffixFit.ts';

/**
 * Where a window stands in its document. Positions anchor it, not counts of tokens: as long as the
 * anchor holds, what stands above it may change and nothing in the window does.
 */
export interface Place {
  /** Where the prefix begins, in UTF-16 code units of the document; carried through changes. */
  readonly anchor: number;
  /** The suffix block as it was read, line ends as `\n`; '' where the format has none. */
  readonly suffix: string;
  /** Tokens pinned in front of the prefix as attention sinks (arXiv:2309.17453). */
  readonly sinks: readonly number[];
}

/** What a window is laid out for. */
export interface WindowView {
  readonly text: string;
  /** The cursor, in UTF-16 code units; not within a character. */
  readonly cursor: number;
  readonly view: TextView;
}

/** How prompts are written for a model. */
export interface WindowFormat {
  readonly beginOfText: readonly number[];
  /**
   * The marks of the suffix and of the prefix, in the order of Codestral (mistral-common,
   * `encode_fim`): typing then only appends. Undefined: the model goes on with the prefix alone.
   */
  readonly marks: { readonly suffix: number; readonly prefix: number } | undefined;
  /** First tokens of a text that stay when it grows out of the window. */
  readonly sinkTokens: number;
  /** Tokens of a text of its own. */
  readonly tokenize: (text: string) => readonly number[];
  /** Tokens of a text that goes on. */
  readonly tokenizeContinuation: (text: string) => readonly number[];
}

/** How large a window and its parts may become, in tokens. */
export interface WindowSizes {
  /** The prompt. */
  readonly prompt: number;
  /** Of that, the suffix block. */
  readonly suffix: number;
}

/** A prompt, and where its window stands. */
export interface WindowLayout {
  readonly place: Place;
  readonly tokens: readonly number[];
  /** How many of `tokens` are what, in their order. */
  readonly parts: {
    readonly head: number;
    readonly suffix: number;
    readonly mark: number;
    readonly prefix: number;
  };
  /**
   * Blanks before the cursor that were left out. Vocabularies hold runs of blanks and blanks glued
   * to words as single tokens; a prompt that ends within one is unlike anything that the model was
   * trained on. The answer begins with these blanks.
   */
  readonly heldBack: string;
  /** Whether the start of the prefix has moved on from the place that was given. */
  readonly hasAdvanced: boolean;
}

/** The share of the prefix that is given up at once when it outgrows the window. */
const stepShare = 1 / 4;

/** What stands at a cursor. */
export function windowView(text: string, offset: number): WindowView {
  return { text, cursor: startOfCharacter(text, offset), view: viewAt(text, offset) };
}

/**
 * Lays out a window at a new place: as much of the text before the cursor as fits.
 *
 * @param sizes of this window, which may be smaller than those that it may grow to.
 */
export function layOutAnew(at: WindowView, sizes: WindowSizes, format: WindowFormat): WindowLayout {
  const suffix = suffixBlock(at.view.suffix, sizes.suffix, format);
  const start = startOfWindow(at, { from: 0 }, prefixRoom(suffix, sizes, format), format);
  const sinks =
    start === 0 ? [] : format.tokenize(at.text.slice(0, 64)).slice(0, format.sinkTokens);
  return compose(at, { anchor: start, suffix, sinks }, format, false);
}

/**
 * Lays out a window where it stands. Its start moves on, in steps of a quarter, when the prefix
 * has outgrown it: a start that slid with every line would cost a key shift each time.
 *
 * @param refresh reads the suffix block again also when it only nearly fits.
 * @returns undefined when the cursor stands before the window's start, or far away from it.
 */
export function layOutAt(
  at: WindowView,
  place: Place,
  options: { readonly sizes: WindowSizes; readonly refresh: boolean },
  format: WindowFormat,
): WindowLayout | undefined {
  const { sizes, refresh } = options;
  // Beyond this it can't be the same window, and counting its tokens would take long.
  const farthest = place.anchor + 2 * sizes.prompt * longestToken;
  if (place.anchor > at.cursor || at.cursor > farthest) return undefined;
  const fit = format.marks === undefined ? 'same' : suffixFit(place.suffix, at.view.suffix);
  const isStill = fit === 'same' || (fit === 'near' && !refresh);
  const suffix = isStill ? place.suffix : suffixBlock(at.view.suffix, sizes.suffix, format);
  const still = compose(at, { ...place, suffix }, format, false);
  const { head, suffix: block, mark } = still.parts;
  const room = sizes.prompt - head - block - mark;
  if (still.parts.prefix <= room) return still;
  const least = Math.floor(room * (1 - stepShare));
  const whole = { from: place.anchor, total: still.parts.prefix };
  const anchor = startOfWindow(at, whole, least, format);
  const prefix = still.tokens.slice(-still.parts.prefix);
  const sinks = place.anchor === 0 ? prefix.slice(0, format.sinkTokens) : place.sinks;
  return compose(at, { anchor, suffix, sinks }, format, true);
}

function compose(
  at: WindowView,
  place: Place,
  format: WindowFormat,
  hasAdvanced: boolean,
): WindowLayout {
  const heldBack = trailingBlanksOf(at.view.lineBefore);
  const text = prefixFrom(at, place.anchor, heldBack.length);
  const tokenize = place.anchor === 0 ? format.tokenize : format.tokenizeContinuation;
  const prefix = text === '' ? [] : tokenize(text);
  const head = [...format.beginOfText, ...(format.marks ? [format.marks.suffix] : [])];
  const suffix = format.marks ? format.tokenizeContinuation(place.suffix) : [];
  const mark = [...(format.marks ? [format.marks.prefix] : []), ...place.sinks];
  return {
    place,
    tokens: [...head, ...suffix, ...mark, ...prefix],
    parts: {
      head: head.length,
      suffix: suffix.length,
      mark: mark.length,
      prefix: prefix.length,
    },
    heldBack,
    hasAdvanced,
  };
}

/** The document's text from an offset to the cursor, without the blanks that are held back. */
function prefixFrom({ text, cursor, view }: WindowView, start: number, heldBack: number): string {
  const end = cursor - heldBack;
  return end <= start ? '' : withNewlines(text.slice(start, end), view.lineEnd);
}

function suffixBlock(behind: string, tokens: number, format: WindowFormat): string {
  if (format.marks === undefined) return '';
  const count = (text: string) => format.tokenizeContinuation(text).length;
  return behind.slice(0, endWithin(behind, tokens, count));
}

function prefixRoom(suffix: string, sizes: WindowSizes, format: WindowFormat): number {
  if (format.marks === undefined) return sizes.prompt - format.beginOfText.length;
  const block = format.tokenizeContinuation(suffix).length;
  return sizes.prompt - format.beginOfText.length - 2 - block;
}

/**
 * The first place behind `from` from which on the text before the cursor fits.
 *
 * @param tokens that it may cost; all of it costs `total`, where that is known.
 */
function startOfWindow(
  at: WindowView,
  { from, total }: { readonly from: number; readonly total?: number },
  tokens: number,
  format: WindowFormat,
): number {
  const text = at.text.slice(from, at.cursor);
  const count = (piece: string) =>
    format.tokenizeContinuation(withNewlines(piece, at.view.lineEnd)).length;
  return from + startWithin(text, tokens - (from === 0 ? 1 : 0), count, total);
}
