import { countCommonPrefix } from '../../completion/commonPrefix.ts';
import {
  planReuse,
  type Reuse,
  type ReuseOptions,
  type ReusePlan,
} from '../../completion/reuse/reusePlan.ts';
import { matchesText, TextConstraint } from '../../completion/healing/textConstraint.ts';
import { encodeUtf8 } from '../../completion/healing/utf8.ts';
import type { VocabularyTrie } from '../../completion/healing/vocabularyTrie.ts';
import { countPinnedTokens, type WindowLayout } from '../../completion/window/windowLayout.ts';
import type { SampledToken, Token } from '../backend/languageModel.ts';
import { chooseToken } from '../sequence/sampling.ts';
import type { SavedState } from '../states/stateStore.ts';
import type { ProbabilityCache } from './probabilityCache.ts';

/** Prompt, and tokens that greedy decoding sampled after it. */
export interface Prompt {
  readonly layout: WindowLayout;
  readonly sampledTokens: readonly SampledToken[];
}

/** Saved window: cells that a plan may start from. */
export interface SavedWindow {
  readonly state: SavedState;
  /** Text at the anchor, for finding it again in a file that has changed. */
  readonly anchorText: string;
  readonly reuse: Reuse;
  /** Prompt that it was saved with; its place is the one found when the state was read. */
  readonly prompt: Prompt;
}

/** Plan that brings a window to a layout. */
export interface WindowPlan {
  readonly layout: WindowLayout;
  /**
   * Reuse of the cells; undefined if the prompt and at least one token after it are known already.
   */
  readonly reusePlan: ReusePlan | undefined;
  /** Number of tokens that the plan evaluates. */
  readonly cost: number;
  /**
   * Saved window that is loaded first; if undefined, the plan starts from the live window's own
   * cells.
   */
  readonly savedWindow?: SavedWindow;
  /** Layout of the live window at the cursor, if a cold one replaces it. */
  readonly replacedLayout?: WindowLayout | undefined;
}

/**
 * Plans how a window is brought to a layout.
 *
 * @param tokens tokens that the sequence holds.
 * @param current prompt of these tokens; undefined while the cells are moving.
 * @param base prompt that the tokens begin with, if they have continued to one that may come next.
 * @param probabilities probabilities of all tokens after prompts.
 */
export function planWindow(
  {
    tokens,
    current,
    base,
    probabilities,
  }: {
    readonly tokens: readonly Token[];
    readonly current?: Prompt | undefined;
    readonly base?: Prompt | undefined;
    readonly probabilities: ProbabilityCache;
  },
  layout: WindowLayout,
  mode: Reuse,
  trie: VocabularyTrie | undefined,
): WindowPlan {
  if (
    isKnown(current, layout, trie) ||
    isKnown(base, layout, trie) ||
    (isDecided(probabilities, layout, trie) && isCached(layout, tokens))
  ) {
    return { layout, reusePlan: undefined, cost: 0 };
  }
  const reusePlan = planReuse(selectUsableCells(tokens, current, layout.tokens), layout.tokens, {
    mode,
    evictedAfter: layout.hasAdvanced ? countPinnedTokens(layout) : undefined,
    prefixStart: findPrefixStart(tokens, layout),
  });
  return { layout, reusePlan, cost: reusePlan.cost };
}

/**
 * Finds the tokens that greedy decoding is known to sample after a prompt: the rest of those sampled
 * before, as far as they agree with the healed prefix then and now. Text typed along the sampled
 * tokens narrows the choice of greedy decoding, and the chosen token stays in it; deleted text widens
 * the choice.
 */
export function findSampledAfter(
  prompt: Prompt | undefined,
  { tokens, healedPrefix }: WindowLayout,
  trie: VocabularyTrie | undefined,
): readonly SampledToken[] {
  if (prompt === undefined) return [];
  const { layout, sampledTokens } = prompt;
  const typedCount = tokens.length - layout.tokens.length;
  if (typedCount < 0 || typedCount >= sampledTokens.length) return [];
  const tokenIds = sampledTokens.map(({ token }) => token);
  if (countCommonPrefix([...layout.tokens, ...tokenIds], tokens) !== tokens.length) return [];
  const remainingTokens = sampledTokens.slice(typedCount);
  if (trie === undefined) return healedPrefix === layout.healedPrefix ? remainingTokens : [];
  const typedBytes = trie.joinPieces(tokenIds.slice(0, typedCount)) + encodeUtf8(healedPrefix);
  if (!typedBytes.startsWith(encodeUtf8(layout.healedPrefix))) return [];
  return matchesText(tokenIds.slice(typedCount), healedPrefix, trie) ? remainingTokens : [];
}

/** Tokens at the end of a prompt that typing may change. */
const maxChangedTokens = 4;

/** Returns whether a layout is at the same place as an interrupted one, and differs in typed text alone. */
export function isTypingContinuation(interrupted: WindowLayout, layout: WindowLayout): boolean {
  const { position: before, tokens } = interrupted;
  const { position } = layout;
  const isSamePlace =
    before.anchor === position.anchor &&
    before.suffix === position.suffix &&
    before.context === position.context;
  const minCommon = Math.min(tokens.length, layout.tokens.length) - maxChangedTokens;
  return isSamePlace && countCommonPrefix(tokens, layout.tokens) >= minCommon;
}

/** Returns the number of cells that a prompt takes together with the tokens sampled after it. */
export function countCells({ layout, sampledTokens }: Prompt): number {
  return layout.tokens.length + sampledTokens.length - 1;
}

/**
 * Returns a prompt with as many of its sampled tokens as the cells still hold; undefined if the cells
 * don't begin with the prompt.
 */
export function trimSampledTokens(
  { layout, sampledTokens }: Prompt,
  cells: readonly Token[],
): Prompt | undefined {
  const allTokens = [...layout.tokens, ...sampledTokens.map(({ token }) => token)];
  const commonTokens = countCommonPrefix(allTokens, cells) - layout.tokens.length;
  return commonTokens < 0
    ? undefined
    : { layout, sampledTokens: sampledTokens.slice(0, commonTokens + 1) };
}

/**
 * Minimum probability of a token that was sampled from a wider choice. Below it the token is
 * evaluated again: among fewer tokens it may be likely enough to be shown.
 */
const minKnownProbability = 0.5;

/**
 * Returns whether the tokens after a layout are known from sampled ones, and the first is likely
 * enough.
 */
function isKnown(
  prompt: Prompt | undefined,
  layout: WindowLayout,
  trie: VocabularyTrie | undefined,
): boolean {
  const [first] = findSampledAfter(prompt, layout, trie);
  if (first === undefined) return false;
  const isSamePrompt =
    prompt?.layout.healedPrefix === layout.healedPrefix &&
    prompt.layout.tokens.length === layout.tokens.length;
  return isSamePrompt || layout.healedPrefix === '' || first.probability >= minKnownProbability;
}

/** Returns whether cells hold all tokens of a prompt. */
function isCached({ tokens }: WindowLayout, cells: readonly Token[]): boolean {
  return countCommonPrefix(cells, tokens) === tokens.length;
}

/** Returns whether kept probabilities decide the token after a prompt. */
function isDecided(
  probabilities: ProbabilityCache,
  layout: WindowLayout,
  trie: VocabularyTrie | undefined,
): boolean {
  const storedProbabilities = probabilities.find(layout.tokens);
  return (
    layout.healedPrefix !== '' &&
    trie !== undefined &&
    storedProbabilities !== undefined &&
    chooseToken(new TextConstraint(layout.healedPrefix, trie), storedProbabilities) !== undefined
  );
}

/**
 * Finds the start of the prefix in cells and in a layout: after the last control token before it.
 * Text never becomes a control token, so its last occurrence is that one.
 */
function findPrefixStart(
  cells: readonly Token[],
  { parts }: WindowLayout,
): ReuseOptions['prefixStart'] {
  const heads = parts.filter(({ kind, tokens }) => kind === 'head' && tokens.length > 0);
  const last = heads.at(-1);
  const marker = last?.tokens.at(-1);
  if (last === undefined || marker === undefined) return undefined;
  const before = parts.slice(0, parts.indexOf(last) + 1);
  const markerIndex = cells.lastIndexOf(marker);
  return {
    // Cells evaluated only up to the suffix hold no prefix yet.
    cached: markerIndex < 0 ? cells.length : markerIndex + 1,
    prompt: before.reduce((sum, { tokens }) => sum + tokens.length, 0),
  };
}

/**
 * Returns the cells that a plan starts from: sampled ones count only if the prompt continues along
 * them.
 */
function selectUsableCells(
  tokens: readonly Token[],
  current: Prompt | undefined,
  prompt: readonly Token[],
): readonly Token[] {
  const end = current?.layout.tokens.length ?? tokens.length;
  const isAlong = countCommonPrefix(tokens, prompt) >= Math.min(end, tokens.length);
  return isAlong ? tokens : tokens.slice(0, end);
}
