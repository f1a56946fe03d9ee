import { getIndentation, isBlank } from './indentation.ts';

/** Indentation of a document. */
export interface IndentationStyle {
  readonly usesTabs: boolean;
  /** Width of a step, in columns. */
  readonly size: number;
  /** True where several lines show this step and none shows half of it. */
  readonly isCertain: boolean;
}

/** Maximum number of lines that are examined; the style shows in the first lines. */
const maxLines = 2000;
const sizeWithTabs = 4;
/** Minimum number of lines that show a step before it is certain. */
const minStepLines = 4;

/**
 * Detects the indentation style of a document by the most common step from one line to the next;
 * undefined where no line is indented.
 */
export function detectIndentationStyle(text: string): IndentationStyle | undefined {
  let tabLines = 0;
  let spaceLines = 0;
  const steps = new Map<number, number>();
  let before = 0;
  for (const line of text.split('\n', maxLines)) {
    if (isBlank(line)) continue;
    const blanks = getIndentation(line);
    if (blanks.startsWith('\t')) tabLines++;
    else if (blanks.length > 1) spaceLines++;
    const step = blanks.length - before;
    before = blanks.length;
    if (step > 1 && step <= 8) steps.set(step, (steps.get(step) ?? 0) + 1);
  }
  if (tabLines > spaceLines) return { usesTabs: true, size: sizeWithTabs, isCertain: true };
  const [commonest] = [...steps].sort(([, one], [, other]) => other - one);
  if (commonest === undefined) return undefined;
  const [size, times] = commonest;
  return { usesTabs: false, size, isCertain: times >= minStepLines && !steps.has(size / 2) };
}
