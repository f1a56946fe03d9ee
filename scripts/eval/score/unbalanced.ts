import type { EvalCase } from '../evalCase.ts';
import { imbalance } from './brackets.ts';
import { filled, trueDocument, type Fill } from './filledDocument.ts';

/**
 * Whether a fill leaves more brackets without a partner than it may: than the true answer leaves,
 * all of it or as many of its lines as the fill has, whichever is more. A fill that stands on lines
 * of its own may also leave what the hole left: nothing that it says has to close it.
 */
export function isUnbalanced(evalCase: EvalCase, fill: Fill): boolean {
  const lacking = (text: string) => {
    const { open, surplus } = imbalance(text, evalCase.language);
    return open + surplus;
  };
  const allowed = [lacking(trueDocument(evalCase)?.text ?? '')];
  if (evalCase.answer !== null) {
    const text = firstLines(evalCase.answer, fill.text.trimEnd().split('\n').length);
    allowed.push(lacking(filled(evalCase, { text, replaces: 0 }).text));
  }
  if (isOnItsOwnLine(evalCase)) allowed.push(lacking(evalCase.prefix + evalCase.suffix));
  return lacking(filled(evalCase, fill).text) > Math.max(...allowed);
}

function firstLines(text: string, count: number): string {
  return text.split('\n').slice(0, count).join('\n');
}

function isOnItsOwnLine({ prefix, suffix }: EvalCase): boolean {
  return /(?:^|\n)[ \t]*$/.test(prefix) && /^[ \t]*(?:\r?\n|$)/.test(suffix);
}
