import { trailingBlanksOf } from '../text/indentation.ts';
import { withNewlines } from '../text/textView.ts';
import type { TornEnd } from '../healing/tornEnd.ts';
import { endWithin, maxTokenLength, startWithin } from './fitText.ts';
import type { InfillFormat } from './infillFormat.ts';
import { suffixAsComment } from './suffixAsComment.ts';
import { fitSuffix } from './suffixFit.ts';
import type { WindowView } from './windowView.ts';

/**
 * Position of a window in its document. It is anchored by an offset, not by a number of tokens: while the
 * anchor stays, changes of the text above it don't change the window.
 */
export interface Place {
  /** Start of the prefix, in UTF-16 code units of the document; carried through changes. */
  readonly anchor: number;
  /** Suffix block as it was read, line ends as `\n`; '' where the prompt has none. */
  readonly suffix: string;
  /** Context from other files, as it was read. */
  readonly context: string;
}

/** Prompt format of a model. */
export interface WindowFormat {
  readonly beginOfText: readonly number[];
  /** Undefined for models without FIM tokens: their prompts have the suffix in a comment. */
  readonly infill: InfillFormat | undefined;
  /** Tokenizes a separate text. */
  readonly tokenize: (text: string) => readonly number[];
  /** Tokenizes a text that continues other text. */
  readonly tokenizeContinuation: (text: string) => readonly number[];
  /**
   * Finds the end of a prompt that may be a partial token; undefined where the vocabulary doesn't support
   * token healing.
   */
  readonly tornEnd: ((text: string, tokens: readonly number[]) => TornEnd) | undefined;
}

/** Maximum sizes of a window and its parts, in tokens. */
export interface WindowSizes {
  /** Maximum size of the prompt. */
  readonly prompt: number;
  /** Maximum size of the suffix block, as part of the prompt. */
  readonly suffix: number;
  /** Maximum size of a file that is read whole, its suffix block included; 0 for none. */
  readonly file: number;
}

/** Tokens of a prompt that belong together; `head`: control tokens. */
export interface WindowPart {
  readonly kind: 'head' | 'suffix' | 'context' | 'prefix';
  readonly tokens: readonly number[];
}

/** Prompt, with the place of its window. */
export interface WindowLayout {
  readonly place: Place;
  readonly tokens: readonly number[];
  /** Parts of `tokens`, in their order. */
  readonly parts: readonly WindowPart[];
  /**
   * End of the text before the cursor that is left out of the prompt, and with which the answer has to
   * begin (token healing). It is a partial token, or blanks, because vocabularies have runs of blanks,
   * and blanks joined to words, as single tokens. A prompt that ends within a token differs from all text
   * that the model was trained on.
   */
  readonly heldBack: string;
  /** True where the start of the prefix has moved on from the place that was given. */
  readonly hasAdvanced: boolean;
}

/** Counts the tokens of a prompt that are of one kind. */
export function tokensOfKind({ parts }: WindowLayout, kind: WindowPart['kind']): number {
  return parts.reduce((sum, part) => sum + (part.kind === kind ? part.tokens.length : 0), 0);
}

/** Counts the tokens before the prefix, which stay when the window moves on. */
export function pinnedTokens({ parts }: WindowLayout): number {
  const prefix = parts.findIndex(({ kind }) => kind === 'prefix');
  return parts.slice(0, prefix).reduce((sum, { tokens }) => sum + tokens.length, 0);
}

/** Returns whether a prompt holds all of its file. */
export function holdsFile({ place }: WindowLayout, at: WindowView): boolean {
  return place.anchor === 0 && place.suffix.trimEnd().length >= textAfter(at).trimEnd().length;
}

/** Returns whether a layout continues the window at a place. */
export function continues({ hasAdvanced, place }: WindowLayout, { anchor }: Place): boolean {
  return hasAdvanced || place.anchor === anchor;
}

/** Share of the prefix that is evicted at once when the prefix outgrows the window. */
const stepShare = 1 / 4;

/**
 * Lays out a window at a new place: as much of the text before the cursor as fits.
 *
 * @param sizes of this window, which may be smaller than those that it may grow to.
 */
export function layOutNew(at: WindowView, sizes: WindowSizes, format: WindowFormat): WindowLayout {
  const around = {
    suffix: readSuffix(at, sizes, format),
    context: contextText(at),
  };
  const fixed = compose(at, { anchor: at.cursor, ...around }, format, false);
  const room = sizes.prompt - fixed.tokens.length;
  const anchor = findStart(at, { from: 0 }, room, format);
  return compose(at, { anchor, ...around }, format, false);
}

/**
 * Lays out a window at its current place. Its start moves on, in steps of a quarter, when the prefix has
 * outgrown it: a start that moved with every line would cost a key shift each time.
 *
 * @param refresh reads the suffix block again also when it only nearly fits.
 * @returns undefined when the cursor is before the window's start, or far away from it.
 */
export function layOutAt(
  at: WindowView,
  place: Place,
  options: { readonly sizes: WindowSizes; readonly refresh: boolean },
  format: WindowFormat,
): WindowLayout | undefined {
  const { sizes, refresh } = options;
  // Beyond this it can't be the same window, and counting its tokens would take long.
  const farthest = place.anchor + 2 * sizes.prompt * maxTokenLength;
  if (place.anchor > at.cursor || at.cursor > farthest) return undefined;
  const suffix = keepOrReadSuffix(at, place.suffix, options, format);
  const around = { suffix, context: refresh ? contextText(at) : place.context };
  const still = compose(at, { ...place, ...around }, format, false);
  const prefix = still.parts.find(({ kind }) => kind === 'prefix')?.tokens ?? [];
  const room = sizes.prompt - still.tokens.length + prefix.length;
  if (prefix.length <= room) return still;
  const minTokens = Math.floor(room * (1 - stepShare));
  const whole = { from: place.anchor, total: prefix.length };
  const anchor = findStart(at, whole, minTokens, format);
  return compose(at, { ...around, anchor }, format, true);
}

/** Returns the suffix block unchanged, or read again where it no longer fits. */
function keepOrReadSuffix(
  at: WindowView,
  block: string,
  options: { readonly sizes: WindowSizes; readonly refresh: boolean },
  format: WindowFormat,
): string {
  const fit = fitSuffix(block, textAfter(at));
  if (fit === 'far') return readSuffix(at, options.sizes, format);
  if (!options.refresh) return block;
  const current = readSuffix(at, options.sizes, format);
  // New context may leave no room for a block that was read before.
  return fit === 'same' && current.length >= block.length ? block : current;
}

function compose(
  at: WindowView,
  place: Place,
  format: WindowFormat,
  hasAdvanced: boolean,
): WindowLayout {
  const { infill } = format;
  const context: WindowPart = { kind: 'context', tokens: textTokens(place.context, true, format) };
  const prompt =
    infill === undefined
      ? composePlain(at, place, context, format)
      : composeInfill(at, place, { context, infill }, format);
  return { place, hasAdvanced, ...startPrompt(prompt, format) };
}

/** Starts an empty prompt with an empty line, because a model needs a token to continue from. */
function startPrompt(prompt: Prompt, { tokenize }: WindowFormat): Prompt {
  if (prompt.tokens.length > 0) return prompt;
  const head: WindowPart = { kind: 'head', tokens: tokenize('\n') };
  return { ...prompt, tokens: head.tokens, parts: [head, ...prompt.parts] };
}

/** Composes a prompt that ends with the prefix, with the suffix in a comment before it. */
function composePlain(
  at: WindowView,
  place: Place,
  context: WindowPart,
  format: WindowFormat,
): Prompt {
  const comment = suffixAsComment(place.suffix, at.language);
  const isFirst = place.context === '' && comment === '' && place.anchor === 0;
  return joinParts(
    [
      { kind: 'head', tokens: format.beginOfText },
      context,
      { kind: 'suffix', tokens: textTokens(comment, place.context === '', format) },
    ],
    readPrefix(at, place.anchor, isFirst, format),
  );
}

/** Composes a prompt of suffix and prefix after the control tokens that the model was trained with. */
function composeInfill(
  at: WindowView,
  place: Place,
  { context, infill }: { readonly context: WindowPart; readonly infill: InfillFormat },
  format: WindowFormat,
): Prompt {
  const { beforeSuffix, beforePrefix, contextFirst } = infill;
  const suffix: WindowPart = { kind: 'suffix', tokens: format.tokenizeContinuation(place.suffix) };
  const isFirst = place.anchor === 0 && (contextFirst || place.context === '');
  const head = (...tokens: readonly (readonly number[])[]): WindowPart => ({
    kind: 'head',
    tokens: tokens.flat(),
  });
  const parts = contextFirst
    ? [head(format.beginOfText), context, head(beforeSuffix), suffix, head(beforePrefix)]
    : [head(format.beginOfText, beforeSuffix), suffix, head(beforePrefix), context];
  return joinParts(parts, readPrefix(at, place.anchor, isFirst, format));
}

type Prompt = Pick<WindowLayout, 'tokens' | 'parts' | 'heldBack'>;

function joinParts(before: readonly WindowPart[], prefix: Prefix): Prompt {
  const parts = [...before, { kind: 'prefix' as const, tokens: prefix.tokens }];
  return { parts, tokens: parts.flatMap(({ tokens }) => tokens), heldBack: prefix.heldBack };
}

interface Prefix {
  readonly tokens: readonly number[];
  readonly heldBack: string;
}

/**
 * Returns the tokens of the text from an offset to the cursor, without the end that is left out for token
 * healing.
 */
function readPrefix(at: WindowView, start: number, isFirst: boolean, format: WindowFormat): Prefix {
  const { tornEnd } = format;
  const heals = tornEnd !== undefined && !at.rulesOff.includes('healing');
  const blanks = heals ? trailingBlanksOf(at.view.lineBefore) : '';
  const text = prefixFrom(at, start, blanks.length);
  const tokens = textTokens(text, isFirst, format);
  if (!heals || blanks !== '') return { tokens, heldBack: blanks };
  const torn = tornEnd(text, tokens);
  // A model needs a token to continue from: where nothing comes before the prefix, its first token stays.
  const most = format.beginOfText.length === 0 ? tokens.length - 1 : tokens.length;
  if (torn.tokens > most) return { tokens, heldBack: '' };
  return { tokens: tokens.slice(0, tokens.length - torn.tokens), heldBack: torn.text };
}

function textTokens(text: string, isFirst: boolean, format: WindowFormat): readonly number[] {
  if (text === '') return [];
  return isFirst ? format.tokenize(text) : format.tokenizeContinuation(text);
}

/** Returns the text after the cursor; '' where the suffix block is disabled. */
function textAfter({ view, rulesOff }: WindowView): string {
  return rulesOff.includes('suffixBlock') ? '' : view.suffix;
}

function contextText({ context, rulesOff }: WindowView): string {
  return rulesOff.includes('context') ? '' : context.text;
}

/** Returns the text from an offset to the cursor, without the last `heldBack` code units. */
function prefixFrom({ text, cursor, view }: WindowView, start: number, heldBack: number): string {
  const end = cursor - heldBack;
  return end <= start ? '' : withNewlines(text.slice(start, end), view.lineEnd);
}

/**
 * Reads the suffix block: all text after the cursor where the whole file fits. Then a jump only moves
 * text from one side of the cursor to the other, and costs only the moved text.
 */
function readSuffix(at: WindowView, sizes: WindowSizes, format: WindowFormat): string {
  const after = textAfter(at);
  const count = (text: string) => format.tokenizeContinuation(text).length;
  const { file } = sizes;
  if (at.text.length <= file * maxTokenLength) {
    const block = format.infill === undefined ? suffixAsComment(after, at.language) : after;
    const whole = [contextText(at), block, at.text.slice(0, at.cursor)];
    if (whole.reduce((sum, text) => sum + count(text), 0) <= file) return after;
  }
  return after.slice(0, endWithin(after, sizes.suffix, count));
}

/**
 * Finds the first offset from `from` on such that the text from there to the cursor fits.
 *
 * @param tokens maximum number of tokens of that text; `total` is the number for all of it, where it is
 *   known.
 */
function findStart(
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
