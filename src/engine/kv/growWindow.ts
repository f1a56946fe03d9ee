import { applySplice, findSplice, type Splice } from '../../completion/reuse/splice.ts';
import { countPinnedTokens, type WindowLayout } from '../../completion/window/windowLayout.ts';
import { insertAfterLead } from '../sequence/prefill.ts';
import type { KvWindow, WindowState, WindowWork } from './kvWindow.ts';

/**
 * Lead of inserted text, in tokens; see `insertionLead`. Pieces are small, and this far from the
 * cursor two tokens are as good as four; with one, predictions deviate twice as much (docs/cache.md).
 */
export const growthLead = 2;

/** Maximum number of tokens at the seam of inserted text that may differ from the previous ones. */
const maxSeamTokens = 4;

/**
 * Inserts text that a window left out before the text that it holds. Tokens known after its prompt
 * stay known: the cells after the inserted text were evaluated without it, and so were the tokens
 * sampled after them.
 *
 * @param grownLayout the prompt with that text.
 * @returns undefined if the window isn't at that prompt otherwise; false if the signal aborted first,
 *   with the window unchanged.
 */
export async function growWindow(
  window: KvWindow,
  grownLayout: WindowLayout,
  work: WindowWork,
): Promise<boolean | undefined> {
  work.lease.check();
  const { state: before, sequence } = window;
  if (before.kind !== 'ready' && before.kind !== 'ahead') return undefined;
  const { layout } = before.kind === 'ahead' ? before.base : before;
  const splice = findSplice(layout.tokens, grownLayout.tokens);
  const { position, erasedCount, insertedTokens } = splice;
  const isSpliced =
    position > 0 && position + erasedCount < layout.tokens.length && erasedCount <= maxSeamTokens;
  if (!isSpliced || grownLayout.healedPrefix !== layout.healedPrefix) return undefined;
  const cells = [...sequence.tokens];
  await insertAfterLead(
    sequence,
    { position, tokens: insertedTokens },
    { ...work, signal: work.lease.signal },
    growthLead,
  );
  const insertedCells = sequence.tokens.length - cells.length;
  const { state } = window;
  // A change of the text above the window has moved it, so the start of the text isn't known.
  const isCarried =
    state.kind !== 'empty' && state.layout.position.anchor !== before.layout.position.anchor;
  if (insertedCells < insertedTokens.length || isCarried) {
    if (insertedCells > 0)
      await sequence.erase([{ start: position, end: position + insertedCells }]);
    work.workMeter.countDiscarded(insertedCells);
    return false;
  }
  if (erasedCount > 0) {
    const start = position + insertedTokens.length;
    await sequence.erase([{ start, end: start + erasedCount }]);
  }
  window.origins.growAfter(position, insertedTokens.length - erasedCount, sequence.tokens.length);
  window.adopt(growState(state, splice, grownLayout), window.origins, { cells, splice });
  return true;
}

function growState(state: WindowState, splice: Splice, grownLayout: WindowLayout): WindowState {
  if (state.kind !== 'ready' && state.kind !== 'ahead') return state;
  const layout = growLayout(state.layout, splice, grownLayout);
  if (state.kind === 'ready') return { ...state, layout };
  return {
    ...state,
    layout,
    base: { ...state.base, layout: growLayout(state.base.layout, splice, grownLayout) },
  };
}

/**
 * Returns a layout with the inserted text. The prefix is the last part of a prompt, so a prompt that
 * continues the grown one differs only in the prefix.
 */
function growLayout(layout: WindowLayout, splice: Splice, grownLayout: WindowLayout): WindowLayout {
  const tokens = applySplice(layout.tokens, splice);
  const before = grownLayout.parts.filter(({ kind }) => kind !== 'prefix');
  const prefix = { kind: 'prefix' as const, tokens: tokens.slice(countPinnedTokens(grownLayout)) };
  return { ...layout, position: grownLayout.position, tokens, parts: [...before, prefix] };
}
