import type { Place, WindowLayout, WindowPart } from '../../completion/window/windowLayout.ts';
import type { SampledToken } from '../backend/languageModel.ts';
import type { SavedState } from '../states/stateStore.ts';
import { reuseOf, type KvWindow } from './kvWindow.ts';
import type { Prompt, SavedWindow } from './windowPlan.ts';

/** Length of the anchor's text, in UTF-16 code units. */
const anchorTextLength = 120;

/**
 * Returns the details to store, which give the cells their meaning; undefined for a window that is
 * between two prompts.
 */
export function detailsOf(window: KvWindow, text: string): Omit<SavedWindow, 'state'> | undefined {
  const { state } = window;
  if (state.kind !== 'ready' && state.kind !== 'ahead') return undefined;
  const { layout, sampled } = state;
  const { anchor } = layout.place;
  return {
    anchorText: text.slice(anchor, anchor + anchorTextLength),
    reuse: reuseOf(window),
    // The parts already contain all tokens.
    prompt: { layout: { ...layout, tokens: [] }, sampled },
  };
}

/**
 * Reads a saved window.
 *
 * @param text current text of the document.
 * @returns undefined if its place no longer exists, or if the state isn't a saved window.
 */
export function savedWindowOf(state: SavedState, text: string): SavedWindow | undefined {
  const { details } = state;
  if (!areDetails(details)) return undefined;
  const { anchorText, reuse, prompt } = details;
  const { place, parts, heldBack } = prompt.layout;
  const anchor = nearestOccurrence(text, anchorText, place.anchor);
  if (anchor === undefined) return undefined;
  const tokens = parts.flatMap((part) => part.tokens);
  const layout = { place: { ...place, anchor }, tokens, parts, heldBack, hasAdvanced: false };
  return { state, anchorText, reuse, prompt: { layout, sampled: prompt.sampled } };
}

function nearestOccurrence(text: string, piece: string, near: number): number | undefined {
  if (text.startsWith(piece, near)) return near;
  if (piece === '') return undefined;
  const before = text.lastIndexOf(piece, near);
  const after = text.indexOf(piece, near);
  if (before < 0) return after < 0 ? undefined : after;
  return after < 0 || near - before <= after - near ? before : after;
}

function isPlace(place: Partial<Place> | null | undefined): place is Place {
  return (
    typeof place?.anchor === 'number' &&
    typeof place.suffix === 'string' &&
    typeof place.context === 'string'
  );
}

function areDetails(details: unknown): details is Omit<SavedWindow, 'state'> {
  if (typeof details !== 'object' || details === null) return false;
  const { anchorText, reuse, prompt } = details as Partial<SavedWindow>;
  const isReuse = reuse === 'exact' || reuse === 'rolling' || reuse === 'patched';
  return typeof anchorText === 'string' && isReuse && isPrompt(prompt);
}

function isPrompt(prompt: Partial<Prompt> | null | undefined): prompt is Prompt {
  const { place, parts, heldBack }: Partial<WindowLayout> = prompt?.layout ?? {};
  const sampled = prompt?.sampled;
  return (
    isPlace(place) &&
    Array.isArray(parts) &&
    parts.every((part: Partial<WindowPart> | null) => Array.isArray(part?.tokens)) &&
    typeof heldBack === 'string' &&
    Array.isArray(sampled) &&
    sampled.every((one: Partial<SampledToken> | null) => typeof one?.token === 'number')
  );
}
