import { keep, type Fill, type FilterContext, type FilterResult } from './filter.ts';

/** Of a block that was cut off rather than finished, the complete lines stay. */
export function endAtBoundary(fill: Fill, { stopReason }: FilterContext): FilterResult {
  if (stopReason !== 'maxTokens' && stopReason !== 'windowFull') return keep(fill);
  const { text } = fill;
  const lastBreak = text.trimEnd().lastIndexOf('\n');
  const hasCompleteLine = lastBreak >= 0 && text.slice(0, lastBreak).trim() !== '';
  return keep(hasCompleteLine ? { ...fill, text: text.slice(0, lastBreak) } : fill);
}
