import { normalizeLineEnds } from '../text/textView.ts';
import { findFittingEnd, findFittingStart } from './fitText.ts';
import type { WindowPosition, WindowFormat } from './windowLayout.ts';
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
  position: WindowPosition,
  goal: WindowPosition,
  maxTokens: number,
  { tokenizeContinuation }: Pick<WindowFormat, 'tokenizeContinuation'>,
): WindowPosition | undefined {
  const count = (text: string) =>
    tokenizeContinuation(normalizeLineEnds(text, at.view.lineEnd)).length;
  if (goal.anchor < position.anchor) {
    const above = at.text.slice(goal.anchor, position.anchor);
    const start = findFittingStart(above, maxTokens, count);
    return start < above.length ? { ...position, anchor: goal.anchor + start } : undefined;
  }
  if (goal.suffix.length > position.suffix.length) {
    if (!goal.suffix.startsWith(position.suffix)) return undefined;
    const more = goal.suffix.slice(position.suffix.length);
    const end = findFittingEnd(more, maxTokens, count);
    return end > 0 ? { ...position, suffix: position.suffix + more.slice(0, end) } : undefined;
  }
  if (goal.context.length > position.context.length && goal.context.endsWith(position.context)) {
    const above = goal.context.slice(0, goal.context.length - position.context.length);
    const start = findFittingStart(above, maxTokens, count);
    return start < above.length ? { ...position, context: goal.context.slice(start) } : undefined;
  }
  return undefined;
}
