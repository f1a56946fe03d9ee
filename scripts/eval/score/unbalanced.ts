import type { EvalCase } from '../evalCase.ts';
import { imbalance } from './brackets.ts';
import { filled, trueDocument, type Fill } from './filledDocument.ts';

/**
 * Whether a fill leaves more brackets of a kind without a partner than it may: than the hole left, for a
 * fill needn't close what the person has opened; than the true answer leaves, all of it or as many
 * of its lines as the fill has.
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
