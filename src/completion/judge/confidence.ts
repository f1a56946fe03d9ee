/** A token of a text that the model wrote. */
export interface WrittenToken {
  /** How likely the model found it, among those that it could choose from; 0 to 1. */
  readonly probability: number;
  /** How likely the model finds it that one of those follows: 1 where it could choose from all. */
  readonly allowed: number;
  /** Where its text ends, in UTF-16 code units from the cursor; 0 where it stands before it. */
  readonly end: number;
}

/** How sure a model was of what it wrote, 0 to 1. */
export interface Confidence {
  /** Of its first tokens, `firstTokens` at the most. */
  readonly first: number;
  /** Of its first line that says something. */
  readonly line: number;
}

/** Tokens that decide whether a text begins well. */
const firstTokens = 3;

/**
 * Sums up how sure the model was, as geometric means of the tokens' probabilities: unlike their
 * product they don't fall with a text's length.
 *
 * @param text what the tokens say from the cursor on.
 * @returns undefined for a text of no tokens.
 */
export function confidenceOf(
  text: string,
  tokens: readonly WrittenToken[],
): Confidence | undefined {
  const start = text.search(/\S/);
  const lineEnd = start < 0 ? text.length : endOfLine(text, start);
  const ofLine = tokens.filter((_, index) => (tokens[index - 1]?.end ?? 0) < lineEnd);
  if (ofLine.length === 0) return undefined;
  return {
    first: meanOf(ofLine.slice(0, firstTokens)),
    line: meanOf(ofLine),
  };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function meanOf(tokens: readonly WrittenToken[]): number {
  const sum = tokens.reduce(
    (total, { probability }) => total + Math.log(Math.max(probability, 1e-9)),
    0,
  );
  return Math.exp(sum / tokens.length);
}
