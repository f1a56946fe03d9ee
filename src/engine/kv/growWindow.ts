import { applySplice, findSplice, type Splice } from '../../completion/reuse/splice.ts';
import { pinnedTokens, type WindowLayout } from '../../completion/window/windowLayout.ts';
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
 * @param grown the prompt with that text.
 * @returns undefined if the window isn't at that prompt otherwise; false if the signal aborted first,
 *   with the window unchanged.
 */
export async function growWindow(
  window: KvWindow,
  grown: WindowLayout,
  work: WindowWork,
): Promise<boolean | undefined> {
  work.lease.check();
  const { state: before, sequence } = window;
  if (before.kind !== 'ready' && before.kind !== 'ahead') return undefined;
  const { layout } = before.kind === 'ahead' ? before.base : before;
  const splice = findSplice(layout.tokens, grown.tokens);
  const { at, erased, inserted } = splice;
  const isSpliced = at > 0 && at + erased < layout.tokens.length && erased <= maxSeamTokens;
  if (!isSpliced || grown.heldBack !== layout.heldBack) return undefined;
  const cells = [...sequence.tokens];
  await insertAfterLead(
    sequence,
    { at, tokens: inserted },
    { ...work, signal: work.lease.signal },
    growthLead,
  );
  const insertedCells = sequence.tokens.length - cells.length;
  const { state } = window;
  // A change of the text above the window has moved it, so the start of the text isn't known.
  const isCarried =
    state.kind !== 'empty' && state.layout.place.anchor !== before.layout.place.anchor;
  if (insertedCells < inserted.length || isCarried) {
    if (insertedCells > 0) await sequence.erase([{ start: at, end: at + insertedCells }]);
    work.passes.discarded(insertedCells);
    return false;
  }
  if (erased > 0) {
    const start = at + inserted.length;
    await sequence.erase([{ start, end: start + erased }]);
  }
  window.origins.growAfter(at, inserted.length - erased, sequence.tokens.length);
  window.adopt(growState(state, splice, grown), window.origins, { cells, splice });
  return true;
}

function growState(state: WindowState, splice: Splice, grown: WindowLayout): WindowState {
  if (state.kind !== 'ready' && state.kind !== 'ahead') return state;
  const layout = growLayout(state.layout, splice, grown);
  if (state.kind === 'ready') return { ...state, layout };
  return {
    ...state,
    layout,
    base: { ...state.base, layout: growLayout(state.base.layout, splice, grown) },
  };
}

/**
 * Returns a layout with the inserted text. The prefix is the last part of a prompt, so a prompt that
 * continues the grown one differs only in the prefix.
 */
function growLayout(layout: WindowLayout, splice: Splice, grown: WindowLayout): WindowLayout {
  const tokens = applySplice(layout.tokens, splice);
  const before = grown.parts.filter(({ kind }) => kind !== 'prefix');
  const prefix = { kind: 'prefix' as const, tokens: tokens.slice(pinnedTokens(grown)) };
  return { ...layout, place: grown.place, tokens, parts: [...before, prefix] };
}
