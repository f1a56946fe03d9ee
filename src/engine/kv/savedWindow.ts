import type { Reuse } from '../../completion/cache/reusePlan.ts';
import type { Place, WindowPart } from '../../completion/window/windowLayout.ts';
import type { DrawnToken } from '../ports.ts';
import type { SavedState } from '../states/stateStore.ts';
import { reuseOf, type KvWindow } from './kvWindow.ts';
import type { Prompt } from './windowPlan.ts';

/** Details stored with a saved window that give its cells their meaning. */
interface WindowDetails {
  readonly place: Place;
  /** The text at the anchor, to find it again in a file that changed meanwhile. */
  readonly anchorText: string;
  readonly parts: readonly WindowPart[];
  readonly heldBack: string;
  /** Tokens sampled after the prompt. The last one is not in the saved cells. */
  readonly drawn: readonly DrawnToken[];
  readonly reuse: Reuse;
}

/** A window that is saved. */
export interface SavedWindow {
  readonly state: SavedState;
  /** Its place in the document as it was when the state was read. */
  readonly place: Place;
  readonly reuse: Reuse;
  /** The prompt that it was saved with, and what was sampled after it. */
  readonly prompt: Prompt;
}

/** UTF-16 code units of the anchor's text. */
const anchorTextLength = 120;

/** Returns the details to store; undefined for a window that is between two prompts. */
export function detailsOf(window: KvWindow, text: string): WindowDetails | undefined {
  const { state } = window;
  if (state.kind !== 'ready' && state.kind !== 'ahead') return undefined;
  const { layout, drawn } = state;
  const { place, parts, heldBack } = layout;
  return {
    place,
    anchorText: text.slice(place.anchor, place.anchor + anchorTextLength),
    parts,
    heldBack,
    drawn,
    reuse: reuseOf(window),
  };
}

/**
 * Reads a saved window.
 *
 * @param text the document as it is now.
 * @returns undefined when its place isn't there any more, or when it is none.
 */
export function savedWindowOf(state: SavedState, text: string): SavedWindow | undefined {
  if (!isWindowDetails(state.details)) return undefined;
  const { place, anchorText, parts, heldBack, drawn, reuse } = state.details;
  const anchor = nearestOccurrence(text, anchorText, place.anchor);
  if (anchor === undefined) return undefined;
  const here = { ...place, anchor };
  const tokens = parts.flatMap((part) => part.tokens);
  const layout = { place: here, tokens, parts, heldBack, hasAdvanced: false };
  return { state, place: here, reuse, prompt: { layout, drawn } };
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

function isWindowDetails(details: unknown): details is WindowDetails {
  if (typeof details !== 'object' || details === null) return false;
  const { place, anchorText, parts, heldBack, drawn, reuse } = details as Partial<WindowDetails>;
  return (
    isPlace(place) &&
    typeof anchorText === 'string' &&
    Array.isArray(parts) &&
    parts.every((part: Partial<WindowPart> | null) => Array.isArray(part?.tokens)) &&
    typeof heldBack === 'string' &&
    Array.isArray(drawn) &&
    drawn.every((one: Partial<DrawnToken> | null) => typeof one?.token === 'number') &&
    (reuse === 'exact' || reuse === 'rolling' || reuse === 'patched')
  );
}
