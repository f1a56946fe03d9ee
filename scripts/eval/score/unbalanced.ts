import type { EvalCase } from '../evalCase.ts';
import { imbalance } from './brackets.ts';
import { filled, trueDocument, type Fill } from './filledDocument.ts';

/**
 * Returns whether a fill leaves more unmatched brackets of a kind than allowed: more than the document
 * with the hole, whose open brackets a fill needn't close, more than the true document, and more than
 * the document with as many lines of the true answer as the fill has.
 */
export function isUnbalanced(evalCase: EvalCase, fill: Fill): boolean {
  const { prefix, suffix, answer, language } = evalCase;
  const of = (text: string) => imbalance(text, language);
  const allowed = [of(prefix + suffix)];
  const whole = trueDocument(evalCase);
  if (whole !== undefined && answer !== null) {
    const text = firstLines(answer, fill.text.trimEnd().split('\n').length);
    allowed.push(of(whole.text), of(filled(evalCase, { text, replaces: 0 }).text));
  }
  const now = of(filled(evalCase, fill).text);
  return kinds.some((kind) =>
    Array.from(now[kind]).some((bracket) => {
      const most = Math.max(...allowed.map((one) => count(one[kind], bracket)));
      return count(now[kind], bracket) > most;
    }),
  );
}

const kinds = ['open', 'surplus'] as const;

function count(brackets: string, bracket: string): number {
  return brackets.split(bracket).length - 1;
}

function firstLines(text: string, count: number): string {
  return text.split('\n').slice(0, count).join('\n');
}
