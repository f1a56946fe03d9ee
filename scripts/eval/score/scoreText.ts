import type { EvalCase } from '../evalCase.ts';
import { editSimilarity } from './editSimilarity.ts';
import { filled, normalized, trueDocument, wanted, type Fill } from './filledDocument.ts';
import { parseErrors } from './parseErrors.ts';
import { suffixDamage, type Damage } from './suffixDamage.ts';
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
export async function scoreText(evalCase: EvalCase, fill: Fill): Promise<TextScore> {
  const isShown = fill.text !== '';
  return {
    ...fill,
    ...likeness(evalCase, fill),
    damage: suffixDamage(evalCase, fill),
    isUnbalanced: isShown && isUnbalanced(evalCase, fill),
    ...(isShown ? await syntaxOf(evalCase, fill) : noSyntax),
  };
}

function likeness(evalCase: EvalCase, fill: Fill) {
  const text = normalized(fill.text);
  const answer = wanted(evalCase, fill);
  if (answer === undefined) {
    return { isExact: null, editSimilarity: null, isFirstLineExact: null, isWrong: null };
  }
  const isShown = fill.text !== '';
  const isExact = isShown && text === answer;
  const isFirstLineExact = isShown && firstLine(text) === firstLine(answer);
  const isBeginning = text !== '' && answer.startsWith(text);
  return {
    isExact,
    editSimilarity: isShown ? editSimilarity(text, answer) : 0,
    isFirstLineExact,
    isWrong: isShown && !isExact && !isBeginning && !isFirstLineExact,
  };
}

/** Returns a text up to the end of its first line that isn't blank. */
function firstLine(text: string): string {
  return /^\s*\S.*/.exec(text)?.[0].trimEnd() ?? '';
}

const noSyntax = { addsParseErrors: null, hasMoreErrorsThanTrue: null };

async function syntaxOf(evalCase: EvalCase, fill: Fill) {
  const { language, prefix, suffix } = evalCase;
  const count = (text: string) => parseErrors(text, language);
  const now = await count(filled(evalCase, fill).text);
  const hole = await count(prefix + suffix);
  const reference = trueDocument(evalCase);
  const right = reference === undefined ? 0 : await count(reference.text);
  if (now === null || hole === null || right === null) return noSyntax;
  return { addsParseErrors: now > Math.max(hole, right), hasMoreErrorsThanTrue: now > right };
}
