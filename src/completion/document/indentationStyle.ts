import { indentationOf, isBlank } from './indentation.ts';

/** Indentation of a document. */
export interface IndentationStyle {
  readonly tabs: boolean;
  /** Columns of a step. */
  readonly size: number;
  /** True where several lines show this step, and none a half of it. */
  readonly isSure: boolean;
}

/** Lines that are looked at; a style shows early. */
const maxLines = 2000;
const sizeWithTabs = 4;
/** Lines that have to show a step before it is sure. */
const surely = 4;

/**
 * Finds out how a document indents, by the step that most lines take behind the line before;
 * undefined where no line is indented.
 */
export function indentationStyleOf(text: string): IndentationStyle | undefined {
  let withTabs = 0;
  let withSpaces = 0;
  const steps = new Map<number, number>();
  let before = 0;
  for (const line of text.split('\n', maxLines)) {
    if (isBlank(line)) continue;
    const blanks = indentationOf(line);
    if (blanks.startsWith('\t')) withTabs++;
    else if (blanks.length > 1) withSpaces++;
    const step = blanks.length - before;
    before = blanks.length;
    if (step > 1 && step <= 8) steps.set(step, (steps.get(step) ?? 0) + 1);
  }
  if (withTabs > withSpaces) return { tabs: true, size: sizeWithTabs, isSure: true };
  const [commonest] = [...steps].sort(([, one], [, other]) => other - one);
  if (commonest === undefined) return undefined;
  const [size, times] = commonest;
  return { tabs: false, size, isSure: times >= surely && !steps.has(size / 2) };
}
