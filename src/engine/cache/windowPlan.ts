import { commonPrefix } from '../../completion/commonPrefix.ts';
import { planReuse, type Reuse, type ReusePlan } from '../../completion/cache/reusePlan.ts';
import { goesAlong, TextConstraint } from '../../completion/healing/textConstraint.ts';
import { utf8Of } from '../../completion/healing/utf8.ts';
import type { VocabularyTrie } from '../../completion/healing/vocabularyTrie.ts';
import { pinnedTokens, type WindowLayout } from '../../completion/window/windowLayout.ts';
import type { DrawnToken, Token } from '../ports.ts';
import { choiceOf } from '../sequence/drawNext.ts';
import type { KnownProbabilities } from './knownProbabilities.ts';

/** The prompt that a window was brought to, and what was drawn greedily behind it. */
export interface WindowState {
  readonly layout: WindowLayout;
  readonly drawn: readonly DrawnToken[];
}

/** What a window holds. */
export interface WindowCells {
  /** The tokens of its sequence. */
  readonly tokens: readonly Token[];
  /** What they were brought to; undefined while they are on their way. */
  readonly state: WindowState | undefined;
  /** What they were brought to before, where that is the beginning of what they hold now. */
  readonly left?: WindowState | undefined;
  /** Of all tokens behind prompts. */
  readonly probabilities: KnownProbabilities;
}

/** How a window is brought to a layout. */
export interface WindowPlan {
  readonly layout: WindowLayout;
  /** Undefined when the prompt and at least one token behind it are known already. */
  readonly reuse: ReusePlan | undefined;
  /** Tokens that it evaluates. */
  readonly cost: number;
}

/** Plans the way to a layout. */
export function planWindow(
  cells: WindowCells,
  layout: WindowLayout,
  mode: Reuse,
  trie: VocabularyTrie | undefined,
): WindowPlan {
  if (
    isSettled(cells.state, layout, trie) ||
    isSettled(cells.left, layout, trie) ||
    isDecided(cells, layout, trie)
  ) {
    return { layout, reuse: undefined, cost: 0 };
  }
  const reuse = planReuse(cellsFor(cells, layout.tokens), layout.tokens, {
    mode,
    evictedBehind: layout.hasAdvanced ? pinnedTokens(layout) : undefined,
  });
  return { layout, reuse, cost: reuse.cost };
}

/**
 * What greedy decoding is known to draw behind a prompt: the rest of what it drew before, as far as
 * it goes along what was held back of the text then, and now. A text that was typed along what was
 * drawn narrows the choice that greedy decoding had, and the token that it chose stays in it; one
 * that was deleted widens it.
 */
export function knownBehind(
  state: WindowState | undefined,
  { tokens, heldBack }: WindowLayout,
  trie: VocabularyTrie | undefined,
): readonly DrawnToken[] {
  if (state === undefined) return [];
  const { layout, drawn } = state;
  const typed = tokens.length - layout.tokens.length;
  if (typed < 0 || typed >= drawn.length) return [];
  const along = drawn.map(({ token }) => token);
  if (commonPrefix([...layout.tokens, ...along], tokens) !== tokens.length) return [];
  const rest = drawn.slice(typed);
  if (trie === undefined) return heldBack === layout.heldBack ? rest : [];
  const typedOver = trie.textOf(along.slice(0, typed)) + utf8Of(heldBack);
  if (!typedOver.startsWith(utf8Of(layout.heldBack))) return [];
  return goesAlong(along.slice(typed), heldBack, trie) ? rest : [];
}

/** Tokens that a window holds which was brought to this. */
export function cellsOf({ layout, drawn }: WindowState): number {
  return layout.tokens.length + drawn.length - 1;
}

/** As much of what is known behind a prompt as the cells go along; undefined where they part before. */
export function asFarAsHeld(
  { layout, drawn }: WindowState,
  cells: readonly Token[],
): WindowState | undefined {
  const along = [...layout.tokens, ...drawn.map(({ token }) => token)];
  const agreed = commonPrefix(along, cells) - layout.tokens.length;
  return agreed < 0 ? undefined : { layout, drawn: drawn.slice(0, agreed + 1) };
}

/**
 * Below this a token that was drawn with more to choose from may be likely enough now: how likely
 * has to be found out.
 */
const surely = 0.5;

/** Whether what was drawn before holds, and it is known how likely it is. */
function isSettled(
  state: WindowState | undefined,
  layout: WindowLayout,
  trie: VocabularyTrie | undefined,
): boolean {
  const [first] = knownBehind(state, layout, trie);
  if (first === undefined) return false;
  const isSamePrompt =
    state?.layout.heldBack === layout.heldBack &&
    state.layout.tokens.length === layout.tokens.length;
  return isSamePrompt || layout.heldBack === '' || first.probability >= surely;
}

/** Whether all of a prompt is cached, and what may follow it is known. */
function isDecided(
  { tokens, probabilities }: WindowCells,
  layout: WindowLayout,
  trie: VocabularyTrie | undefined,
): boolean {
  const known = probabilities.of(layout.tokens);
  return (
    layout.heldBack !== '' &&
    trie !== undefined &&
    known !== undefined &&
    choiceOf(new TextConstraint(layout.heldBack, trie), known) !== undefined &&
    commonPrefix(tokens, layout.tokens) === layout.tokens.length
  );
}

/** The cells that a plan starts from: what was drawn counts only when the prompt goes along it. */
function cellsFor({ tokens, state }: WindowCells, prompt: readonly Token[]): readonly Token[] {
  const end = state?.layout.tokens.length ?? tokens.length;
  const along = commonPrefix(tokens, prompt) >= Math.min(end, tokens.length);
  return along ? tokens : tokens.slice(0, end);
}
