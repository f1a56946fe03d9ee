import { commonPrefix } from '../../completion/cache/commonPrefix.ts';
import { planReuse, type Reuse, type ReusePlan } from '../../completion/cache/reusePlan.ts';
import type { WindowLayout } from '../../completion/window/windowLayout.ts';
import type { Token } from '../ports.ts';

/** The prompt that a window was brought to, and what was drawn greedily behind it. */
export interface WindowState {
  readonly layout: WindowLayout;
  readonly drawn: readonly Token[];
}

/** How a window is brought to a layout. */
export interface WindowPlan {
  readonly layout: WindowLayout;
  /** Undefined when the prompt and at least one token behind it are known already. */
  readonly reuse: ReusePlan | undefined;
  /** Tokens that it evaluates. */
  readonly cost: number;
}

/**
 * Plans the way to a layout.
 *
 * @param cells the tokens that the window's sequence holds.
 * @param state what they were brought to; undefined when they are on their way.
 */
export function planWindow(
  cells: readonly Token[],
  state: WindowState | undefined,
  layout: WindowLayout,
  mode: Reuse,
): WindowPlan {
  if (knownBehind(state, layout.tokens).length > 0) return { layout, reuse: undefined, cost: 0 };
  const reuse = planReuse(cellsFor(cells, state, layout.tokens), layout.tokens, {
    mode,
    evictedBehind: layout.hasAdvanced ? pinnedTokens(layout) : undefined,
  });
  return { layout, reuse, cost: reuse.cost };
}

/** What greedy decoding is known to draw behind a prompt: the rest of what it drew before. */
export function knownBehind(
  state: WindowState | undefined,
  prompt: readonly Token[],
): readonly Token[] {
  if (state === undefined) return [];
  const { layout, drawn } = state;
  const typed = prompt.length - layout.tokens.length;
  if (typed < 0 || typed >= drawn.length) return [];
  const isSame = commonPrefix([...layout.tokens, ...drawn], prompt) === prompt.length;
  return isSame ? drawn.slice(typed) : [];
}

/** The cells that a plan starts from: what was drawn counts only when the prompt goes along it. */
function cellsFor(
  cells: readonly Token[],
  state: WindowState | undefined,
  prompt: readonly Token[],
): readonly Token[] {
  const end = state?.layout.tokens.length ?? cells.length;
  const goesAlong = commonPrefix(cells, prompt) >= Math.min(end, cells.length);
  return goesAlong ? cells : cells.slice(0, end);
}

/** Tokens at the start of a prompt that stay when its window moves on. */
export function pinnedTokens({ parts }: WindowLayout): number {
  return parts.head + parts.suffix + parts.mark;
}
