import { erasedTokens } from '../../completion/cache/reusePlan.ts';
import { isWorthSaving } from '../../completion/window/windowPolicy.ts';
import type { WindowLayout } from '../../completion/window/windowLayout.ts';
import type { LanguageModel } from '../ports.ts';
import type { KvWindow } from './kvWindow.ts';
import type { SavedWindow } from './savedWindow.ts';
import type { WindowPlan } from './windowPlan.ts';

/** A way to a prompt, and the saved window that it starts from instead of the live one. */
export interface Choice {
  readonly plan: WindowPlan;
  readonly saved?: SavedWindow;
  /** Layout of the live window at the cursor, where a cold one takes its place. */
  readonly givesUp?: WindowLayout | undefined;
}

/** Returns whether evaluating a window again takes longer than writing and reading it. */
export function isWindowWorthSaving(window: KvWindow, model: LanguageModel): boolean {
  const { state, sequence } = window;
  const isPrompt = state.kind === 'ready' || state.kind === 'ahead';
  return isPrompt && isWorth(sequence.tokens.length, window, model);
}

/** Returns whether a choice gives up cells that are worth a saved state. */
export function losesMuch(
  { plan: { reuse }, saved }: Choice,
  window: KvWindow,
  model: LanguageModel,
): boolean {
  const { sequence, state } = window;
  if (state.kind !== 'ready' && state.kind !== 'ahead') return false;
  const held = sequence.tokens.length - state.drawn.length;
  if (saved) return isWorth(held, window, model);
  // What is evicted from the front isn't missed.
  const evicted = reuse?.reuse === 'rolling' ? erasedTokens(reuse) : 0;
  return reuse !== undefined && isWorth(held - reuse.length - evicted, window, model);
}

function isWorth(lostTokens: number, { sequence }: KvWindow, model: LanguageModel): boolean {
  const bytes = sequence.tokens.length * sequence.bytesPerToken;
  return isWorthSaving(lostTokens, bytes, model.prefillMsPerToken);
}
