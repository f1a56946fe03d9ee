import { getTrailingBlanks } from '../text/indentation.ts';
import { normalizeLineEnds } from '../text/textView.ts';
import type { PartialToken } from '../healing/partialToken.ts';
import type { InfillFormat } from '../promptFormat/infillFormat.ts';
import { findFittingEnd, maxTokenLength, findFittingStart } from './fitText.ts';
import { renderSuffixComment } from './suffixComment.ts';
import { compareSuffix } from './suffixFit.ts';
import type { WindowView } from './windowView.ts';

/**
 * Position of a window in its document. It is anchored by an offset, not by a number of tokens: while the
 * anchor stays, changes of the text above it don't change the window.
 */
export interface WindowPosition {
  /** Start of the prefix, in UTF-16 code units of the document; carried through changes. */
  readonly anchor: number;
  /** Suffix block as it was read, line ends as `\n`; '' where the prompt has none. */
  readonly suffix: string;
  /** Context from other files, as it was read. */
  readonly context: string;
}

/** Format of a model's windows: the part of its prompt format that they use, and its tokenizer. */
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
  readonly findPartialToken:
    ((text: string, tokens: readonly number[]) => PartialToken) | undefined;
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
  readonly position: WindowPosition;
  readonly tokens: readonly number[];
  /** Parts of `tokens`, in their order. */
  readonly parts: readonly WindowPart[];
  /**
   * End of the text before the cursor that is left out of the prompt, and with which the answer has to
   * begin (token healing). It is a partial token, or blanks, because vocabularies have runs of blanks,
   * and blanks joined to words, as single tokens. A prompt that ends within a token differs from all text
   * that the model was trained on.
   */
  readonly healedPrefix: string;
  /** True where the start of the prefix has moved on from the place that was given. */
  readonly hasAdvanced: boolean;
}

/** Counts the tokens of a prompt that are of one kind. */
export function countTokensOfKind({ parts }: WindowLayout, kind: WindowPart['kind']): number {
  return parts.reduce((sum, part) => sum + (part.kind === kind ? part.tokens.length : 0), 0);
}

/** Counts the tokens before the prefix, which stay when the window moves on. */
export function countPinnedTokens({ parts }: WindowLayout): number {
  const prefix = parts.findIndex(({ kind }) => kind === 'prefix');
  return parts.slice(0, prefix).reduce((sum, { tokens }) => sum + tokens.length, 0);
}

/** Returns whether a prompt holds all of its file. */
export function holdsFile({ position }: WindowLayout, at: WindowView): boolean {
  return (
    position.anchor === 0 && position.suffix.trimEnd().length >= getSuffixText(at).trimEnd().length
  );
}

/** Returns whether a layout continues the window at a place. */
export function continuesWindow(
  { hasAdvanced, position }: WindowLayout,
  { anchor }: WindowPosition,
): boolean {
  return hasAdvanced || position.anchor === anchor;
}

/** Share of the prefix that is evicted at once when the prefix outgrows the window. */
const evictionShare = 1 / 4;

/**
 * Lays out a window at a new place: as much of the text before the cursor as fits.
 *
 * @param sizes of this window, which may be smaller than those that it may grow to.
 */
export function layOutNew(at: WindowView, sizes: WindowSizes, format: WindowFormat): WindowLayout {
  const surroundings = {
    suffix: readSuffix(at, sizes, format),
    context: getContextText(at),
  };
  const fixed = compose(at, { anchor: at.cursor, ...surroundings }, format, false);
  const room = sizes.prompt - fixed.tokens.length;
  const anchor = findStart(at, { from: 0 }, room, format);
  return compose(at, { anchor, ...surroundings }, format, false);
}

/**
 * Lays out a window at its current place. Its start moves on, in steps of a quarter, when the prefix has
 * outgrown it: a start that moved with every line would cost a key shift each time.
 *
 * @param refresh reads the suffix block again also when it only nearly fits.
 * @returns undefined when the cursor is before the window's start, or far away from it.
 */
export function layOutCurrent(
  at: WindowView,
  position: WindowPosition,
  options: { readonly sizes: WindowSizes; readonly refresh: boolean },
  format: WindowFormat,
): WindowLayout | undefined {
  const { sizes, refresh } = options;
  // Beyond this it can't be the same window, and counting its tokens would take long.
  const maxCursor = position.anchor + 2 * sizes.prompt * maxTokenLength;
  if (position.anchor > at.cursor || at.cursor > maxCursor) return undefined;
  const suffix = keepOrReadSuffix(at, position.suffix, options, format);
  const surroundings = { suffix, context: refresh ? getContextText(at) : position.context };
  const unmoved = compose(at, { ...position, ...surroundings }, format, false);
  const prefix = unmoved.parts.find(({ kind }) => kind === 'prefix')?.tokens ?? [];
  const room = sizes.prompt - unmoved.tokens.length + prefix.length;
  if (prefix.length <= room) return unmoved;
  const minTokens = Math.floor(room * (1 - evictionShare));
  const whole = { from: position.anchor, total: prefix.length };
  const anchor = findStart(at, whole, minTokens, format);
  return compose(at, { ...surroundings, anchor }, format, true);
}

/** Returns the suffix block unchanged, or read again where it no longer fits. */
function keepOrReadSuffix(
  at: WindowView,
  block: string,
  options: { readonly sizes: WindowSizes; readonly refresh: boolean },
  format: WindowFormat,
): string {
  const fit = compareSuffix(block, getSuffixText(at));
  if (fit === 'far') return readSuffix(at, options.sizes, format);
  if (!options.refresh) return block;
  const current = readSuffix(at, options.sizes, format);
  // New context may leave no room for a block that was read before.
  return fit === 'same' && current.length >= block.length ? block : current;
}

function compose(
  at: WindowView,
  position: WindowPosition,
  format: WindowFormat,
  hasAdvanced: boolean,
): WindowLayout {
  const { infill } = format;
  const context: WindowPart = {
    kind: 'context',
    tokens: tokenizeText(position.context, true, format),
  };
  const prompt =
    infill === undefined
      ? composePlain(at, position, context, format)
      : composeInfill(at, position, { context, infill }, format);
  return { position, hasAdvanced, ...ensureFirstToken(prompt, format) };
}

/** Starts an empty prompt with an empty line, because a model needs a token to continue from. */
function ensureFirstToken(prompt: Prompt, { tokenize }: WindowFormat): Prompt {
  if (prompt.tokens.length > 0) return prompt;
  const head: WindowPart = { kind: 'head', tokens: tokenize('\n') };
  return { ...prompt, tokens: head.tokens, parts: [head, ...prompt.parts] };
}

/** Composes a prompt that ends with the prefix, with the suffix in a comment before it. */
function composePlain(
  at: WindowView,
  position: WindowPosition,
  context: WindowPart,
  format: WindowFormat,
): Prompt {
  const comment = renderSuffixComment(position.suffix, at.language);
  const isFirst = position.context === '' && comment === '' && position.anchor === 0;
  return joinParts(
    [
      { kind: 'head', tokens: format.beginOfText },
      context,
      { kind: 'suffix', tokens: tokenizeText(comment, position.context === '', format) },
    ],
    readPrefix(at, position.anchor, isFirst, format),
  );
}

/** Composes a prompt of suffix and prefix after the control tokens that the model was trained with. */
function composeInfill(
  at: WindowView,
  position: WindowPosition,
  { context, infill }: { readonly context: WindowPart; readonly infill: InfillFormat },
  format: WindowFormat,
): Prompt {
  const { beforeSuffix, beforePrefix, isContextFirst } = infill;
  const suffix: WindowPart = {
    kind: 'suffix',
    tokens: format.tokenizeContinuation(position.suffix),
  };
  const isFirst = position.anchor === 0 && (isContextFirst || position.context === '');
  const head = (...tokens: readonly (readonly number[])[]): WindowPart => ({
    kind: 'head',
    tokens: tokens.flat(),
  });
  const parts = isContextFirst
    ? [head(format.beginOfText), context, head(beforeSuffix), suffix, head(beforePrefix)]
    : [head(format.beginOfText, beforeSuffix), suffix, head(beforePrefix), context];
  return joinParts(parts, readPrefix(at, position.anchor, isFirst, format));
}

type Prompt = Pick<WindowLayout, 'tokens' | 'parts' | 'healedPrefix'>;

function joinParts(before: readonly WindowPart[], prefix: Prefix): Prompt {
  const parts = [...before, { kind: 'prefix' as const, tokens: prefix.tokens }];
  return {
    parts,
    tokens: parts.flatMap(({ tokens }) => tokens),
    healedPrefix: prefix.healedPrefix,
  };
}

interface Prefix {
  readonly tokens: readonly number[];
  readonly healedPrefix: string;
}

/**
 * Returns the tokens of the text from an offset to the cursor, without the end that is left out for token
 * healing.
 */
function readPrefix(at: WindowView, start: number, isFirst: boolean, format: WindowFormat): Prefix {
  const { findPartialToken } = format;
  const isHealing = findPartialToken !== undefined && !at.disabledRules.includes('healing');
  const blanks = isHealing ? getTrailingBlanks(at.view.lineBefore) : '';
  const text = getPrefixText(at, start, blanks.length);
  const tokens = tokenizeText(text, isFirst, format);
  if (!isHealing || blanks !== '') return { tokens, healedPrefix: blanks };
  const partialToken = findPartialToken(text, tokens);
  // A model needs a token to continue from: where nothing comes before the prefix, its first token stays.
  const maxTokens = format.beginOfText.length === 0 ? tokens.length - 1 : tokens.length;
  if (partialToken.tokens > maxTokens) return { tokens, healedPrefix: '' };
  return {
    tokens: tokens.slice(0, tokens.length - partialToken.tokens),
    healedPrefix: partialToken.text,
  };
}

function tokenizeText(text: string, isFirst: boolean, format: WindowFormat): readonly number[] {
  if (text === '') return [];
  return isFirst ? format.tokenize(text) : format.tokenizeContinuation(text);
}

/** Returns the text after the cursor; '' where the suffix block is disabled. */
function getSuffixText({ view, disabledRules }: WindowView): string {
  return disabledRules.includes('suffixBlock') ? '' : view.suffix;
}

function getContextText({ context, disabledRules }: WindowView): string {
  return disabledRules.includes('context') ? '' : context.text;
}

/** Returns the text from an offset to the cursor, without the last `heldBack` code units. */
function getPrefixText(
  { text, cursor, view }: WindowView,
  start: number,
  healedLength: number,
): string {
  const end = cursor - healedLength;
  return end <= start ? '' : normalizeLineEnds(text.slice(start, end), view.lineEnd);
}

/**
 * Reads the suffix block: all text after the cursor where the whole file fits. Then a jump only moves
 * text from one side of the cursor to the other, and costs only the moved text.
 */
function readSuffix(at: WindowView, sizes: WindowSizes, format: WindowFormat): string {
  const after = getSuffixText(at);
  const count = (text: string) => format.tokenizeContinuation(text).length;
  const { file } = sizes;
  if (at.text.length <= file * maxTokenLength) {
    const block = format.infill === undefined ? renderSuffixComment(after, at.language) : after;
    const whole = [getContextText(at), block, at.text.slice(0, at.cursor)];
    if (whole.reduce((sum, text) => sum + count(text), 0) <= file) return after;
  }
  return after.slice(0, findFittingEnd(after, sizes.suffix, count));
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
    format.tokenizeContinuation(normalizeLineEnds(piece, at.view.lineEnd)).length;
  const room = Math.max(0, tokens - (from === 0 ? 1 : 0));
  return from + findFittingStart(text, room, count, total);
}
