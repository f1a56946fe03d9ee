import type { EvalCase } from '../evalCase.ts';
import { computeEditSimilarity } from './editSimilarity.ts';
import {
  fillHole,
  normalizeText,
  createTrueDocument,
  getExpectedText,
  type Infill,
} from './filledDocument.ts';
import { countParseErrors } from './parseErrors.ts';
import { findSuffixDamage, type Damage } from './suffixDamage.ts';
import { isUnbalanced } from './unbalanced.ts';

/** Score of a text without running it; null where it is unknown. docs/quality.md defines the figures. */
export interface TextScore {
  readonly text: string;
  /** UTF-16 code units after the cursor that the text replaces. */
  readonly replaces: number;
  readonly isExact: boolean | null;
  /** Similarity to the answer, from 0 to 1. */
  readonly editSimilarity: number | null;
  readonly isFirstLineExact: boolean | null;
  /** True where the user would have to delete it: not the answer, not its beginning, nor its first line. */
  readonly isWrong: boolean | null;
  readonly damage: readonly Damage[];
  readonly isUnbalanced: boolean;
  /** True where the document has more errors than the true one and than the one with the hole. */
  readonly addsParseErrors: boolean | null;
  /** True where the document has more errors than the true one. */
  readonly hasMoreErrorsThanTrue: boolean | null;
}

/** Scores a text in a case's hole. */
export async function scoreText(evalCase: EvalCase, infill: Infill): Promise<TextScore> {
  const isShown = infill.text !== '';
  return {
    ...infill,
    ...scoreSimilarity(evalCase, infill),
    damage: findSuffixDamage(evalCase, infill),
    isUnbalanced: isShown && isUnbalanced(evalCase, infill),
    ...(isShown ? await scoreSyntax(evalCase, infill) : noSyntax),
  };
}

function scoreSimilarity(evalCase: EvalCase, infill: Infill) {
  const text = normalizeText(infill.text);
  const answer = getExpectedText(evalCase, infill);
  if (answer === undefined) {
    return { isExact: null, editSimilarity: null, isFirstLineExact: null, isWrong: null };
  }
  const isShown = infill.text !== '';
  const isExact = isShown && text === answer;
  const isFirstLineExact = isShown && getFirstLine(text) === getFirstLine(answer);
  const isBeginning = text !== '' && answer.startsWith(text);
  return {
    isExact,
    editSimilarity: isShown ? computeEditSimilarity(text, answer) : 0,
    isFirstLineExact,
    isWrong: isShown && !isExact && !isBeginning && !isFirstLineExact,
  };
}

/** Returns a text up to the end of its first line that isn't blank. */
function getFirstLine(text: string): string {
  return /^\s*\S.*/.exec(text)?.[0].trimEnd() ?? '';
}

const noSyntax = { addsParseErrors: null, hasMoreErrorsThanTrue: null };

async function scoreSyntax(evalCase: EvalCase, infill: Infill) {
  const { language, prefix, suffix } = evalCase;
  const count = (text: string) => countParseErrors(text, language);
  const errors = await count(fillHole(evalCase, infill).text);
  const holeErrors = await count(prefix + suffix);
  const reference = createTrueDocument(evalCase);
  const trueErrors = reference === undefined ? 0 : await count(reference.text);
  if (errors === null || holeErrors === null || trueErrors === null) return noSyntax;
  return {
    addsParseErrors: errors > Math.max(holeErrors, trueErrors),
    hasMoreErrorsThanTrue: errors > trueErrors,
  };
}
