import { withNewlines } from '../text/textView.ts';
import { endWithin, startWithin } from './fitText.ts';
import type { Place, WindowFormat } from './windowLayout.ts';
import type { WindowView } from './windowView.ts';

/**
 * Finds the place of a window after it has grown by a piece of text: the lines above it first, nearest
 * first, then the lines after its suffix block, then context from other files.
 *
 * @param goal that it grows to.
 * @param maxTokens of the piece. A line that has more is read in pieces, its end first.
 * @returns undefined where the window holds all of the goal, or other text.
 */
export function findGrowth(
  at: WindowView,
  place: Place,
  goal: Place,
  maxTokens: number,
  { tokenizeContinuation }: Pick<WindowFormat, 'tokenizeContinuation'>,
): Place | undefined {
  const count = (text: string) => tokenizeContinuation(withNewlines(text, at.view.lineEnd)).length;
  if (goal.anchor < place.anchor) {
    const above = at.text.slice(goal.anchor, place.anchor);
    const start = startWithin(above, maxTokens, count);
    return start < above.length ? { ...place, anchor: goal.anchor + start } : undefined;
  }
  if (goal.suffix.length > place.suffix.length) {
    if (!goal.suffix.startsWith(place.suffix)) return undefined;
    const more = goal.suffix.slice(place.suffix.length);
    const end = endWithin(more, maxTokens, count);
    return end > 0 ? { ...place, suffix: place.suffix + more.slice(0, end) } : undefined;
  }
  if (goal.context.length > place.context.length && goal.context.endsWith(place.context)) {
    const above = goal.context.slice(0, goal.context.length - place.context.length);
    const start = startWithin(above, maxTokens, count);
    return start < above.length ? { ...place, context: goal.context.slice(start) } : undefined;
  }
  return undefined;
}
