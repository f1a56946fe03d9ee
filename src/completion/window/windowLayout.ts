import { trailingBlanksOf } from '../document/indentation.ts';
import { withNewlines } from '../document/textView.ts';
import type { TornEnd } from '../healing/tornEnd.ts';
import type { FillInFormat } from './fillInFormat.ts';
import { endWithin, longestToken, startWithin } from './fitText.ts';
import { suffixAsComment } from './suffixAsComment.ts';
import { suffixFit } from './suffixFit.ts';
import type { WindowView } from './windowView.ts';

/**
 * Where a window stands in its document. Positions anchor it, not counts of tokens: as long as the
 * anchor holds, what stands above it may change and nothing in the window does.
 */
export interface Place {
  /** Where the prefix begins, in UTF-16 code units of the document; carried through changes. */
  readonly anchor: number;
  /** The suffix block as it was read, line ends as `\n`; '' where the prompt has none. */
  readonly suffix: string;
  /** What the prompt tells besides, as it was read. */
  readonly context: string;
  /** Tokens pinned in front of the prefix as attention sinks (arXiv:2309.17453). */
  readonly sinks: readonly number[];
}

/** How prompts are written for a model. */
export interface WindowFormat {
  readonly beginOfText: readonly number[];
  /** Undefined: the model goes on with a text, in which the suffix is told as a comment. */
  readonly fillIn: FillInFormat | undefined;
  /** First tokens of a text that stay when it grows out of the window. */
  readonly sinkTokens: number;
  /** Tokens of a text of its own. */
  readonly tokenize: (text: string) => readonly number[];
  /** Tokens of a text that goes on. */
  readonly tokenizeContinuation: (text: string) => readonly number[];
  /** Finds the end of a prompt that may be torn; undefined where the vocabulary can't be healed. */
  readonly tornEnd: ((text: string, tokens: readonly number[]) => TornEnd) | undefined;
}

/** How large a window and its parts may become, in tokens. */
export interface WindowSizes {
  /** The prompt. */
  readonly prompt: number;
  /** Of that, the suffix block. */
  readonly suffix: number;
}

/** Tokens of a prompt that belong together; `head`: control tokens and sinks. */
export interface WindowPart {
  readonly kind: 'head' | 'suffix' | 'context' | 'prefix';
  readonly tokens: readonly number[];
}

/** A prompt, and where its window stands. */
export interface WindowLayout {
  readonly place: Place;
  readonly tokens: readonly number[];
  /** What `tokens` consist of, in their order. */
  readonly parts: readonly WindowPart[];
  /**
   * The end of the text before the cursor that was left out, and that the answer has to begin with:
   * blanks, for vocabularies hold runs of them and blanks glued to words as single tokens, or what
   * may be a part of a longer token. A prompt that ends within a token is unlike anything that the
   * model was trained on.
   */
  readonly heldBack: string;
  /** Whether the start of the prefix has moved on from the place that was given. */
  readonly hasAdvanced: boolean;
}

/** Tokens of a prompt that are of one kind. */
export function tokensOfKind({ parts }: WindowLayout, kind: WindowPart['kind']): number {
  return parts.reduce((sum, part) => sum + (part.kind === kind ? part.tokens.length : 0), 0);
}

/** Tokens in front of the prefix: they stay when the window moves on. */
export function pinnedTokens({ parts }: WindowLayout): number {
  const prefix = parts.findIndex(({ kind }) => kind === 'prefix');
  return parts.slice(0, prefix).reduce((sum, { tokens }) => sum + tokens.length, 0);
}

/** The share of the prefix that is given up at once when it outgrows the window. */
const stepShare = 1 / 4;

/**
 * Lays out a window at a new place: as much of the text before the cursor as fits.
 *
 * @param sizes of this window, which may be smaller than those that it may grow to.
 */
export function layOutAnew(at: WindowView, sizes: WindowSizes, format: WindowFormat): WindowLayout {
  const told = {
    suffix: suffixBlock(behind(at), sizes.suffix, format),
    context: contextOf(at),
  };
  const fixed = compose(at, { anchor: at.cursor, ...told, sinks: [] }, format, false);
  const room = sizes.prompt - fixed.tokens.length;
  const start = startOfWindow(at, { from: 0 }, room, format);
  const sinks =
    start === 0 ? [] : format.tokenize(at.text.slice(0, 64)).slice(0, format.sinkTokens);
  return compose(at, { anchor: start, ...told, sinks }, format, false);
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
  const suffix = suffixAt(at, place.suffix, options, format);
  const told = { suffix, context: refresh ? contextOf(at) : place.context };
  const still = compose(at, { ...place, ...told }, format, false);
  const prefix = still.parts.find(({ kind }) => kind === 'prefix')?.tokens ?? [];
  const room = sizes.prompt - still.tokens.length + prefix.length;
  if (prefix.length <= room) return still;
  const least = Math.floor(room * (1 - stepShare));
  const whole = { from: place.anchor, total: prefix.length };
  const anchor = startOfWindow(at, whole, least, format);
  const sinks = place.anchor === 0 ? prefix.slice(0, format.sinkTokens) : place.sinks;
  return compose(at, { ...told, anchor, sinks }, format, true);
}

/** The suffix block as it stands, or read again where it no longer fits. */
function suffixAt(
  at: WindowView,
  block: string,
  { sizes, refresh }: { readonly sizes: WindowSizes; readonly refresh: boolean },
  format: WindowFormat,
): string {
  const fit = suffixFit(block, behind(at));
  const isStill = fit === 'same' || (fit === 'near' && !refresh);
  return isStill ? block : suffixBlock(behind(at), sizes.suffix, format);
}

function compose(
  at: WindowView,
  place: Place,
  format: WindowFormat,
  hasAdvanced: boolean,
): WindowLayout {
  const { fillIn } = format;
  const context: WindowPart = { kind: 'context', tokens: textTokens(place.context, true, format) };
  const sinks: WindowPart = { kind: 'head', tokens: place.sinks };
  const isFirst = place.context === '' && place.anchor === 0;
  const parts =
    fillIn === undefined
      ? plainParts(at, place, { context, sinks }, format)
      : markedParts(place, { context, sinks, fillIn, isFirst }, at, format);
  return { place, hasAdvanced, ...begun(parts, format) };
}

/** A model goes on with something: where a prompt has nothing at all, an empty line comes first. */
function begun(prompt: Prompt, { tokenize }: WindowFormat): Prompt {
  if (prompt.tokens.length > 0) return prompt;
  const head: WindowPart = { kind: 'head', tokens: tokenize('\n') };
  return { ...prompt, tokens: head.tokens, parts: [head, ...prompt.parts] };
}

/** A text that goes on, the suffix told before it as a comment. */
function plainParts(
  at: WindowView,
  place: Place,
  { context, sinks }: { readonly context: WindowPart; readonly sinks: WindowPart },
  format: WindowFormat,
): Prompt {
  const told = suffixAsComment(place.suffix, at.language);
  const isFirst = place.context === '' && told === '' && place.anchor === 0;
  return prompt(
    [
      { kind: 'head', tokens: format.beginOfText },
      context,
      { kind: 'suffix', tokens: textTokens(told, place.context === '', format) },
      sinks,
    ],
    prefixOf(at, place.anchor, isFirst, format),
    [],
  );
}

/** Prefix and suffix between the marks that the model was trained with. */
function markedParts(
  place: Place,
  around: {
    readonly context: WindowPart;
    readonly sinks: WindowPart;
    readonly fillIn: FillInFormat;
    readonly isFirst: boolean;
  },
  at: WindowView,
  format: WindowFormat,
): Prompt {
  const { context, sinks, isFirst } = around;
  const { marks, order } = around.fillIn;
  const suffix: WindowPart = { kind: 'suffix', tokens: format.tokenizeContinuation(place.suffix) };
  const prefix = prefixOf(at, place.anchor, isFirst, format);
  const head = (...tokens: readonly (readonly number[])[]): WindowPart => ({
    kind: 'head',
    tokens: tokens.flat(),
  });
  const middle = head(marks.middle);
  return order === 'suffixFirst'
    ? prompt(
        [head(format.beginOfText, marks.suffix), suffix, head(marks.prefix), context, sinks],
        prefix,
        [middle],
      )
    : prompt([head(format.beginOfText, marks.prefix), context, sinks], prefix, [
        head(marks.suffix),
        suffix,
        middle,
      ]);
}

type Prompt = Pick<WindowLayout, 'tokens' | 'parts' | 'heldBack'>;

function prompt(
  before: readonly WindowPart[],
  prefix: Prefix,
  behind: readonly WindowPart[],
): Prompt {
  const parts = [...before, { kind: 'prefix' as const, tokens: prefix.tokens }, ...behind];
  return { parts, tokens: parts.flatMap(({ tokens }) => tokens), heldBack: prefix.heldBack };
}

interface Prefix {
  readonly tokens: readonly number[];
  readonly heldBack: string;
}

/** The text from an offset to the cursor, without its end that is held back. */
function prefixOf(at: WindowView, start: number, isFirst: boolean, format: WindowFormat): Prefix {
  const { tornEnd } = format;
  const heals = tornEnd !== undefined && !at.rulesOff.includes('healing');
  const blanks = heals ? trailingBlanksOf(at.view.lineBefore) : '';
  const text = prefixFrom(at, start, blanks.length);
  const tokens = textTokens(text, isFirst, format);
  if (!heals || blanks !== '') return { tokens, heldBack: blanks };
  const torn = tornEnd(text, tokens);
  // A model goes on with something: where nothing comes before the prefix its first token stays.
  const most = format.beginOfText.length === 0 ? tokens.length - 1 : tokens.length;
  if (torn.tokens > most) return { tokens, heldBack: '' };
  return { tokens: tokens.slice(0, tokens.length - torn.tokens), heldBack: torn.text };
}

function textTokens(text: string, isFirst: boolean, format: WindowFormat): readonly number[] {
  if (text === '') return [];
  return isFirst ? format.tokenize(text) : format.tokenizeContinuation(text);
}

/** The text behind the cursor, as far as the prompt may tell it. */
function behind({ view, rulesOff }: WindowView): string {
  return rulesOff.includes('suffixBlock') ? '' : view.suffix;
}

function contextOf({ context, rulesOff }: WindowView): string {
  return rulesOff.includes('context') ? '' : context.text;
}

/** The document's text from an offset to the cursor, without the blanks that are held back. */
function prefixFrom({ text, cursor, view }: WindowView, start: number, heldBack: number): string {
  const end = cursor - heldBack;
  return end <= start ? '' : withNewlines(text.slice(start, end), view.lineEnd);
}

function suffixBlock(behind: string, tokens: number, format: WindowFormat): string {
  const count = (text: string) => format.tokenizeContinuation(text).length;
  return behind.slice(0, endWithin(behind, tokens, count));
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
  const room = Math.max(0, tokens - (from === 0 ? 1 : 0));
  return from + startWithin(text, room, count, total);
}
