import type {
  WindowPosition,
  WindowLayout,
  WindowPart,
} from '../../completion/window/windowLayout.ts';
import type { SampledToken } from '../backend/languageModel.ts';
import type { SavedState } from '../states/stateStore.ts';
import { getWindowReuse, type KvWindow } from './kvWindow.ts';
import type { Prompt, SavedWindow } from './windowPlan.ts';

/** Length of the anchor's text, in UTF-16 code units. */
const anchorTextLength = 120;

/**
 * Returns the details to store, which give the cells their meaning; undefined for a window that is
 * between two prompts.
 */
export function createDetails(
  window: KvWindow,
  text: string,
): Omit<SavedWindow, 'state'> | undefined {
  const { state } = window;
  if (state.kind !== 'ready' && state.kind !== 'ahead') return undefined;
  const { layout, sampledTokens } = state;
  const { anchor } = layout.position;
  return {
    anchorText: text.slice(anchor, anchor + anchorTextLength),
    reuse: getWindowReuse(window),
    // The parts already contain all tokens.
    prompt: { layout: { ...layout, tokens: [] }, sampledTokens },
  };
}

/**
 * Reads a saved window.
 *
 * @param text current text of the document.
 * @returns undefined if its place no longer exists, or if the state isn't a saved window.
 */
export function readSavedWindow(state: SavedState, text: string): SavedWindow | undefined {
  const { details } = state;
  if (!areDetails(details)) return undefined;
  const { anchorText, reuse, prompt } = details;
  const { position, parts, healedPrefix } = prompt.layout;
  const anchor = findNearestOccurrence(text, anchorText, position.anchor);
  if (anchor === undefined) return undefined;
  const tokens = parts.flatMap((part) => part.tokens);
  const layout = {
    position: { ...position, anchor },
    tokens,
    parts,
    healedPrefix,
    hasAdvanced: false,
  };
  return { state, anchorText, reuse, prompt: { layout, sampledTokens: prompt.sampledTokens } };
}

function findNearestOccurrence(text: string, piece: string, near: number): number | undefined {
  if (text.startsWith(piece, near)) return near;
  if (piece === '') return undefined;
  const before = text.lastIndexOf(piece, near);
  const after = text.indexOf(piece, near);
  if (before < 0) return after < 0 ? undefined : after;
  return after < 0 || near - before <= after - near ? before : after;
}

function isPosition(
  position: Partial<WindowPosition> | null | undefined,
): position is WindowPosition {
  return (
    typeof position?.anchor === 'number' &&
    typeof position.suffix === 'string' &&
    typeof position.context === 'string'
  );
}

function areDetails(details: unknown): details is Omit<SavedWindow, 'state'> {
  if (typeof details !== 'object' || details === null) return false;
  const { anchorText, reuse, prompt } = details as Partial<SavedWindow>;
  const isReuse = reuse === 'exact' || reuse === 'rolling' || reuse === 'patched';
  return typeof anchorText === 'string' && isReuse && isPrompt(prompt);
}

function isPrompt(prompt: Partial<Prompt> | null | undefined): prompt is Prompt {
  const { position, parts, healedPrefix }: Partial<WindowLayout> = prompt?.layout ?? {};
  const sampled = prompt?.sampledTokens;
  return (
    isPosition(position) &&
    Array.isArray(parts) &&
    parts.every((part: Partial<WindowPart> | null) => Array.isArray(part?.tokens)) &&
    typeof healedPrefix === 'string' &&
    Array.isArray(sampled) &&
    sampled.every((one: Partial<SampledToken> | null) => typeof one?.token === 'number')
  );
}
