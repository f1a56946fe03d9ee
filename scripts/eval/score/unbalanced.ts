import type { EvalCase } from '../evalCase.ts';
import { findImbalance } from './brackets.ts';
import { fillHole, createTrueDocument, type Infill } from './filledDocument.ts';

/**
 * Returns whether a fill leaves more unmatched brackets of a kind than allowed: more than the document
 * with the hole, whose open brackets a fill needn't close, more than the true document, and more than
 * the document with as many lines of the true answer as the fill has.
 */
export function isUnbalanced(evalCase: EvalCase, infill: Infill): boolean {
  const { prefix, suffix, answer, language } = evalCase;
  const computeImbalance = (text: string) => findImbalance(text, language);
  const allowedImbalances = [computeImbalance(prefix + suffix)];
  const whole = createTrueDocument(evalCase);
  if (whole !== undefined && answer !== null) {
    const text = takeLines(answer, infill.text.trimEnd().split('\n').length);
    allowedImbalances.push(
      computeImbalance(whole.text),
      computeImbalance(fillHole(evalCase, { text, replaces: 0 }).text),
    );
  }
  const infillImbalance = computeImbalance(fillHole(evalCase, infill).text);
  return kinds.some((kind) =>
    Array.from(infillImbalance[kind]).some((bracket) => {
      const maxCount = Math.max(
        ...allowedImbalances.map((one) => countBracket(one[kind], bracket)),
      );
      return countBracket(infillImbalance[kind], bracket) > maxCount;
    }),
  );
}

const kinds = ['open', 'surplus'] as const;

function countBracket(brackets: string, bracket: string): number {
  return brackets.split(bracket).length - 1;
}

function takeLines(text: string, count: number): string {
  return text.split('\n').slice(0, count).join('\n');
}
